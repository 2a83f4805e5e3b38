// Oracle: the fixture `every-option`, whose submissions were made wrong in known ways; points by hand.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { type Assignment, loadAssignment } from "../../../autograder/assignment/index.ts";
import type { Results } from "../../../autograder/grade/index.ts";
import { Classroom, scores, withSource } from "./submissions.ts";

const fixture = fileURLToPath(new URL("../fixtures/every-option", import.meta.url));

describe("what an author may write", () => {
  let assignment: Assignment;
  let room: Classroom;
  let graded: Awaited<ReturnType<Classroom["grade"]>>;
  const result = (student: string): Results => graded.results.get(student)!;
  const message = (student: string, question: number, test: number) =>
    result(student).questions[question]!.tests[test]!.message;

  before(async function () {
    this.timeout(120_000);
    assignment = await loadAssignment(fixture);
    room = new Classroom(assignment, fixture);
    const { solution, release } = assignment;
    const sorts = (body: string) => withSource(solution, "sort", `function ascending(values) { ${body} }`);
    await room.submit("solution", solution);
    await room.submit("release", release);
    await room.submit("by-text", sorts("return [...values].sort();"));
    await room.submit("loses-negatives", sorts("return values.filter((v) => v >= -20).sort((a, b) => a - b);"));
    await room.submit(
      "eager",
      withSource(solution, "memory", "function fill(mb) { return new Uint8Array(900 * 2 ** 20).fill(1).length; }"),
    );
    await room.submit(
      "chatty",
      sorts(
        "const kept = []; for (let i = 0; i < 40; i++) kept.push(new Uint8Array(8 * 2 ** 20).fill(1)); return [...values].sort((a, b) => a - b);",
      ),
    );
    graded = await room.grade("out");
  });
  after(() => room.remove());

  it("gives the solution everything and the release nothing", () => {
    expect(scores(result("solution"))).to.deep.equal([6, 2, 1]);
    expect(scores(result("release"))).to.deep.equal([0, 0, 0]);
  });

  it("gives part of a test's points where the author awards a part, and the author's reason", () => {
    // Lists of one are always in order; by text "-12" comes before "-3".
    const [sorted] = result("by-text").questions;
    const partial = sorted!.tests.find(({ name, visibility }) => visibility === "hidden" && name === "Hidden test 3")!;
    expect(partial.passed).to.equal(false);
    expect(partial.score).to.be.greaterThan(0).and.below(2);
    expect(partial.message).to.match(/^[123] of 4 lists are in order\.$/);
    expect(sorted!.score).to.equal(sorted!.tests.reduce((sum, { score }) => sum + score, 0));
  });

  it("shows the smallest failing case where the author allows it, and nothing where not", () => {
    const tests = result("by-text").questions[0]!.tests;
    const shown = tests.find(({ name }) => name === "Hidden test 1")!.message!;
    // Two numbers whose order as text is not their order: shrinking leaves no list longer than two.
    expect(shown).to.match(/^The order is wrong\. It fails for example for \(\[-?\d+,-?\d+\]\)\.$/);
    const [, hidden] = result("loses-negatives").questions[0]!.tests.filter(
      ({ visibility }) => visibility === "hidden",
    );
    expect(hidden!.message).to.equal("Negative numbers are lost.");
  });

  it("shrinks the case of a public test to the least that fails", () => {
    expect(message("loses-negatives", 0, 0)).to.match(/^fails for example for \(\[-21\]\): /);
  });

  it("opens tests after the due time: before it their titles and results are in no student's file", async () => {
    expect(JSON.stringify(result("by-text"))).to.include("DUE-title");
    const early = await room.grade("early", { pending: true });
    for (const file of ["results.json", "feedback.html"]) {
      const text = readFileSync(join(early.out, "by-text", file), "utf8");
      expect(text, file).to.not.match(/DUE-title|Hidden test|in order/);
    }
    const page = readFileSync(join(early.out, "solution", "feedback.html"), "utf8");
    expect(page).to.include("7 hidden tests pending");
    const { pending, score } = JSON.parse(readFileSync(join(early.out, "solution", "results.json"), "utf8"));
    expect({ pending, score }).to.deep.equal({ pending: { tests: 7, points: 8 }, score: 1 });
    // The class table counts everything all the same.
    expect(readFileSync(join(early.out, "grades.csv"), "utf8")).to.match(/solution,9,9,6,2,1/);
  });

  it("bounds the calls of a question", async () => {
    const tight = {
      ...assignment,
      questions: assignment.questions.map((q) => ({ ...q, limits: { ...q.limits, calls: 12 } })),
    };
    const { gradeNotebook } = await import("../../../autograder/grade/index.ts");
    const { prepareMachine, sessionPool } = await import("../../../autograder/runner/index.ts");
    const { project } = await import("./submissions.ts");
    const pool = sessionPool(await prepareMachine(project), tight);
    const { results } = await gradeNotebook(tight, "solution", assignment.solution, { pool });
    await pool.close();
    expect(results.questions[1]!.tests.map(({ passed }) => passed)).to.deep.equal([true, false]);
  });

  it("bounds the memory of a question without touching the others", () => {
    expect(scores(result("eager"))).to.deep.equal([6, 2, 0]);
    expect(message("eager", 2, 0)).to.include("more memory than allowed");
    expect(scores(result("chatty"))).to.deep.equal([0, 2, 1]);
  });
});
