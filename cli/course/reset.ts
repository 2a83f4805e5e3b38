import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Cell, type Notebook, readNotebook, writeNotebook } from "../../autograder/notebook/index.ts";
import { type StudentNotebook, studentNotebooks } from "./student-notebooks.ts";

export interface Reset {
  /** The file that holds what stood in the cell; undefined where the cell was gone. */
  kept?: string;
}

/** Brings one cell of a student's notebook back to the source's text, and keeps what was there in `kept/` beside it. */
export async function resetCell(path: string, id: string, project: string): Promise<Reset> {
  const notebook = await readNotebook(path);
  const origin = originOf(path, notebook, project);
  const source = await origin.make();
  const at = source.cells.findIndex((cell) => cell.id === id);
  if (at < 0) throw new Error(`${origin.name} has no cell "${id}". Its cells:\n${cellList(source)}`);
  refuseShifted(id, notebook, origin);
  const there = notebook.cells.findIndex((cell) => cell.id === id);
  const kept = there < 0 ? undefined : keep(path, notebook.cells[there]!);
  if (there >= 0) notebook.cells[there] = source.cells[at]!;
  else notebook.cells.splice(placeFor(source.cells.slice(0, at), notebook), 0, source.cells[at]!);
  await writeNotebook(path, notebook);
  return { kept };
}

/** The cells that a notebook's source has, an id and a first line each. */
export async function listCells(path: string, project: string): Promise<string> {
  return cellList(await originOf(path, await readNotebook(path), project).make());
}

/** By what the notebook says it was made from, or by the file's name. */
function originOf(path: string, { metadata }: Notebook, project: string): StudentNotebook {
  const said = (metadata.tsgrad ?? {}) as { lesson?: unknown; assignment?: unknown };
  const file = basename(path, ".ipynb");
  const all = studentNotebooks(project);
  const names = [said.lesson ?? said.assignment, file, file.replace(/-\d+$/, "")];
  const found = names.flatMap((name) => all.find((notebook) => notebook.name === name) ?? [])[0];
  if (found) return found;
  throw new Error(
    `${path} is neither a lesson nor an assignment of this course: ${all.map(({ name }) => name).join(", ")}`,
  );
}

/** Numbered ids move when a lesson gets a cell: the same number may be another cell now. */
function refuseShifted(id: string, { metadata }: Notebook, { kind, name, version }: StudentNotebook): void {
  const made = (metadata.tsgrad as { version?: unknown } | undefined)?.version;
  if (kind === "assignment" || !/^cell-\d+$/.test(id) || made === version) return;
  throw new Error(
    `This notebook was not made from today's ${name}, in which ${id} may be another cell. Take the cell from a new ` +
      "notebook: `tsgrad course build DIR` makes one in a folder that has none",
  );
}

function keep(path: string, cell: Cell): string {
  const folder = join(dirname(path), "kept");
  mkdirSync(folder, { recursive: true });
  for (let number = 1; ; number++) {
    const end = cell.cell_type === "code" ? "ts" : "md";
    const file = join(folder, `${basename(path, ".ipynb")}-${cell.id}-${number}.${end}`);
    try {
      writeFileSync(file, `${cell.source}\n`, { flag: "wx" });
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** After the nearest of the cells before it that the student still has. */
function placeFor(before: readonly Cell[], { cells }: Notebook): number {
  const last = before.findLast(({ id }) => cells.some((cell) => cell.id === id));
  return last ? cells.findIndex(({ id }) => id === last.id) + 1 : 0;
}

function cellList({ cells }: Notebook): string {
  const width = Math.max(...cells.map(({ id }) => id.length));
  return cells.map(({ id, source }) => `  ${id.padEnd(width)}  ${source.split("\n")[0]!.slice(0, 70)}`).join("\n");
}
