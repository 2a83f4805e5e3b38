import type { MimeBundle } from "../evaluate/types.ts";
import { plainText } from "./text.ts";

const maxRows = 50;
const maxColumns = 30;

/** An array of records, or a Map, as a table. */
export function tableBundle(value: unknown): MimeBundle | undefined {
  if (value instanceof Map && value.size > 0) return mapBundle(value);
  if (!isRecords(value)) return undefined;
  const columns = [...new Set(value.slice(0, 1000).flatMap((row) => Object.keys(row)))].slice(0, maxColumns);
  if (columns.length === 0) return undefined;
  return { data: { "text/html": htmlTable(value, columns), "text/plain": plainText(value) }, metadata: {} };
}

function mapBundle(map: Map<unknown, unknown>): MimeBundle {
  const entries = [...map].slice(0, maxRows).map(([key, value]) => `<tr>${cell(key)}${cell(value)}</tr>`);
  const rest = map.size > maxRows ? `<p>${map.size - maxRows} more of ${map.size} entries</p>` : "";
  const html = `<table><thead><tr><th>key</th><th>value</th></tr></thead><tbody>${entries.join("")}</tbody></table>${rest}`;
  return { data: { "text/html": html, "text/plain": plainText(map) }, metadata: {} };
}

function htmlTable(rows: Record<string, unknown>[], columns: string[]): string {
  const head = columns.map((column) => `<th>${escapeHtml(column)}</th>`).join("");
  const body = rows.slice(0, maxRows).map((row, index) => {
    const cells = columns.map((column) => cell(row[column])).join("");
    return `<tr><th>${index}</th>${cells}</tr>`;
  });
  const rest = rows.length > maxRows ? `<p>${rows.length - maxRows} more of ${rows.length} rows</p>` : "";
  return `<table><thead><tr><th></th>${head}</tr></thead><tbody>${body.join("")}</tbody></table>${rest}`;
}

function cell(value: unknown): string {
  const numeric = typeof value === "number" || typeof value === "bigint";
  const text = typeof value === "string" ? value : value === undefined ? "" : plainText(value);
  return `<td${numeric ? ' style="text-align:right"' : ""}>${escapeHtml(text)}</td>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function isRecords(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.length > 0 && value.slice(0, 1000).every(isRecord);
}

function isRecord(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every(
    (field) => typeof field !== "function" && !(typeof field === "object" && isBig(field)),
  );
}

function isBig(field: object | null): boolean {
  return field !== null && Object.keys(field).length > 8;
}
