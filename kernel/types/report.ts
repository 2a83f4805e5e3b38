import { excerpt } from "../evaluate/errors/excerpt.ts";
import type { CellError } from "../evaluate/types.ts";
import type { TypeProblem } from "./check.ts";

export const errorName = "TypeScriptError";

const shown = 4;

/** Errors of a cell as its error message: each with its place, TypeScript's words and, where there is one, a note. */
export function reportProblems(
  problems: TypeProblem[],
  cell: { name: string; source: string },
  noteFor: (problem: TypeProblem) => string | undefined,
): CellError {
  const traceback: string[] = [];
  const notes = new Set<string>();
  for (const [index, problem] of problems.slice(0, shown).entries()) {
    const [first, ...chain] = problem.message.split("\n");
    if (index > 0) traceback.push("");
    traceback.push(`${index === 0 ? errorName : "Also"}: ${first} (TS${problem.code})`, ...chain);
    traceback.push("", `${cell.name}, line ${problem.line}`, excerpt(cell.source, problem, index === 0 ? 2 : 0));
    for (const { where, line, message, source } of problem.related.slice(0, 2)) {
      // What is said of the very place, or of a file nobody here wrote, helps nobody.
      if (where === cell.name && line === problem.line) continue;
      if (source === undefined && /declared here|originates|shadowed/.test(message)) continue;
      if (source === undefined) traceback.push(`    ${message} (${where}, line ${line})`);
      else traceback.push(`    ${where}, line ${line}: ${message}`, `      ${shorten(source.trim())}`);
    }
    const note = noteFor(problem);
    if (note && !notes.has(note)) traceback.push(`  Note: ${note}`);
    if (note) notes.add(note);
  }
  const more = problems.length - shown;
  if (more > 0) traceback.push("", `... and ${more} more ${more === 1 ? "error" : "errors"}`);
  const evalue = `${problems[0]!.message.split("\n")[0]} (TS${problems[0]!.code})`;
  return { status: "error", ename: errorName, evalue, traceback };
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}
