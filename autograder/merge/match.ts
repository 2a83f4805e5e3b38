import type { Assignment, AssignmentCell } from "../assignment/index.ts";
import type { Cell, Notebook } from "../notebook/index.ts";
import { onlyCellInPlace } from "./place.ts";

/** Why a cell was taken for an answer. */
export type MatchedBy = "id" | "grade_id" | "content" | "place";

export interface Match {
  answer: AssignmentCell;
  /** In the notebook's order; several where a cell was split or copied. */
  cells: { cell: Cell; by: MatchedBy }[];
}

/** How alike a cell must be to a stub, from 0 to 1, to be taken for its answer. */
const likeness = 0.34;

/**
 * Finds the student's cell of each answer: by id, by nbgrader's grade_id, by content, then by its place between known cells.
 *
 * No cell serves two answers, and a cell that repeats a locked one serves none.
 */
export function matchAnswers(assignment: Assignment, submission: Notebook): Match[] {
  const answers = assignment.cells.filter(({ role }) => role === "answer");
  const free = new Set(submission.cells);
  const matches = answers.map((answer): Match => ({ answer, cells: [] }));
  for (const by of ["id", "grade_id"] as const) {
    for (const match of matches) {
      for (const cell of [...free]) {
        if (idOf(cell, by) !== match.answer.id) continue;
        match.cells.push({ cell, by });
        free.delete(cell);
      }
    }
  }
  const locked = new Set(assignment.cells.filter(({ role }) => role !== "answer").map(({ release }) => release.trim()));
  const others = [...free].filter(
    (cell) => cell.source.trim() !== "" && !locked.has(cell.source.trim()) && !isForeign(cell, assignment),
  );
  const open = () => matches.filter((match) => match.cells.length === 0);
  for (const { match, cell } of bestPairs(open(), others)) {
    match.cells.push({ cell, by: "content" });
    free.delete(cell);
  }
  for (const match of open()) {
    const cell = onlyCellInPlace(
      assignment,
      submission,
      matches,
      match,
      (each) => free.has(each) && others.includes(each),
    );
    if (!cell) continue;
    match.cells.push({ cell, by: "place" });
    free.delete(cell);
  }
  const place = new Map(submission.cells.map((cell, index) => [cell, index]));
  for (const match of matches) match.cells.sort((a, b) => place.get(a.cell)! - place.get(b.cell)!);
  return matches;
}

function idOf(cell: Cell, by: "id" | "grade_id"): unknown {
  if (by === "id") return cell.id;
  const { nbgrader } = cell.metadata;
  return typeof nbgrader === "object" && nbgrader !== null ? (nbgrader as Record<string, unknown>).grade_id : undefined;
}

/** The cell says that it is another one of the assignment's. */
function isForeign(cell: Cell, assignment: Assignment): boolean {
  return assignment.release.cells.some(({ id }) => id === cell.id);
}

/** Pairs the most alike first; equal ones in the notebook's order. */
function bestPairs(open: Match[], cells: Cell[]): { match: Match; cell: Cell }[] {
  const scored = open.flatMap((match) =>
    cells
      .filter((cell) => cell.cell_type === match.answer.type)
      .map((cell) => ({ match, cell, score: similarity(match.answer.release, cell.source) })),
  );
  const pairs: { match: Match; cell: Cell }[] = [];
  const used = new Set<Match | Cell>();
  for (const { match, cell, score } of scored.sort((a, b) => b.score - a.score)) {
    if (score < likeness) break;
    if (used.has(match) || used.has(cell)) continue;
    used.add(match).add(cell);
    pairs.push({ match, cell });
  }
  return pairs;
}

/** The part of the stub's lines, weighted by length, that the cell still has. */
function similarity(stub: string, source: string): number {
  const lines = stub
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length > 1);
  const present = new Set(source.split("\n").map((line) => line.trim()));
  const total = lines.reduce((sum, line) => sum + line.length, 0);
  const kept = lines.filter((line) => present.has(line)).reduce((sum, line) => sum + line.length, 0);
  return total === 0 ? 0 : kept / total;
}
