import type { Assignment, AssignmentCell } from "../assignment/index.ts";
import type { Cell, Notebook } from "../notebook/index.ts";
import type { Match } from "./match.ts";

/** The one unknown cell between the nearest known cells before and after an answer's place in the source. */
export function onlyCellInPlace(
  assignment: Assignment,
  submission: Notebook,
  matches: Match[],
  match: Match,
  unknown: (cell: Cell) => boolean,
): Cell | undefined {
  const { cells } = submission;
  const placeOf = (source: AssignmentCell): { first: number; last: number } | undefined => {
    const taken = matches.find(({ answer }) => answer === source)?.cells.map(({ cell }) => cells.indexOf(cell));
    if (taken) return taken.length > 0 ? { first: Math.min(...taken), last: Math.max(...taken) } : undefined;
    const same = cells.flatMap((cell, index) =>
      cell.id === source.id || cell.source.trim() === source.release.trim() ? [index] : [],
    );
    return same.length === 1 ? { first: same[0]!, last: same[0]! } : undefined;
  };
  const at = assignment.cells.indexOf(match.answer);
  const neighbour = (step: -1 | 1): { first: number; last: number; distance: number } => {
    for (let index = at + step; index >= 0 && index < assignment.cells.length; index += step) {
      const place = placeOf(assignment.cells[index]!);
      if (place) return { ...place, distance: Math.abs(index - at) };
    }
    const end = step < 0 ? -1 : cells.length;
    return { first: end, last: end, distance: assignment.cells.length };
  };
  const [before, after] = [neighbour(-1), neighbour(1)];
  const between = cells
    .slice(before.last + 1, after.first)
    .filter((cell) => unknown(cell) && cell.cell_type === match.answer.type);
  const answersBetween = matches.filter(({ answer, cells: found }) => {
    const index = assignment.cells.indexOf(answer);
    return found.length === 0 && index > at - before.distance && index < at + after.distance;
  });
  return between.length === 1 && answersBetween.length === 1 ? between[0] : undefined;
}
