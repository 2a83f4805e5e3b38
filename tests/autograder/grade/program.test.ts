// Oracle: the module itself, bundled anew.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { workerBundle, workerProgram } from "../../../autograder/grade/program.ts";
import { project } from "./submissions.ts";

describe("the grading process in one file", () => {
  it("is made once for a state of the sources, and holds neither packages nor tests", async () => {
    const path = await workerProgram();
    const code = readFileSync(path, "utf8");
    expect(path).to.match(/\.tsgrad\/cache\/worker\/[0-9a-f]{16}\/worker\.mjs$/);
    expect(await workerProgram()).to.equal(path);
    expect(code).to.equal(await workerBundle());
    expect(code).to.include("mergeSubmission").and.include('from"mocha"').and.include(`${project}/autograder/grade/`);
    expect(code).to.not.include("node_modules/").and.not.include("tests/hidden/q1");
  });
});
