export { formatNotebook, readBounded, readNotebook, writeAtomically, writeNotebook } from "./ipynb.ts";
export { NotebookError, parseNotebook } from "./parse.ts";
export { notebookToPercent, percentToNotebook } from "./percent.ts";
export {
  type Cell,
  type CellMetadata,
  type CellOutput,
  type CellType,
  type CodeCell,
  codeCell,
  languageMetadata,
  type MarkdownCell,
  markdownCell,
  type Notebook,
  type NotebookMetadata,
} from "./types.ts";
