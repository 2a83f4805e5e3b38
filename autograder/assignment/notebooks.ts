import { createHash } from "node:crypto";
import { type Cell, codeCell, formatNotebook, languageMetadata, type Notebook } from "../notebook/index.ts";
import { type NbgraderMetadata, nbgraderChecksum } from "./nbgrader.ts";
import { embeddedTests, indent } from "./testFiles.ts";
import type { Assignment, AssignmentCell, Question } from "./types.ts";

type Parts = Omit<Assignment, "release" | "solution">;

/** Id of the cell that carries the public tests. */
export const testsCellId = "public-tests";

/** The student's notebook and the annotated solution. */
export function makeNotebooks(parts: Parts): { release: Notebook; solution: Notebook } {
  const tests = testsCell(parts);
  const released = parts.cells.filter(({ role }) => role !== "solution");
  const release = assemble(parts, tests, released, (cell) => cell.release);
  const digest = createHash("sha256").update(formatNotebook(release)).digest("hex").slice(0, 16);
  const solution = assemble(parts, tests, parts.cells, (cell) => cell.solution);
  for (const notebook of [release, solution]) notebook.metadata.tsgrad = { assignment: parts.name, release: digest };
  return { release, solution };
}

function assemble(
  parts: Parts,
  tests: Cell,
  cells: AssignmentCell[],
  source: (cell: AssignmentCell) => string,
): Notebook {
  const built = cells.map((cell) => notebookCell(cell, source(cell), parts.questions));
  const first = built.findIndex((cell) => cell.cell_type === "code");
  built.splice(Math.max(first, 0), 0, structuredClone(tests));
  return { nbformat: 4, nbformat_minor: 5, metadata: structuredClone(languageMetadata), cells: built };
}

function notebookCell(cell: AssignmentCell, source: string, questions: Question[]): Cell {
  if (cell.role === "demonstration" || cell.role === "solution") {
    return cell.type === "code"
      ? codeCell(cell.id, source, { ...cell.metadata })
      : { cell_type: cell.type, id: cell.id, metadata: { ...cell.metadata }, source };
  }
  const question = questions.find(({ name }) => name === cell.question);
  const first = question?.answers[0] === cell.id;
  const answer = cell.role === "answer";
  const graded = answer ? question!.manual && first : cell.role === "check" && !question!.manual;
  const points = graded && question ? { points: question.points } : {};
  const flags = { grade: graded, solution: answer, locked: !answer, task: false };
  return withNbgrader(cell.id, cell.type, source, cell.metadata, { ...flags, ...points });
}

function withNbgrader(
  id: string,
  type: AssignmentCell["type"],
  source: string,
  metadata: Record<string, unknown>,
  flags: Pick<NbgraderMetadata, "grade" | "solution" | "locked" | "task" | "points">,
): Cell {
  const cell: Cell = type === "code" ? codeCell(id, source) : { cell_type: type, id, metadata: {}, source };
  // nbgrader knows no Markdown answer without points: a second cell of a written answer stays plain.
  if (flags.solution && !flags.grade && type !== "code") {
    cell.metadata = { ...metadata, deletable: false };
    return cell;
  }
  const nbgrader: NbgraderMetadata = { schema_version: 3, ...flags, grade_id: id, cell_type: type };
  cell.metadata = {
    ...metadata,
    deletable: false,
    ...(!flags.solution && { editable: false }),
    nbgrader: { ...nbgrader, checksum: nbgraderChecksum(cell, nbgrader) },
  };
  return cell;
}

function testsCell({ name, questions, files }: Parts): Cell {
  const entries = questions
    .filter(({ manual }) => !manual)
    .map((question) => {
      const file = files.find((each) => each.question === question.name && each.visibility === "public");
      const hidden = question.tests.filter(({ visibility }) => visibility !== "public").length;
      const lines = [`points: ${question.points},`, `hidden: ${hidden},`];
      if (file) lines.push(`tests: ${embeddedTests(file)},`);
      return indent(`${JSON.stringify(question.name)}: {\n${indent(lines.join("\n"))}\n},`);
    });
  const source = [
    "// The public tests of this assignment. Run this cell once; check(...) runs the tests.",
    // Their types were erased, and the checker cannot know them anew.
    "// @ts-nocheck",
    'import { registerTests } from "tsgrad/check";',
    "",
    `registerTests(${JSON.stringify(name)}, {`,
    ...entries,
    "});",
  ].join("\n");
  const flags = { grade: false, solution: false, locked: true, task: false };
  return withNbgrader(testsCellId, "code", source, { jupyter: { source_hidden: true } }, flags);
}
