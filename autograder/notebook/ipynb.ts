import { constants } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { parseNotebook } from "./parse.ts";
import type { Notebook } from "./types.ts";

const defaultMaxBytes = 64 * 2 ** 20;

/** Reads a regular file of bounded size, following no symbolic link; throws an error that says what stands in the way. */
export async function readBounded(path: string, maxBytes = defaultMaxBytes): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((error) => {
    if (error.code === "ELOOP") throw new Error(`${path} is a symbolic link; a notebook must be a file`);
    throw error;
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error(`${path} is not a regular file`);
    if (stat.size > maxBytes) {
      throw new Error(
        `${path} holds ${stat.size} bytes; at most ${maxBytes} are read. Clear its outputs and save it again`,
      );
    }
    // One byte more than announced, so that a file growing meanwhile is noticed and never read without end.
    const buffer = Buffer.alloc(stat.size + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > stat.size) throw new Error(`${path} changed while it was read`);
    return buffer.toString("utf8", 0, length);
  } finally {
    await file.close();
  }
}

/** Reads an `.ipynb` file of nbformat 4 within limits on size and depth. */
export async function readNotebook(path: string, options: { maxBytes?: number } = {}): Promise<Notebook> {
  const text = await readBounded(path, options.maxBytes).catch(async (error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new Error(await explainMissing(path), { cause: error }) : error;
  });
  return parseNotebook(text);
}

async function explainMissing(path: string): Promise<string> {
  const expected = `Expected the path of a notebook, got "${path}":`;
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => undefined);
  if (!names) return `${expected} there is no folder "${folder}". Check the path, or change to the notebook's folder`;
  const found = names.filter((name) => name.endsWith(".ipynb")).sort();
  if (found.length === 0)
    return `${expected} no such file. "${folder}" holds no notebooks: give the path from this folder, or change to the notebook's`;
  const more = found.length > 5 ? ` and ${found.length - 5} more` : "";
  return `${expected} no such file. Give the name of one that is there: ${found.slice(0, 5).join(", ")}${more}`;
}

/** The notebook as nbformat 5 writes it: sorted keys, one-blank indent, sources as lists of lines. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: splitLines(cell.source),
    ...(cell.cell_type === "code" && {
      outputs: cell.outputs.map((output) =>
        output.output_type === "stream" ? { ...output, text: splitLines(output.text) } : output,
      ),
    }),
  }));
  return `${JSON.stringify(sortKeys({ ...notebook, cells }), undefined, 1)}\n`;
}

/** Writes beside the target and renames, so that a reader sees the old file or the new one. */
export async function writeAtomically(path: string, text: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.part`;
  try {
    const file = await open(temporary, "wx", 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeAtomically(path, formatNotebook(notebook));
}

function splitLines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sortKeys(entry)]));
}
