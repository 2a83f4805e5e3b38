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

/** What a table shows: rows by columns, and sentences below. */
export interface Table<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  notes: readonly string[];
}

/** A result that is a table: text in a terminal, HTML in a notebook. */
export abstract class TableReport<Row> {
  protected abstract table(): Table<Row>;

  toString(): string {
    const { columns, rows, notes } = this.table();
    return [textTable(columns, rows), "", ...notes].join("\n");
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  [Symbol.for("Jupyter.display")](): DisplayBundle {
    return { data: { "text/html": html(this.table()), "text/plain": this.toString() } };
  }
}

function html<Row>({ columns, rows, notes }: Table<Row>): string {
  const cell = (tag: "th" | "td", { right }: Column<Row>, text: string) =>
    `<${tag} style="text-align:${right ? "right" : "left"};white-space:pre">${escaped(text)}</${tag}>`;
  const head = columns.map((column) => cell("th", column, column.head)).join("");
  const body = rows
    .map((row) => `<tr>${columns.map((column) => cell("td", column, column.text(row))).join("")}</tr>`)
    .join("");
  const below = notes.map((note) => `<p>${escaped(note)}</p>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${below}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
