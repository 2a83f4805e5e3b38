// Oracle: the validator: what a newcomer starts from must be without fault.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import { prepareMachine, sessionPool } from "../../../autograder/runner/index.ts";
import { newAssignment } from "../../../autograder/template/index.ts";
import { validateAssignment } from "../../../autograder/validate/index.ts";
import { project } from "../grade/submissions.ts";

const machine = await prepareMachine(project);

describe("a new assignment", () => {
  const parent = mkdtempSync(join(tmpdir(), "tsgrad-new-"));
  after(() => rmSync(parent, { recursive: true, force: true }));

  it("validates as it is", async () => {
    newAssignment(parent, "first-try");
    const assignment = await loadAssignment(join(parent, "first-try"));
    expect(assignment.title).to.equal("First try");
    const pool = sessionPool(machine, assignment);
    const { problems, questions } = await validateAssignment(assignment, { pool, mutants: 2 });
    await pool.close();
    expect(problems).to.deep.equal([]);
    expect(questions[0]?.caught).to.equal(questions[0]?.mutants);
  });

  it("overwrites nothing and takes no odd names", () => {
    expect(() => newAssignment(parent, "first-try")).to.throw(/exists already/);
    expect(() => newAssignment(parent, "../x")).to.throw(/letters, digits/);
  });
});
