// Oracle: the fixture's text; the canary strings planted in each of its hidden tests.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { buildAssignment } from "../../../autograder/build/index.ts";
import { type Notebook, readNotebook } from "../../../autograder/notebook/index.ts";

const fixture = fileURLToPath(new URL("../fixtures/small-steps", import.meta.url));

describe("building an assignment", () => {
  let out: string;
  let release: Notebook;
  let solution: Notebook;
  before(async () => {
    out = mkdtempSync(join(tmpdir(), "tsgrad-build-"));
    const built = await buildAssignment(fixture, out);
    release = await readNotebook(built.release);
    solution = await readNotebook(built.solution);
  });
  after(() => rmSync(out, { recursive: true, force: true }));

  const text = (notebook: Notebook, id: string) => notebook.cells.find((cell) => cell.id === id)?.source;

  it("stubs answers in the release and keeps them in the solution", () => {
    expect(text(release, "q1")).to.equal(
      'function relu(values: number[]): number[] {\n  throw new Error("Not implemented: q1");\n}',
    );
    expect(text(release, "q2")).to.equal("const total = 0;");
    expect(text(solution, "q1")).to.include("// The positive part, entry by entry.\n  return values.map");
    expect(JSON.stringify(solution)).to.not.match(/BEGIN SOLUTION|END SOLUTION|STUB/);
  });

  it("leaves notes for mentors out of the release", () => {
    expect(JSON.stringify(release)).to.not.include("Mentors");
    expect(JSON.stringify(solution)).to.include("Mentors");
  });

  it("puts public tests and no word of hidden ones into release and solution", () => {
    expect(text(release, "public-tests")).to.include('it("keeps positive numbers"');
    // The kernel checks types before it runs a cell; those of the tests are erased.
    expect(text(release, "public-tests")).to.match(/^\/\/ .*\n\/\/ @ts-nocheck\n/);
    for (const folder of ["release", "solution"]) {
      for (const file of readdirSync(join(out, folder)))
        expect(readFileSync(join(out, folder, file), "utf8")).to.not.include("CANARY");
    }
    expect(readFileSync(join(out, "tests/small-steps/tests/hidden/q1.ts"), "utf8")).to.include("CANARY");
  });

  it("marks cells for nbgrader: answers, checks with points, the rest locked", () => {
    const kinds = release.cells.map(({ id, metadata }) => {
      const { grade, solution: answer, points } = (metadata.nbgrader ?? {}) as Record<string, unknown>;
      return `${id.replace(/cell-\w{8}/, "cell")} ${answer ? "answer" : grade ? `tests ${points}` : metadata.nbgrader ? "locked" : "free"}`;
    });
    expect(kinds).to.deep.equal([
      "cell locked",
      "public-tests locked",
      "cell locked",
      "cell locked",
      "cell locked",
      "q1 answer",
      "q1-check tests 4",
      "q2 answer",
      "q2-check tests 2",
      "q3 answer",
      "q3-check tests 3",
      "cell free",
    ]);
  });

  it("gives the same bytes each time", async () => {
    const again = mkdtempSync(join(tmpdir(), "tsgrad-build-"));
    await buildAssignment(fixture, again);
    for (const file of ["release/small-steps.ipynb", "solution/small-steps.ipynb"]) {
      expect(readFileSync(join(again, file), "utf8")).to.equal(readFileSync(join(out, file), "utf8"));
    }
    rmSync(again, { recursive: true });
  });
});
