import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
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

export const vegaLite = "application/vnd.vegalite.v5+json";

/** What the cells of a lesson showed; a cell is named by a part of its source. */
export interface LessonRun {
  cells(): CodeCell[];
  find(text: string): CodeCell;
  said(text: string): string;
  result(text: string): string;
  /** The numbers behind a key in the table that a cell returned, from the first row to the last. */
  column(text: string, key: string): number[];
}

/** Runs a lesson before the tests of a suite, and is the first of them. */
export function lessonRun(lesson: Notebook): LessonRun {
  let ran: Awaited<ReturnType<typeof tsgradRun>>;
  before(async () => {
    ran = await tsgradRun(lesson);
  });

  const cells = () => codeCells(ran.written);
  const find = (text: string) => cells().find(({ source }) => source.includes(text))!;
  const result = (text: string) => String(outputsOf(find(text)).at(-1)!.data!["text/plain"]);

  it("runs from top to bottom without an error or a warning", () => {
    expect([ran.code, ran.stderr]).to.deep.equal([0, ""]);
    for (const cell of cells()) {
      expect(printed(cell, "stderr"), cell.source).to.equal("");
      expect(
        outputsOf(cell).some(({ output_type }) => output_type === "error"),
        cell.source,
      ).to.equal(false);
    }
  });

  return {
    cells,
    find,
    said: (text) => printed(find(text), "stdout"),
    result,
    column: (text, key) =>
      [...result(text).matchAll(new RegExp(`'?${key.replaceAll(/[()/%|]/g, "\\$&")}'?: ([\\d.e-]+)`, "g"))].map(
        ([, value]) => Number(value),
      ),
  };
}
