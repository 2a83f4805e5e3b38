// Oracle: processor time, this process's and the database server's. 5,000 graded submissions; every list and summary within 100 ms.
import { expect } from "chai";
import { sql } from "kysely";
import {
  addVersion,
  diffGrades,
  type Gradebook,
  openGradebook,
  queueState,
  standings,
} from "../../../autograder/gradebook/index.ts";
import { processorTime, processTree } from "../../../autograder/sandbox/processTree.ts";
import { fixture } from "../grade/submissions.ts";
import { hasPostgres, postgresDatabase, sqliteDatabase, type TestDatabase } from "./databases.ts";

const count = 5000;

async function fill(book: Gradebook, assignment: number, versions: number[]): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => index + 1);
  const pages = Array.from({ length: count / 500 }, (_, page) => rows.slice(page * 500, (page + 1) * 500));
  const at = "2026-01-01T00:00:00.000Z";
  const bytes = Buffer.from("x");
  // A result as large as one of ten questions and twenty tests.
  const results = JSON.stringify({ questions: [], filler: "x".repeat(6000) });
  for (const page of pages) {
    await book.db
      .insertInto("students")
      .values(page.map((n) => ({ name: `student-${n}`, email: null })))
      .execute();
    await book.db
      .insertInto("submissions")
      .values(page.map((n) => ({ student: n, assignment, attempt: 1, submitted: at, digest: `${n}`, notebook: bytes })))
      .execute();
    for (const version of versions) {
      const scores = page.map((n) => ({
        submission: n,
        version,
        outcome: "scored",
        score: n % 10,
        max_score: 9,
        results,
        graded: at,
        questions: JSON.stringify({ q1: n % 4, q2: version === versions[0] ? 2 : n % 3, q3: 3 }),
      }));
      await book.db.insertInto("results").values(scores).execute();
      await book.db
        .insertInto("jobs")
        .values(
          page.map((n) => ({
            submission: n,
            version,
            state: "done" as const,
            priority: 0,
            gpu: 0,
            attempts: 1,
            worker: null,
            lease_until: null,
            error: null,
            queued: at,
          })),
        )
        .execute();
    }
  }
}

for (const [name, create] of [
  ["SQLite", sqliteDatabase],
  ...(hasPostgres ? [["PostgreSQL", postgresDatabase] as const] : []),
] as const) {
  it(`${name}: lists and summaries of ${count} submissions take under 100 ms`, async () => {
    const database: TestDatabase = await create();
    const book = await openGradebook(database.url);
    const { assignment, version } = await addVersion(book, fixture);
    const second = await book.db
      .insertInto("versions")
      .values({ assignment, digest: "second", bundle: Buffer.from(""), max_score: 9, questions: "[]", created: "" })
      .returning("id")
      .executeTakeFirstOrThrow();
    await fill(book, assignment, [version, second.id]);
    // What autovacuum does within a minute: a class does not submit within a second.
    await sql`analyze`.execute(book.db);
    // By the processors' clocks, so that a busy machine does not fail it.
    const used = () => {
      const { user, system } = process.cpuUsage();
      const server = database.server
        ? processTree(database.server()).reduce((sum, pid) => sum + processorTime(pid), 0)
        : 0;
      return (user + system) / 1000 + server * 1000;
    };
    const rounds = 20;
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      await work();
      const began = used();
      for (let i = 0; i < rounds; i++) await work();
      return (used() - began) / rounds;
    };
    const standing = await timed(() => standings(book, assignment, version));
    const diff = await timed(() => diffGrades(book, assignment, version, second.id));
    const queue = await timed(() => queueState(book));
    console.log(
      `      ${name}: standings ${standing.toFixed(0)} ms, diff-grades ${diff.toFixed(0)} ms, queue ${queue.toFixed(0)} ms`,
    );
    await book.close();
    await database.remove();
    expect(Math.max(standing, diff, queue)).to.be.below(100);
  }).timeout(300_000);
}
