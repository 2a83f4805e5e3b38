import type { Cell, CellOutput, Notebook } from "./types.ts";

const maxDepth = 100;
const maxCells = 10_000;

/** A notebook that cannot be read; the message is fit for its author. */
export class NotebookError extends Error {
  override name = "NotebookError";
}

type Json = Record<string, unknown>;

/**
 * Parses the text of an `.ipynb` file of nbformat 4.
 *
 * Without `onProblem` a damaged cell is a `NotebookError`; with it the cell is left out and the problem told.
 */
export function parseNotebook(text: string, onProblem?: (problem: string) => void): Notebook {
  checkDepth(text);
  let json: unknown;
  try {
    json = JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    throw new NotebookError(`Not a notebook: the file is not JSON (${(error as Error).message.slice(0, 200)})`);
  }
  if (!isObject(json) || !Array.isArray(json.cells)) throw new NotebookError("Not a notebook: it has no list of cells");
  if (json.nbformat !== 4) {
    throw new NotebookError(
      `Expected nbformat 4, got ${JSON.stringify(json.nbformat)?.slice(0, 20)}. Save the notebook with JupyterLab`,
    );
  }
  if (json.cells.length > maxCells)
    throw new NotebookError(`The notebook has ${json.cells.length} cells; at most ${maxCells} are read`);
  const cells: Cell[] = [];
  json.cells.forEach((cell: unknown, index) => {
    const read = readCell(cell, index);
    if (typeof read !== "string") cells.push(read);
    else if (onProblem) onProblem(read);
    else throw new NotebookError(read);
  });
  return {
    nbformat: 4,
    nbformat_minor: typeof json.nbformat_minor === "number" ? json.nbformat_minor : 5,
    metadata: isObject(json.metadata) ? json.metadata : {},
    cells,
  };
}

function readCell(cell: unknown, index: number): Cell | string {
  if (!isObject(cell)) return `Cell ${index + 1} is not an object`;
  const source = joined(cell.source);
  if (source === undefined) return `Cell ${index + 1} has no source text`;
  const id = typeof cell.id === "string" ? cell.id : "";
  const metadata = isObject(cell.metadata) ? cell.metadata : {};
  switch (cell.cell_type) {
    case "markdown":
    case "raw":
      return {
        cell_type: cell.cell_type,
        id,
        metadata,
        source,
        ...(isObject(cell.attachments) && { attachments: cell.attachments as Record<string, Json> }),
      };
    case "code":
      return {
        cell_type: "code",
        id,
        metadata,
        source,
        execution_count: typeof cell.execution_count === "number" ? cell.execution_count : null,
        outputs: Array.isArray(cell.outputs) ? cell.outputs.flatMap(readOutput) : [],
      };
    default:
      return `Cell ${index + 1} has an unknown type: ${JSON.stringify(cell.cell_type)?.slice(0, 40)}`;
  }
}

function readOutput(output: unknown): CellOutput[] {
  if (!isObject(output)) return [];
  switch (output.output_type) {
    case "stream":
      return [
        {
          output_type: "stream",
          name: output.name === "stderr" ? "stderr" : "stdout",
          text: joined(output.text) ?? "",
        },
      ];
    case "display_data":
    case "execute_result":
      return [
        {
          output_type: output.output_type,
          data: isObject(output.data) ? output.data : {},
          metadata: isObject(output.metadata) ? output.metadata : {},
          ...(output.output_type === "execute_result" && {
            execution_count: typeof output.execution_count === "number" ? output.execution_count : null,
          }),
        },
      ];
    case "error":
      return [
        {
          output_type: "error",
          ename: String(output.ename ?? ""),
          evalue: String(output.evalue ?? ""),
          traceback: Array.isArray(output.traceback) ? output.traceback.filter((line) => typeof line === "string") : [],
        },
      ];
    default:
      return [];
  }
}

function joined(text: unknown): string | undefined {
  if (typeof text === "string") return text;
  if (Array.isArray(text) && text.every((line) => typeof line === "string")) return text.join("");
  return undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Bounds nesting before `JSON.parse`, so that nothing downstream recurses without end. */
function checkDepth(text: string): void {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 0x5c) i++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > maxDepth) throw new NotebookError(`The notebook's JSON is nested more than ${maxDepth} deep`);
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
}
