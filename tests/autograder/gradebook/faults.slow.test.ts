// Oracle: the books after an undisturbed run. Workers and the database server are killed while others grade.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import {
  addVersion,
  audit,
  enqueue,
  type Gradebook,
  openGradebook,
  queueState,
  receive,
  standings,
} from "../../../autograder/gradebook/index.ts";
import { formatNotebook } from "../../../autograder/notebook/index.ts";
import { fixture, withSource } from "../grade/submissions.ts";
import { seeded } from "../merge/mangle.ts";
import { hasPostgres, postgresDatabase, sqliteDatabase } from "./databases.ts";

const script = fileURLToPath(new URL("../../../cli/worker-process.ts", import.meta.url));
const students = 40;

function startWorker(url: string): ChildProcess {
  return spawn(process.execPath, ["--no-warnings", script, "--lease", "3", "--gradebook", url], { stdio: "ignore" });
}

async function state(book: Gradebook) {
  return queueState(book).catch(() => ({ queued: 1, running: 0, done: 0, failed: 0 }));
}

for (const [name, create] of [
  ["SQLite", sqliteDatabase],
  ...(hasPostgres ? [["PostgreSQL", postgresDatabase] as const] : []),
] as const) {
  it(`${name}: killed workers${name === "SQLite" ? "" : " and a killed server"} lose no score and double none`, async () => {
    const database = await create();
    const book = await openGradebook(database.url);
    const { solution, release } = await loadAssignment(fixture);
    const { assignment, version } = await addVersion(book, fixture);
    for (let n = 0; n < students; n++) {
      // Each differs, so that no result comes from the cache of another run.
      const notebook = withSource(n % 2 ? solution : release, "q2", `const total = 5; // ${database.url} ${n}`);
      const { submission } = await receive(
        book,
        assignment,
        `student-${String(n).padStart(2, "0")}`,
        Buffer.from(formatNotebook(notebook)),
      );
      await enqueue(book, submission, version);
    }
    const random = seeded(11);
    const workers = [startWorker(database.url), startWorker(database.url), startWorker(database.url)];
    let kills = 0;
    const began = Date.now();
    while ((({ queued, running }) => queued + running > 0)(await state(book))) {
      expect(Date.now() - began).to.be.below(240_000);
      await new Promise((resolve) => setTimeout(resolve, 400 + random(800)));
      if (kills > 12) continue;
      if (database.crash && kills % 4 === 3) {
        await database.crash();
        await new Promise((resolve) => setTimeout(resolve, 500));
        await database.restart!();
      } else {
        const victim = random(workers.length);
        workers[victim]!.kill("SIGKILL");
        workers[victim] = startWorker(database.url);
      }
      kills++;
    }
    for (const worker of workers) worker.kill("SIGKILL");
    expect(kills).to.be.greaterThan(4);
    expect(await queueState(book)).to.deep.equal({ queued: 0, running: 0, done: students, failed: 0 });
    const rows = await standings(book, assignment, version);
    expect(rows.map(({ score }) => score)).to.deep.equal(Array.from({ length: students }, (_, n) => (n % 2 ? 9 : 2)));
    const graded = await book.db
      .selectFrom("events")
      .select("payload")
      .where("kind", "in", ["graded", "regraded"])
      .execute();
    expect(graded).to.have.length(students);
    expect((await audit(book)).problems).to.deep.equal([]);
    await book.close();
    await database.remove();
  }).timeout(300_000);
}
