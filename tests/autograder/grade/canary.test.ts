// Oracle: canaries planted in each hidden test and in the reference solution of the fixture.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import { toAutolab, toGradescope, toPrairieLearn } from "../../../autograder/formats/index.ts";
import { zip } from "../../../autograder/formats/zip.ts";
import { writeNotebook } from "../../../autograder/notebook/index.ts";
import { findForm, formsOf, search } from "./canary.ts";
import { fixture, project, withSource } from "./submissions.ts";

const inTests = "CANARY";
const inReference = "REFERENCE-PLANT-9d41";

describe("hidden tests and reference", () => {
  const root = mkdtempSync(join(tmpdir(), "tsgrad-canary-"));
  const folder = join(root, "small-steps");
  const log: string[] = [];
  const tsgrad = (...args: string[]) => {
    const ran = spawnSync(process.execPath, [join(project, "cli/tsgrad.mjs"), ...args], {
      encoding: "utf8",
      cwd: root,
    });
    log.push(ran.stdout, ran.stderr);
    expect(ran.status, ran.stderr).to.equal(0);
  };

  before(async function () {
    this.timeout(180_000);
    cpSync(fixture, folder, { recursive: true });
    const source = join(folder, "small-steps.ts");
    const text = readFileSync(source, "utf8");
    const planted = text.replace("// The positive part", `// ${inReference} The positive part`);
    expect(planted).to.not.equal(text);
    writeFileSync(source, planted);
    const { solution, release } = await loadAssignment(fixture);
    const submissions = {
      solution,
      release,
      wrong: withSource(solution, "q1", "function relu(values) { return values; }"),
      throws: withSource(
        solution,
        "q1",
        "function relu(values) { throw new Error(JSON.stringify(values) + new Error().stack); }",
      ),
      lost: withSource(solution, "q2", "(process as any).reallyExit(0);"),
    };
    for (const [student, notebook] of Object.entries(submissions)) {
      mkdirSync(join(root, "in", student), { recursive: true });
      await writeNotebook(join(root, "in", student, "small-steps.ipynb"), notebook);
    }
    tsgrad("build", folder, "--out", "built");
    tsgrad("grade", folder, "--submissions", "in", "--out", "out", "--fresh");
    mkdirSync(join(root, "exports"));
    for (const student of Object.keys(submissions)) {
      const results = JSON.parse(readFileSync(join(root, "out", student, "results.json"), "utf8"));
      const forms = [toGradescope(results), toPrairieLearn(results), toAutolab(results)];
      writeFileSync(join(root, "exports", student), JSON.stringify(forms));
    }
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it("are found by the search in every form, packed or not", () => {
    for (const form of formsOf("CANARY"))
      expect(findForm(Buffer.from(`..${form}..`), "CANARY"), form).to.not.equal(undefined);
    for (const lead of ["", "a", "ab"]) {
      const hidden = Buffer.from(Buffer.from(`${lead}x CANARY-1 y`).toString("base64"));
      expect(findForm(hidden, "CANARY"), lead).to.not.equal(undefined);
      expect(findForm(gzipSync(hidden), "CANARY")).to.not.equal(undefined);
      expect(findForm(zip([{ path: "x", data: hidden }]), "CANARY")).to.not.equal(undefined);
    }
    expect(findForm(Buffer.from("nothing to see"), "CANARY")).to.equal(undefined);
  });

  it("are in no release, feedback, result, table, export or line of the log", () => {
    const shown = [join(root, "built/release"), join(root, "out"), join(root, "exports")];
    for (const canary of [inTests, inReference]) {
      expect(search(shown, canary), canary).to.deep.equal([]);
      expect(findForm(Buffer.from(log.join("\n")), canary), "log").to.equal(undefined);
    }
  });

  it("are where they belong: tests in the bundle, the reference in the solution for mentors", () => {
    expect(search([join(root, "built/tests")], inTests)).to.have.length(3);
    expect(search([join(root, "built/solution")], inReference)).to.have.length(1);
    expect(search([join(root, "built/solution")], inTests)).to.deep.equal([]);
  });
});
