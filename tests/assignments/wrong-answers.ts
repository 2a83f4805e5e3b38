import { join } from "node:path";
import { expect } from "chai";
import { type Assignment, loadAssignment } from "../../autograder/assignment/index.ts";
import { testName } from "../../autograder/grade/results.ts";
import { gradeNotebook } from "../../autograder/grade/submission.ts";
import { prepareMachine, type SessionPool, sessionPool } from "../../autograder/runner/index.ts";
import { edit, project } from "../autograder/grade/submissions.ts";

/** A misconception: what it writes in place of the solution's lines, what it is worth, and what it must be told. */
export interface WrongAnswer {
  title: string;
  question: string;
  /** [text of the solution, text in its place]; every one must be there. */
  changes: [solution: string, wrong: string][];
  score: number;
  /** Parts of the messages and hints that the student reads. */
  says: string[];
}

/** Grades each wrong answer to the assignment of that name, by itself, and compares. */
export function itGradesWrongAnswers(name: string, answers: readonly WrongAnswer[]): void {
  let assignment: Assignment;
  let pool: SessionPool;
  const failed = new Set<string>();
  before(async () => {
    assignment = await loadAssignment(join(project, "assignments", name));
    pool = sessionPool(await prepareMachine(project), assignment);
  });
  after(() => pool.close());

  for (const { title, question, changes, score, says } of answers) {
    it(`${question}: ${title}: ${score} points`, async () => {
      const used = new Set<string>();
      let notebook = assignment.solution;
      for (const id of assignment.questions.find(({ name }) => name === question)!.answers) {
        notebook = edit(notebook, id, (cell) => {
          let { source } = cell;
          for (const [solution, wrong] of changes) {
            if (source.includes(solution)) used.add(solution);
            source = source.replace(solution, () => wrong);
          }
          return [{ ...cell, source }];
        });
      }
      expect([...used], "lines of the solution that are changed").to.deep.equal(changes.map(([solution]) => solution));
      const { results } = await gradeNotebook(assignment, "wrong", notebook, { pool, only: question });
      const graded = results.questions.find(({ name }) => name === question)!;
      for (const { name, passed } of graded.tests) if (!passed) failed.add(`${question}: ${name}`);
      const read = graded.tests.filter(({ passed }) => !passed).map(({ message, hint }) => `${message} ${hint}`);
      expect(graded.score, read.join("\n")).to.be.closeTo(score, 1e-9);
      for (const part of says) expect(read.join("\n")).to.include(part);
    });
  }

  it("between them, fail every hidden test", () => {
    const never = assignment.questions.flatMap(({ name, tests }) =>
      tests
        .filter((test) => test.visibility === "hidden" && !failed.has(`${name}: ${testName(test)}`))
        .map(({ title }) => `${name}: ${title}`),
    );
    expect(never).to.deep.equal([]);
  });
}
