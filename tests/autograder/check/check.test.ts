// Oracle: the same public tests under mocha in grading; the fixture's known outcome.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { type Assignment, loadAssignment } from "../../../autograder/assignment/index.ts";
import { type Notebook, writeNotebook } from "../../../autograder/notebook/index.ts";
import type { Output } from "../../../kernel/evaluate/index.ts";

const fixture = fileURLToPath(new URL("../fixtures/small-steps", import.meta.url));
const script = fileURLToPath(new URL("run-cells.ts", import.meta.url));
const project = fileURLToPath(new URL("../../..", import.meta.url));

type Shown = Record<string, { status: string; error?: string; outputs: Output[]; milliseconds: number }>;

describe("check in a notebook", () => {
  let assignment: Assignment;
  let folder: string;
  before(async () => {
    assignment = await loadAssignment(fixture);
    folder = mkdtempSync(join(tmpdir(), "tsgrad-check-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function runCells(notebook: Notebook): Promise<Shown> {
    const path = join(folder, "n.ipynb");
    await writeNotebook(path, notebook);
    return JSON.parse(execFileSync(process.execPath, ["--no-warnings", script, path, project]).toString());
  }

  function display(shown: Shown, cell: string): Record<string, string> {
    const found = shown[cell]!.outputs.find((output) => output.type === "display_data");
    return (found as { data: Record<string, string> }).data;
  }

  it("passes on the solution, in under a second a question, and tells of the hidden tests", async () => {
    const shown = await runCells(assignment.solution);
    expect(display(shown, "q1-check")["text/plain"]).to.equal(
      "q1: 1 of 1 public tests passed. 2 hidden tests run after submission.\n  ✓ keeps positive numbers",
    );
    for (const question of ["q1", "q2", "q3"]) {
      expect(shown[`${question}-check`]!.status).to.equal("ok");
      expect(display(shown, `${question}-check`)["text/html"])
        .to.include("✓ passed")
        .and.not.include("✗");
      // The first one loads what checks need, in processor time that a busy machine inflates.
      expect(shown[`${question}-check`]!.milliseconds, question).to.be.below(question === "q1" ? 3000 : 1000);
    }
  });

  it("says on the release what failed and why, and raises nothing", async () => {
    const shown = await runCells(assignment.release);
    expect(shown["q1-check"]!.status).to.equal("ok");
    const { "text/plain": plain, "text/html": page } = display(shown, "q1-check");
    expect(plain)
      .to.include("0 of 1 public tests passed")
      .and.include("Your code threw Error: Not implemented: q1")
      .and.include("Hint: relu(x) is x where x > 0.");
    expect(page).to.include("✗ failed");
  });

  it("shows text from the student's code as text", async () => {
    const notebook = structuredClone(assignment.solution);
    notebook.cells.find(({ id }) => id === "q1")!.source =
      'function relu() { throw new Error("<img src=x onerror=alert(1)>"); }';
    const page = display(await runCells(notebook), "q1-check")["text/html"]!;
    expect(page).to.include("&#60;img").and.not.include("<img");
  });

  it("names the known questions when asked for another", async () => {
    const notebook = structuredClone(assignment.release);
    notebook.cells.find(({ id }) => id === "q1-check")!.source = 'await check("q9");';
    const { status, error } = (await runCells(notebook))["q1-check"]!;
    expect(status).to.equal("error");
    expect(error).to.include('No tests for "q9". Known questions: q1, q2, q3.');
  });
});
