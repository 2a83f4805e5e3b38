import { type Cell, codeCell, type Notebook } from "../notebook/index.ts";
import { type ForeignTest, type ImportedAssignment, safeName, uniqueNames } from "./imported.ts";
import { readNbgrader } from "./nbgraderMetadata.ts";

const hiddenRegion = { begin: /BEGIN HIDDEN TESTS/, end: /END HIDDEN TESTS/ };
const schemeRegion = { begin: /BEGIN MARK SCHEME/, end: /END MARK SCHEME/ };

/**
 * Turns a source notebook of nbgrader into an assignment: answers with the tests that follow them become questions, manual answers
 * and tasks questions for a person, mark schemes notes for mentors.
 */
export function importNbgrader(name: string, notebook: Notebook): ImportedAssignment {
  const cells: Cell[] = [];
  const tests: ForeignTest[] = [];
  const remarks: string[] = [];
  const unique = uniqueNames();
  let open: { question: string; cell: Cell; points: number } | undefined;
  for (const cell of notebook.cells) {
    const metadata = readNbgrader(cell);
    const { nbgrader, ...rest } = cell.metadata;
    const copy = {
      ...structuredClone(cell),
      metadata: rest,
      ...(cell.cell_type === "code" && { outputs: [], execution_count: null }),
    } as Cell;
    if (!metadata || (!metadata.grade && !metadata.solution && !metadata.task)) {
      cells.push(copy);
      continue;
    }
    const id = safeName(metadata.grade_id);
    if (metadata.task || (metadata.grade && metadata.solution)) {
      const question = unique(id);
      const { kept, cut } = cutRegion(copy.source, schemeRegion);
      copy.source = kept;
      const points = metadata.points ?? 0;
      if (metadata.task) {
        // nbgrader's task is text above cells of the student's own: the answer gets a cell.
        cells.push(copy, {
          cell_type: "markdown",
          id: question,
          metadata: { question, points, manual: true },
          source: "Your answer here.",
        });
      } else cells.push({ ...copy, id: question, metadata: { ...rest, question, points, manual: true } } as Cell);
      if (cut)
        cells.push({
          cell_type: "markdown",
          id: unique(`${question}-scheme`),
          metadata: { solution: true },
          source: cut,
        });
      open = undefined;
    } else if (metadata.solution) {
      const question = unique(id);
      open = { question, points: 0, cell: { ...copy, id: question, metadata: { ...rest, question } } as Cell };
      cells.push(open.cell);
    } else {
      if (!open) {
        // Tests of a question that is answered elsewhere, or nowhere: an answer cell of its own keeps their points.
        const question = unique(id);
        open = { question, points: 0, cell: codeCell(question, "", { question }) };
        cells.push(open.cell);
        remarks.push(`${metadata.grade_id}: no answer cell stands before these tests; an empty one was added`);
      }
      open.points += metadata.points ?? 0;
      open.cell.metadata.points = open.points;
      const { kept, cut } = cutRegion(copy.source, hiddenRegion);
      const share = { question: open.question, title: metadata.grade_id };
      if (cut) tests.push({ ...share, hidden: true, code: cut, points: metadata.points ?? 0 });
      if (kept.trim() !== "")
        tests.push({ ...share, hidden: false, code: kept, points: cut ? 0 : (metadata.points ?? 0) });
    }
  }
  for (const cell of cells) {
    const { question, manual } = cell.metadata;
    if (typeof question !== "string" || manual || tests.some((test) => test.question === question)) continue;
    remarks.push(`${question}: no tests follow this answer; a person grades it, with 0 points`);
    Object.assign(cell.metadata, { manual: true, points: 0 });
  }
  return { name, cells, tests, remarks };
}

function cutRegion(source: string, region: { begin: RegExp; end: RegExp }): { kept: string; cut: string } {
  const kept: string[] = [];
  const cut: string[] = [];
  let inside = false;
  for (const line of source.split("\n")) {
    if (region.begin.test(line)) inside = true;
    else if (region.end.test(line)) inside = false;
    else (inside ? cut : kept).push(line);
  }
  return { kept: kept.join("\n"), cut: cut.join("\n").trim() };
}
