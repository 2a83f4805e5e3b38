import { fileURLToPath } from "node:url";
import { toCell } from "./cells/compose.ts";
import type { TypedCell, TypedNotebook } from "./notebook.ts";
import type { Diagnostic, Location } from "./server/protocol.ts";

/** A type error in a cell; lines and columns from 1. */
export interface TypeProblem {
  code: number;
  message: string;
  line: number;
  column: number;
  /** How many characters of the first line it covers. */
  length: number;
  /** The text it covers. */
  text: string;
  related: RelatedPlace[];
}

/** Another place that explains an error. */
export interface RelatedPlace {
  message: string;
  /** A cell, or a file. */
  where: string;
  line: number;
  /** The line's text, for a cell. */
  source?: string;
}

/** What is no mistake in a notebook: a package without types is `any`. */
const ignored = new Set([7016, 6133, 6192, 6196]);

/** The errors of a cell, in the order of its lines. */
export async function checkCell(notebook: TypedNotebook, cell: TypedCell): Promise<TypeProblem[]> {
  const diagnostics = await notebook.diagnose(cell);
  return diagnostics
    .filter(({ severity = 1, code = 0 }) => severity === 1 && !ignored.has(code))
    .flatMap((diagnostic) => toProblem(notebook, cell, diagnostic) ?? [])
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .filter((problem, index, all) => !isRepeated(problem, all.slice(0, index), all.slice(index + 1)));
}

/** A second error at the same place, or the first of the declarations that TypeScript finds to be two. */
function isRepeated(problem: TypeProblem, before: TypeProblem[], after: TypeProblem[]): boolean {
  if (
    before.some(
      ({ line, column, length }) => line === problem.line && column === problem.column && length === problem.length,
    )
  )
    return true;
  const twice = problem.code === 2451 || problem.code === 2300;
  return twice && after.some(({ message }) => message === problem.message);
}

function toProblem(notebook: TypedNotebook, cell: TypedCell, diagnostic: Diagnostic): TypeProblem | undefined {
  const lines = cell.source.split("\n");
  const start = toCell(diagnostic.range.start, cell.module, lines.length);
  if (!start) return undefined;
  const end = toCell(diagnostic.range.end, cell.module, lines.length);
  const line = lines[start.line]!;
  const owner = /([\p{ID_Continue}$.]+)\.$/u.exec(line.slice(0, start.character))?.[1];
  const until = end?.line === start.line ? end.character : line.length;
  return {
    ...wording(notebook, diagnostic, owner),
    line: start.line + 1,
    column: start.character + 1,
    length: Math.max(1, until - start.character),
    text: line.slice(start.character, until),
    related: (diagnostic.relatedInformation ?? []).flatMap(({ location, message }) => {
      const place = placeOf(notebook, location);
      return place ? [{ ...place, message: readable(notebook, message) }] : [];
    }),
  };
}

/** To TypeScript a constant of another cell is an import, and a namespace has no name but its file's. */
function wording(notebook: TypedNotebook, { code = 0, message }: Diagnostic, owner?: string) {
  if (code !== 2632) {
    const named = owner ? message.replace(/typeof import\("[^"]*"\)/, `typeof ${owner}`) : message;
    return { code, message: readable(notebook, named) };
  }
  return { code: 2588, message: message.replace("because it is an import", "because it is a constant") };
}

function placeOf(notebook: TypedNotebook, { uri, range }: Location): Omit<RelatedPlace, "message"> | undefined {
  const path = fileURLToPath(uri);
  const cell = notebook.cellAt(path);
  if (!cell) return { where: path.replace(/^.*\/node_modules\//, ""), line: range.start.line + 1 };
  const lines = cell.source.split("\n");
  const start = toCell(range.start, cell.module, lines.length);
  return start && { where: cell.name, line: start.line + 1, source: lines[start.line]! };
}

/** Speaks of cells where TypeScript speaks of their modules. */
export function readable(notebook: TypedNotebook, message: string): string {
  return message
    .replace(/import\("([^"]*)"\)\.([\p{ID_Continue}$.]+)/gu, (all, path: string, name: string) => {
      const cell = notebook.cellAt(path) ?? notebook.cellAt(`${path}.ts`);
      return cell ? `${name} (of ${cell.name})` : path.includes("/node_modules/") ? all : name;
    })
    .replace(/\b([\p{ID_Start}_$][\p{ID_Continue}$]*)\$(?:n?\d+|editor)\b/gu, "$1")
    .replace(/\b__cells\./g, "");
}
