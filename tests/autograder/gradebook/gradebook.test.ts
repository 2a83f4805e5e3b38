// Oracle: sums by hand; the same steps on SQLite and PostgreSQL must give the same books.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { sql } from "kysely";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import type { Results } from "../../../autograder/grade/index.ts";
import {
  addVersion,
  audit,
  backup,
  comment,
  complete,
  diffGrades,
  enqueue,
  type Gradebook,
  giveBack,
  lateFactor,
  lease,
  openGradebook,
  override,
  publish,
  publishedFeedback,
  queueState,
  receive,
  renew,
  restore,
  standings,
  work,
} from "../../../autograder/gradebook/index.ts";
import { formatNotebook, type Notebook } from "../../../autograder/notebook/index.ts";
import { prepareMachine } from "../../../autograder/runner/index.ts";
import { fixture, project, withSource } from "../grade/submissions.ts";
import { hasPostgres, postgresDatabase, sqliteDatabase, type TestDatabase } from "./databases.ts";

const bytes = (notebook: Notebook) => Buffer.from(formatNotebook(notebook));
const wrongRelu = "function relu(values: number[]): number[] { return values; }";

for (const [name, create] of [
  ["SQLite", sqliteDatabase],
  ...(hasPostgres ? [["PostgreSQL", postgresDatabase] as const] : []),
] as const) {
  describe(`gradebook on ${name}`, () => {
    let database: TestDatabase;
    let book: Gradebook;
    const scratch = mkdtempSync(join(tmpdir(), "tsgrad-book-"));

    before(async () => {
      database = await create();
      book = await openGradebook(database.url);
    });
    after(async () => {
      await book.close();
      await database.remove();
      rmSync(scratch, { recursive: true, force: true });
    });

    it("takes in versions and submissions once, counting attempts", async () => {
      const { solution } = await loadAssignment(fixture);
      const first = await addVersion(book, fixture, {
        due: "2026-03-01T12:00:00Z",
        latePolicy: { perDay: 0.1, graceMinutes: 60 },
        attempts: 2,
      });
      expect(first).to.include({ isNew: true });
      expect(await addVersion(book, fixture)).to.deep.equal({ ...first, isNew: false });
      const submit = (student: string, notebook: Notebook, at: string) =>
        receive(book, first.assignment, student, bytes(notebook), at);
      const wrong = withSource(solution, "q1", wrongRelu);
      expect(await submit("ada", wrong, "2026-03-01T10:00:00Z")).to.include({ attempt: 1, repeated: false });
      expect(await submit("ada", wrong, "2026-03-01T10:05:00Z")).to.include({ attempt: 1, repeated: true });
      expect(await submit("ada", solution, "2026-03-01T11:00:00Z")).to.include({ attempt: 2, overBudget: false });
      expect(await submit("ada", wrong, "2026-03-01T11:30:00Z")).to.include({ attempt: 3, overBudget: true });
      await submit("bob", wrong, "2026-03-02T20:00:00Z");
      await submit("eve", solution, "2026-03-01T12:59:00Z");
    });

    it("gives each job to one worker, and takes it back when the lease ends", async () => {
      const { submission, version } = { submission: 1, version: 1 };
      expect(await enqueue(book, submission, version)).to.equal(true);
      expect(await enqueue(book, submission, version)).to.equal(false);
      const held = (await lease(book, "first"))!;
      expect(held).to.include({ submission, version, attempt: 1 });
      expect(await lease(book, "second")).to.equal(undefined);
      expect(await renew(book, held)).to.equal(true);
      await book.db.updateTable("jobs").set({ lease_until: "2000-01-01T00:00:00.000Z" }).execute();
      const again = (await lease(book, "second"))!;
      expect(again).to.include({ submission, attempt: 2 });
      expect(await renew(book, held)).to.equal(false);
      expect(await complete(book, held, {} as never)).to.equal(false);
      await giveBack(book, again, "no memory left");
      expect(await queueState(book)).to.deep.equal({ queued: 1, running: 0, done: 0, failed: 0 });
    });

    it("lets two workers grade the queue, each submission once", async () => {
      const machine = await prepareMachine(project);
      for (const submission of [1, 2, 4, 5]) await enqueue(book, submission, 1);
      const other = await openGradebook(database.url);
      const counts = await Promise.all([
        work(book, { name: "a", machine, once: true }),
        work(other, { name: "b", machine, once: true }),
      ]);
      await other.close();
      expect(counts[0]! + counts[1]!).to.equal(4);
      expect(await queueState(book)).to.deep.equal({ queued: 0, running: 0, done: 4, failed: 0 });
      const { events } = await audit(book);
      expect((await book.db.selectFrom("events").selectAll().where("kind", "=", "graded").execute()).length).to.equal(
        4,
      );
      expect(events).to.be.greaterThan(10);
    });

    it("gives a GPU to one job at a time, and leaves jobs that need one to machines that have it", async () => {
      await book.db
        .insertInto("versions")
        .values(
          [1, 2].map((gpu) => ({
            assignment: 1,
            digest: `gpu-${gpu}`,
            gpu,
            bundle: Buffer.from(""),
            max_score: 1,
            questions: "[]",
            created: "",
          })),
        )
        .execute();
      const rows = await book.db
        .selectFrom("versions")
        .select(["id", "gpu"])
        .where("gpu", ">", 0)
        .orderBy("gpu")
        .execute();
      const [needs, prefers] = rows.map(({ id }) => id) as [number, number];
      for (const submission of [1, 2, 4]) await enqueue(book, submission, needs);
      expect(await lease(book, "without")).to.equal(undefined);
      const gpus = { machine: "m", numbers: [0, 1] };
      const first = await lease(book, "a", { gpus });
      const second = await lease(book, "b", { gpus });
      expect([first?.device, second?.device]).to.deep.equal([0, 1]);
      expect(await lease(book, "c", { gpus })).to.equal(undefined);
      const elsewhere = await lease(book, "d", { gpus: { machine: "other", numbers: [0] } });
      expect(elsewhere?.device).to.equal(0);
      await giveBack(book, first!, "again");
      expect((await lease(book, "c", { gpus }))?.device).to.equal(0);
      await enqueue(book, 5, prefers);
      // All GPUs of m are in use, so it waits; a machine without any runs it on the processor.
      expect(await lease(book, "c", { gpus })).to.equal(undefined);
      const processor = await lease(book, "without");
      expect(processor?.version).to.equal(prefers);
      expect(processor?.device).to.equal(undefined);
      await book.db.deleteFrom("jobs").where("version", "in", [needs, prefers]).execute();
      await book.db.deleteFrom("versions").where("id", "in", [needs, prefers]).execute();
    });

    it("counts the best of the attempts that count, and lateness", async () => {
      const rows = (await standings(book, 1, 1)).map(({ student, attempt, raw, late, score }) => [
        student,
        attempt,
        raw,
        late,
        score,
      ]);
      // bob: 31 hours late after an hour of grace, two days begun; eve within the hour.
      expect(rows).to.deep.equal([
        ["ada", 2, 9, 1, 9],
        ["bob", 1, 6, 0.8, 4.8],
        ["eve", 1, 9, 1, 9],
      ]);
    });

    it("puts a person's score in the place of the tests'", async () => {
      await override(book, {
        submission: 4,
        question: "q1",
        score: 3.5,
        reason: "the idea is right",
        author: "mentor",
      });
      await comment(book, { submission: 4, question: "q1", text: "Look at negative numbers.", author: "mentor" });
      const bob = (await standings(book, 1, 1)).find(({ student }) => student === "bob")!;
      expect(bob.questions).to.deep.equal({ q1: 3.5, q2: 2, q3: 3 });
      expect(bob.score).to.equal(6.8);
      await override(book, { submission: 4, question: "q9", score: 1, reason: "", author: "x" }).then(
        () => expect.fail("no error"),
        (error: Error) => expect(error.message).to.equal('No question "q9"; there are q1, q2, q3'),
      );
    });

    it("shows who moves when tests change after release, before it is published", async () => {
      const changed = join(scratch, "small-steps");
      cpSync(fixture, changed, { recursive: true });
      const test = join(changed, "tests/hidden/q2.ts");
      writeFileSync(test, readFileSync(test, "utf8").replace("to.equal(5)", "to.equal(6)"));
      const { assignment, version } = await addVersion(book, changed);
      await publish(book, assignment, 1);
      for (const submission of [2, 4, 5]) await enqueue(book, submission, version);
      await work(book, { name: "a", machine: await prepareMachine(project), once: true });
      const changes = await diffGrades(book, assignment, 1, version);
      expect(changes.map(({ student, before, after, questions }) => [student, before, after, questions])).to.deep.equal(
        [
          ["ada", 9, 7, [{ name: "q2", before: 2, after: 0 }]],
          ["bob", 6.8, 5.2, [{ name: "q2", before: 2, after: 0 }]],
          ["eve", 9, 7, [{ name: "q2", before: 2, after: 0 }]],
        ],
      );
    });

    it("gives students what is published: people's scores and comments, lateness, and no hidden test before the due time", async () => {
      const bob = (all: Results[]) => all.find(({ student }) => student === "bob")!;
      const after = bob(await publishedFeedback(book, 1, new Date("2026-06-01T00:00:00Z")));
      expect([after.score, after.questions[0]!.score]).to.deep.equal([6.8, 3.5]);
      expect(after.questions[0]!.comments).to.deep.equal([
        "A person set the points of this question.",
        "Look at negative numbers.",
      ]);
      expect(after.notes.at(-1)!.text).to.equal("Handed in after the due time: 80% of 8.5 points count.");
      const before = bob(await publishedFeedback(book, 1, new Date("2026-01-01T00:00:00Z")));
      expect(before.pending!.tests).to.equal(4);
      expect(JSON.stringify(before)).to.not.include("Look at negative").and.not.include("Hidden test");
    });

    it("restores a backup into an empty book of either kind, with the same chain", async () => {
      const file = join(scratch, "backup.gz");
      await backup(book, file);
      const before = await audit(book);
      expect(before.problems).to.deep.equal([]);
      const target = await sqliteDatabase();
      const copy = await openGradebook(target.url);
      await restore(copy, file);
      expect(await audit(copy)).to.deep.equal(before);
      expect(await standings(copy, 1, 1)).to.deep.equal(await standings(book, 1, 1));
      // Ids go on after the restored ones.
      expect((await receive(copy, 1, "new", Buffer.from("{}"))).submission).to.be.greaterThan(5);
      await copy.close();
      await target.remove();
    });

    for (const [what, tamper, problem] of [
      ["a score", sql`update results set score = 9 where submission = 4`, /result of submission 4 was changed/],
      ["a notebook's digest", sql`update submissions set digest = 'x' where id = 2`, /Submission 2 was changed/],
      ["an event", sql`update events set payload = '{}' where seq = 3`, /Event 3 was changed/],
      ["a deleted event", sql`delete from events where seq = 5`, /Event \d+ (is missing|does not follow)/],
      [
        "a deleted result",
        sql`delete from results where submission = 4 and version = 1`,
        /result of submission 4 is gone/,
      ],
      ["an override", sql`update overrides set score = 4`, /overrides are not those/],
    ] as const) {
      it(`finds ${what} that was tampered with`, async () => {
        const result = await book.db
          .transaction()
          .execute(async (tx) => {
            await tamper.execute(tx);
            const found = await audit({ ...book, db: tx });
            throw Object.assign(new Error("undo"), { found });
          })
          .catch((error) => error.found);
        expect(result.ok).to.equal(false);
        expect(result.problems.join("\n")).to.match(problem);
      });
    }
  });
}

describe("lateness", () => {
  const policy = { perDay: 0.1, graceMinutes: 10, most: 0.5 };
  for (const [submitted, factor] of [
    ["2026-01-01T00:00:00Z", 1],
    ["2026-01-01T12:10:00Z", 1],
    ["2026-01-01T12:11:00Z", 0.9],
    ["2026-01-02T12:10:00Z", 0.9],
    ["2026-01-02T12:11:00Z", 0.8],
    ["2026-02-01T00:00:00Z", 0.5],
  ] as const) {
    it(`${submitted} keeps ${factor}`, () =>
      expect(lateFactor(submitted, "2026-01-01T12:00:00Z", policy)).to.equal(factor));
  }
  it("costs nothing without a policy", () =>
    expect(lateFactor("2030-01-01T00:00:00Z", "2026-01-01T00:00:00Z", null)).to.equal(1));
});
