import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type CodeCell,
  codeCell,
  type Notebook,
  percentToNotebook,
  readNotebook,
  writeNotebook,
} from "../../autograder/notebook/index.ts";

export const project = fileURLToPath(new URL("../..", import.meta.url));

export function readLesson(name: string): Notebook {
  return percentToNotebook(readFileSync(join(project, "course", name, "lesson.ts"), "utf8"));
}

/** A notebook of code cells, named by their ids. */
export function notebookOf(cells: Record<string, string>): Notebook {
  return {
    ...percentToNotebook(""),
    cells: Object.entries(cells).map(([id, source]) => codeCell(id, source)),
  };
}

/** What `tsgrad run` did with a notebook: exit code, what it said, and the notebook it wrote. */
export async function tsgradRun(
  notebook: Notebook,
  args: string[] = [],
): Promise<{ code: number; stderr: string; written: Notebook }> {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-lesson-"));
  const path = join(folder, "lesson.ipynb");
  try {
    await writeNotebook(path, notebook);
    const command = [join(project, "cli/tsgrad.mjs"), "run", path, ...args];
    const { code, stderr } = await new Promise<{ code: number; stderr: string }>((resolve) => {
      execFile(process.execPath, command, { cwd: folder }, (error, _, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stderr }),
      );
    });
    return { code, stderr, written: await readNotebook(path) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const codeCells = (notebook: Notebook): CodeCell[] => notebook.cells.filter((cell) => cell.cell_type === "code");

/** One output as nbformat stores it. */
export interface Shown {
  output_type: string;
  name?: string;
  text?: string;
  data?: Record<string, unknown>;
}

export const outputsOf = (cell: CodeCell): Shown[] => cell.outputs as unknown as Shown[];

/** All that a cell printed to a stream, joined. */
export function printed(cell: CodeCell, stream: "stdout" | "stderr"): string {
  return outputsOf(cell)
    .filter(({ output_type, name }) => output_type === "stream" && name === stream)
    .map(({ text }) => text)
    .join("");
}
