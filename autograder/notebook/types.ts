/** nbformat 4.5, with sources joined to one string. */
export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: NotebookMetadata;
  cells: Cell[];
}

export interface NotebookMetadata {
  kernelspec?: { name: string; display_name: string; language?: string };
  language_info?: { name: string; [key: string]: unknown };
  [key: string]: unknown;
}

export type CellType = "code" | "markdown" | "raw";
export type CellMetadata = Record<string, unknown>;

export interface MarkdownCell {
  cell_type: "markdown" | "raw";
  id: string;
  metadata: CellMetadata;
  source: string;
  attachments?: Record<string, Record<string, unknown>>;
}

export interface CodeCell {
  cell_type: "code";
  id: string;
  metadata: CellMetadata;
  source: string;
  execution_count: number | null;
  outputs: CellOutput[];
}

export type Cell = MarkdownCell | CodeCell;

export type CellOutput =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | {
      output_type: "display_data" | "execute_result";
      data: Record<string, unknown>;
      metadata: Record<string, unknown>;
      execution_count?: number | null;
    }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

/** What our notebooks say about the language they are written in. */
export const languageMetadata = {
  kernelspec: { display_name: "TypeScript (tsgrad)", language: "typescript", name: "tsgrad" },
  language_info: { file_extension: ".ts", mimetype: "text/typescript", name: "typescript" },
} satisfies NotebookMetadata;

export function codeCell(id: string, source: string, metadata: CellMetadata = {}): CodeCell {
  return { cell_type: "code", id, metadata, source, execution_count: null, outputs: [] };
}

export function markdownCell(id: string, source: string, metadata: CellMetadata = {}): MarkdownCell {
  return { cell_type: "markdown", id, metadata, source };
}
