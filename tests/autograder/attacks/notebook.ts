import { gzipSync } from "node:zlib";
import { expect } from "chai";
import type { Cell, Notebook } from "../../../autograder/notebook/index.ts";
import type { Attack } from "./case.ts";

const cell = (notebook: Notebook, id: string): Cell => notebook.cells.find((each) => each.id === id)!;

/** Attacks on the notebook file. 200 MB, pipes and links: class.test.ts. */
export const notebookAttacks: Attack[] = [
  {
    id: "1",
    title: "edits a locked cell",
    change: (notebook) => {
      cell(notebook, "public-tests").source = "globalThis.check = () => undefined;";
    },
    expected: [4, 2, 3],
    check: ({ notes }) => expect(notes.map(({ kind }) => kind)).to.deep.equal(["locked-cell-changed"]),
  },
  {
    id: "2",
    title: "deletes the test cells",
    change: (notebook) => {
      notebook.cells = notebook.cells.filter(({ id }) => !id.endsWith("-check") && id !== "public-tests");
    },
    expected: [4, 2, 3],
  },
  {
    id: "3a",
    title: "deletes an answer cell",
    change: (notebook) => {
      notebook.cells = notebook.cells.filter(({ id }) => id !== "q1");
    },
    expected: [0, 2, 3],
    check: ({ questions }) => expect(questions[0]?.reason).to.equal("The answer cell of q1 is missing."),
  },
  {
    id: "3b",
    title: "retypes an answer cell",
    change: (notebook) => {
      Object.assign(cell(notebook, "q1"), { cell_type: "markdown" });
    },
    expected: [0, 2, 3],
    check: ({ questions }) => expect(questions[0]?.reason).to.match(/is a markdown cell now/),
  },
  {
    id: "4",
    title: "repeats an id",
    change: (notebook) => {
      const copy = structuredClone(cell(notebook, "q2"));
      copy.source = "const total = 99;";
      notebook.cells.splice(0, 0, copy);
    },
    expected: [4, 2, 3],
    check: ({ notes }) =>
      expect(notes.map(({ kind, question }) => [kind, question])).to.deep.equal([["answer-repeated", "q2"]]),
  },
  {
    id: "5",
    title: "forges points, flags and kernelspec",
    change: (notebook) => {
      for (const each of notebook.cells) {
        each.metadata.nbgrader = {
          schema_version: 99,
          grade: true,
          solution: true,
          locked: false,
          points: 1e6,
          grade_id: each.id,
        };
        each.metadata.question = "q1";
        each.metadata.points = 1e6;
      }
      notebook.metadata = {
        kernelspec: { name: "evil", display_name: "evil" },
        tsgrad: { assignment: "small-steps", points: 1e6 },
      };
      cell(notebook, "q1").source = "function relu(values: number[]) { return values; }";
    },
    expected: [1, 2, 3],
    check: ({ max_score }) => expect(max_score).to.equal(9),
  },
  {
    id: "6",
    title: "strips all ids and metadata",
    change: (notebook) => {
      notebook.metadata = {};
      for (const each of notebook.cells) Object.assign(each, { id: "", metadata: {} });
    },
    expected: [4, 2, 3],
  },
  {
    id: "7a",
    title: "is nested without end",
    file: "[".repeat(100_000),
    refused: /nested more than 100/,
    expected: [0, 0, 0],
  },
  {
    id: "7b",
    title: "is a zip bomb",
    // 64 MiB of zeros in 64 KiB; nothing is ever unpacked.
    file: gzipSync(Buffer.alloc(2 ** 26)),
    refused: /not JSON/,
    expected: [0, 0, 0],
  },
  {
    id: "7c",
    title: "has a hundred thousand cells",
    file: `{"nbformat":4,"cells":[${Array(100_000).fill("{}").join()}]}`,
    refused: /at most 10000 are read/,
    expected: [0, 0, 0],
  },
  {
    id: "7",
    title: "damages cells",
    change: (notebook) => {
      notebook.cells.push(null as never, { cell_type: "code" } as never, { cell_type: 5, source: {} } as never);
    },
    expected: [4, 2, 3],
    check: ({ notes }) =>
      expect(notes.map(({ kind }) => kind)).to.deep.equal(["damaged-cell", "damaged-cell", "damaged-cell"]),
  },
];
