import type { DisplayBundle } from "../runtime.ts";

/** One column of a table: its head, and the text of each row. */
export interface Column<Row> {
  head: string;
  text: (row: Row) => string;
  /** Numbers stand to the right. */
  right?: boolean;
}

/** Rows as text, columns under each other. */
export function textTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ text }) => text(row)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  const lines = cells.map((line) =>
    line
      .map((cell, i) => (columns[i]!.right ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join("  ")
      .trimEnd(),
  );
  const rule = "-".repeat(Math.max(...lines.map((line) => line.length)));
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

/** Rows as an HTML table, and as text for front ends without HTML. */
export function tableBundle<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  notes: readonly string[],
  plain: string,
): DisplayBundle {
  const cell = (tag: "th" | "td", { right }: Column<Row>, text: string) =>
    `<${tag} style="text-align:${right ? "right" : "left"};white-space:pre">${escaped(text)}</${tag}>`;
  const head = columns.map((column) => cell("th", column, column.head)).join("");
  const body = rows
    .map((row) => `<tr>${columns.map((column) => cell("td", column, column.text(row))).join("")}</tr>`)
    .join("");
  const below = notes.map((note) => `<p>${escaped(note)}</p>`).join("");
  return {
    data: {
      "text/html": `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${below}`,
      "text/plain": plain,
    },
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
