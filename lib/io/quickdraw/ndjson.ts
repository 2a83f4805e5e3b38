import { closeSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { FormatError } from "../format-error.ts";
import { parseJson } from "../json.ts";
import type { QuickDrawing } from "./types.ts";

const PIECE = 2 ** 16;
const MAX_LINE = 2 ** 22;

/**
 * The drawings of an .ndjson file of Quick, Draw!, read piece by piece: a JSON object a line.
 *
 * `from` is a path or the file's bytes. Throws a FormatError that names the line which is wrong.
 *
 * @example
 * const drawings = readQuickDrawNdjson("cat.ndjson", { limit: 1000 });
 */
export function readQuickDrawNdjson(
  from: string | Uint8Array,
  { limit = Number.POSITIVE_INFINITY } = {},
): QuickDrawing[] {
  const name = typeof from === "string" ? basename(from) : "the bytes";
  const drawings: QuickDrawing[] = [];
  let number = 0;
  for (const line of lines(from, name)) {
    if (drawings.length >= limit) break;
    number++;
    if (line.length > 0) drawings.push(drawing(line, `${name}: line ${number}`));
  }
  return drawings;
}

function drawing(line: Uint8Array, name: string): QuickDrawing {
  const value = parseJson(line, name, { maxDepth: 8 }) as Record<string, unknown> | null;
  const drawn = value?.drawing;
  if (!Array.isArray(drawn)) throw new FormatError(name, 'expected an object with a "drawing"');
  const strokes = drawn.map((stroke, i) => {
    const [x, y] = Array.isArray(stroke) ? stroke : [];
    if (!isNumbers(x) || !isNumbers(y) || x.length !== y.length)
      throw new FormatError(name, `stroke ${i}: expected as many x as y`);
    return { x, y };
  });
  return {
    strokes,
    recognized: value?.recognized === true,
    countryCode: String(value?.countrycode ?? ""),
    word: String(value?.word ?? ""),
  };
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "number" && Number.isFinite(entry));
}

function* lines(from: string | Uint8Array, name: string): Generator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  for (const piece of pieces(from)) {
    let bytes: Uint8Array = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10)) {
      yield bytes.subarray(0, end);
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > MAX_LINE)
      throw new FormatError(name, `expected lines below ${MAX_LINE} bytes, got a longer one`);
    rest = bytes;
  }
  yield rest;
}

function* pieces(from: string | Uint8Array): Generator<Uint8Array> {
  if (typeof from !== "string") {
    yield from;
    return;
  }
  const file = openSync(from, "r");
  try {
    for (;;) {
      const piece = new Uint8Array(PIECE);
      const length = readSync(file, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}
