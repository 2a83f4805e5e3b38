// Oracle: assignments with one planted fault each, made of the fixture by hand.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import { prepareMachine, sessionPool } from "../../../autograder/runner/index.ts";
import { mutants, validateAssignment } from "../../../autograder/validate/index.ts";
import { fixture, project } from "../grade/submissions.ts";

const machine = await prepareMachine(project);

/** A copy of the fixture, changed. Each copy has its own path, since Node loads a module of one path once. */
function copy(changes: Record<string, (text: string) => string>): string {
  const folder = join(mkdtempSync(join(tmpdir(), "tsgrad-validate-")), basename(fixture));
  cpSync(fixture, folder, { recursive: true });
  for (const [file, change] of Object.entries(changes)) {
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file), "utf8")));
  }
  return folder;
}

async function problemsOf(folder: string): Promise<string[]> {
  const assignment = await loadAssignment(folder);
  const pool = sessionPool(machine, assignment);
  const { problems, ok } = await validateAssignment(assignment, { pool, mutants: 2 });
  await pool.close();
  if (folder !== fixture) rmSync(join(folder, ".."), { recursive: true });
  expect(ok).to.equal(problems.length === 0);
  return problems;
}

describe("validating an assignment", () => {
  it("finds nothing wrong with the fixture", async () => {
    expect(await problemsOf(fixture)).to.deep.equal([]);
  });

  it("finds a solution that does not earn all, with the reason", async () => {
    const wrong = copy({ "small-steps.ts": (text) => text.replace("this.count += by;", "this.count -= by;") });
    const [problem, ...more] = await problemsOf(wrong);
    expect(problem).to.match(/^The solution of q3 earns 0 of 3\. counts: expected -2 to equal 2/);
    expect(more).to.deep.equal([]);
  });

  it("finds a release that earns points", async () => {
    const given = copy({ "small-steps.ts": (text) => text.replace("STUB const total = 0;", "STUB const total = 5;") });
    expect((await problemsOf(given))[0]).to.match(/^The untouched release earns 2 points in q2/);
  });

  it("finds a test that cannot fail", async () => {
    const body = /const counter[\s\S]*equal\(start \+ 2\);/;
    const idle = copy({
      "tests/public/q3.ts": (text) => text.replace(body, "void student; expect(start).to.equal(0);"),
    });
    expect(await problemsOf(idle)).to.include('No wrong answer makes the public test "counts" of q3 fail');
  });

  it("finds tests that depend on what other tests did", async () => {
    const entangled = copy({
      "small-steps.ts": (text) => text.replace("return values.map", "steps.push(1);\n  return values.map"),
      "tests/public/q3.ts": (text) =>
        text
          .replace("new () => Counter }", "new () => Counter; steps: number[] }")
          .replace("const counter", "expect(await student.steps).to.not.have.length(0);\n    const counter"),
    });
    expect(await problemsOf(entangled)).to.deep.equal([
      "The tests of q3 give the solution 2 points alone and 3 after the others: they depend on what other tests did",
    ]);
  });
});

describe("mutants", () => {
  const solution = "function f(x) {\n  // given\n  const y = x + 1;\n  return y > 0 ? y : 0;\n}";
  const stub = "function f(x) {\n  // given\n  throw 0;\n}";

  it("change one thing each, only in what the student writes, and stay the same for the same text", async () => {
    const made = await mutants("q", solution, stub, 100);
    expect(made.map(({ change }) => change).sort()).to.deep.equal([
      "0 -> 1",
      "0 -> 1",
      "1 -> (1 + 1)",
      "x + 1 -> x - 1",
      "y > 0 -> y >= 0",
    ]);
    expect(made.every(({ line }) => line === 3 || line === 4)).to.equal(true);
    expect(await mutants("q", solution, stub, 100)).to.deep.equal(made);
  });

  it("none where the student writes nothing", async () => {
    expect(await mutants("q", solution, solution, 100)).to.deep.equal([]);
  });
});
