// Oracle: the solution notebook before it was mangled; whoever leaves an answer cell alone keeps it.
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { type Assignment, loadAssignment } from "../../../autograder/assignment/index.ts";
import { mergeSubmission } from "../../../autograder/merge/index.ts";
import { formatNotebook, type Notebook, parseNotebook } from "../../../autograder/notebook/index.ts";
import { mangle } from "./mangle.ts";

const fixture = fileURLToPath(new URL("../fixtures/small-steps", import.meta.url));

describe("merging a submission", () => {
  let assignment: Assignment;
  before(async () => {
    assignment = await loadAssignment(fixture);
  });

  const submitted = (change: (notebook: Notebook) => void): Notebook => {
    const notebook = structuredClone(assignment.solution);
    change(notebook);
    return notebook;
  };
  const code = (notebook: Notebook, id: string) => notebook.cells.find((cell) => cell.id === id)!.source;
  const kinds = (notebook: Notebook) =>
    mergeSubmission(assignment, notebook).notes.map(({ kind, question }) => `${kind}${question ? ` ${question}` : ""}`);

  it("takes the answers of a good submission and notes nothing", () => {
    const merged = mergeSubmission(assignment, assignment.solution);
    expect(merged.notes).to.deep.equal([]);
    expect(merged.cells.filter(({ question }) => question).map(({ id, code: text }) => [id, text])).to.deep.equal(
      ["q1", "q2", "q3"].map((id) => [id, code(assignment.solution, id)]),
    );
  });

  it("uses the source's locked cells, whatever became of them, and leaves foreign cells out", () => {
    const notebook = submitted(({ cells }) => {
      const locked = cells.find(({ source }) => source.startsWith("const steps"))!;
      locked.source = "const steps = 'stolen';";
      cells.push({ ...structuredClone(locked), id: "mine", source: "globalThis.cheat = 1;" });
    });
    const merged = mergeSubmission(assignment, notebook);
    expect(merged.notes.map(({ kind }) => kind)).to.deep.equal(["locked-cell-changed"]);
    expect(merged.cells.map(({ code: text }) => text).join("\n"))
      .to.include("const steps: number[] = [];")
      .and.not.include("stolen")
      .and.not.include("cheat");
  });

  it("finds answers that lost id and metadata by text, and by place where the text is all new", () => {
    const notebook = submitted(({ cells }) => {
      for (const cell of cells) Object.assign(cell, { id: "", metadata: {} });
    });
    const merged = mergeSubmission(assignment, notebook);
    expect([...merged.lost.keys()]).to.deep.equal([]);
    expect(merged.cells.filter(({ question }) => question).map(({ code: text }) => text)).to.deep.equal(
      ["q1", "q2", "q3"].map((id) => code(assignment.solution, id)),
    );
    expect(kinds(notebook)).to.deep.equal(["answer-matched q1", "answer-matched q2", "answer-matched q3"]);
  });

  it("runs all parts of an answer that was split, and says so", () => {
    const notebook = submitted(({ cells }) => {
      const index = cells.findIndex(({ id }) => id === "q1");
      cells.splice(index + 1, 0, { ...structuredClone(cells[index]!), source: "const part = 2;" });
    });
    const { cells, notes } = mergeSubmission(assignment, notebook);
    expect(cells.filter(({ question }) => question === "q1").map(({ id }) => id)).to.deep.equal(["q1", "q1~2"]);
    expect(notes[0]?.kind).to.equal("answer-repeated");
  });

  it("loses the question of a deleted or retyped answer, no other", () => {
    const without = submitted((notebook) => {
      notebook.cells = notebook.cells.filter(({ id }) => id !== "q2");
    });
    expect([...mergeSubmission(assignment, without).lost]).to.deep.equal([["q2", "The answer cell of q2 is missing."]]);
    const retyped = submitted(({ cells }) =>
      Object.assign(cells.find(({ id }) => id === "q3")!, { cell_type: "markdown" }),
    );
    expect([...mergeSubmission(assignment, retyped).lost]).to.deep.equal([
      ["q3", "The answer cell of q3 is a markdown cell now; it must be a code cell."],
    ]);
  });

  it("keeps every untouched answer in 10,000 manglings, and never fails", () => {
    for (let seed = 0; seed < 10_000; seed++) {
      const notebook = structuredClone(assignment.solution);
      const touched = mangle(notebook, seed);
      const read = parseNotebook(formatNotebook(notebook), () => undefined);
      const merged = mergeSubmission(assignment, read);
      const locked = merged.cells.filter(({ question }) => question === undefined).map(({ code: text }) => text);
      expect(locked, `seed ${seed}`).to.deep.equal(
        assignment.cells.filter(({ role, type }) => role === "locked" && type === "code").map(({ release }) => release),
      );
      for (const { name } of assignment.questions) {
        if (touched.has(name)) continue;
        const parts = merged.cells.filter(({ question }) => question === name).map(({ code: text }) => text);
        expect(parts, `seed ${seed}, ${name}`).to.include(code(assignment.solution, name));
      }
    }
  }).timeout(120_000);
});
