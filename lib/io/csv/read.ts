import { createReadStream, readFileSync } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream";
import { parse as createParser, type Options } from "csv-parse";
import { parse } from "csv-parse/sync";
import { FormatError, parsing } from "../format-error.ts";
import { gunzip, gunzipStream, isGzip } from "../gzip.ts";

export interface CsvOptions {
  /** What separates the fields (","). */
  delimiter?: string;
  /** Names of the columns; those of the first row by default. */
  columns?: readonly string[];
  /** Keep all fields as text in place of making numbers of those that are numbers. */
  text?: boolean;
  /** Stands in errors. */
  name?: string;
}

export type CsvRow = Record<string, string | number>;

/**
 * Reads comma-separated values: one object a row, numbers where a field is one.
 *
 * Throws a FormatError where a row has another number of fields, a quote is not closed, or a record is beyond 1 MiB.
 *
 * @example
 * parseCsv("name,age\nAda,36\n"); // [{ name: "Ada", age: 36 }]
 */
export function parseCsv(text: string | Uint8Array, options: CsvOptions = {}): CsvRow[] {
  const name = options.name ?? "CSV data";
  const bytes = typeof text !== "string" && isGzip(text) ? gunzip(text, name) : text;
  const rows = parsing(name, "the CSV file is damaged", () =>
    parse(typeof bytes === "string" ? bytes : Buffer.from(bytes), settings(options)),
  ) as unknown as Record<string, string>[];
  return rows.map((row) => typed(row, options, name));
}

/**
 * Reads a CSV file, compressed with gzip or not.
 *
 * @example
 * const rows = readCsv("labels.csv", { delimiter: ";" });
 */
export function readCsv(path: string, options: CsvOptions = {}): CsvRow[] {
  return parseCsv(readFileSync(path), { name: basename(path), ...options });
}

/**
 * The rows of a CSV file one by one, for files larger than memory.
 *
 * @example
 * for await (const row of streamCsv("labels.csv")) console.log(row);
 */
export async function* streamCsv(path: string, options: CsvOptions = {}): AsyncGenerator<CsvRow> {
  const name = options.name ?? basename(path);
  const parser = createParser(settings(options));
  pipeline(gunzipStream(createReadStream(path), name), parser, () => {});
  try {
    for await (const row of parser as AsyncIterable<Record<string, string>>) yield typed(row, options, name);
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith("CSV_")) throw error;
    throw new FormatError(name, `the CSV file is damaged (${(error as Error).message})`, { cause: error });
  }
}

function settings({ delimiter = ",", columns }: CsvOptions): Options {
  return {
    delimiter,
    columns: columns ? [...columns] : true,
    bom: true,
    skip_empty_lines: true,
    max_record_size: 2 ** 20,
    // A column of any name, also __proto__, is a field of its own.
    on_record: (record: object) => Object.assign(Object.create(null), record),
  };
}

function typed(row: Record<string, string>, { text }: CsvOptions, name: string): CsvRow {
  const out: CsvRow = {};
  for (const [column, value] of Object.entries(row)) {
    if (column === "__proto__") throw new FormatError(name, 'refused to read a column called "__proto__"');
    out[column] = !text && /^-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(value) ? Number(value) : value;
  }
  return out;
}
