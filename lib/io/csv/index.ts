export { type CsvOptions, type CsvRow, parseCsv, readCsv, streamCsv } from "./read.ts";
