// The header of a safetensors file, checked as strictly as the reference implementation does: whoever reads data
// through it stays within the file. Format: https://github.com/huggingface/safetensors#format
import { checkedSize, ELEMENT_TYPES, type ElementName } from "../elements.ts";
import type { ByteSource } from "../source.ts";

/** The reference implementation's limit. */
const MAX_HEADER = 100_000_000;

export interface Entry {
  dtype: ElementName;
  shape: number[];
  /** Where the data lies in the file. */
  offset: number;
  bytes: number;
}

export interface Header {
  entries: Map<string, Entry>;
  metadata: Record<string, string>;
}

export function readHeader(source: ByteSource): Header {
  const { name, size } = source;
  if (size < 8) throw new Error(`${name}: expected a safetensors file, got ${size} bytes`);
  const length = new DataView(source.read(0, 8).buffer).getBigUint64(0, true);
  if (length > MAX_HEADER || Number(length) > size - 8)
    throw new Error(
      `${name}: expected a safetensors file, whose header fits into the file and ${MAX_HEADER} bytes, but its first ` +
        `8 bytes announce a header of ${length} bytes in a file of ${size}`,
    );
  const start = 8 + Number(length);
  const entries = parse(name, new TextDecoder().decode(source.read(8, Number(length))), size - start);
  for (const entry of entries.entries.values()) entry.offset += start;
  return entries;
}

function parse(name: string, text: string, dataBytes: number): Header {
  const header = parseJson(name, text);
  const { __metadata__: metadata = {}, ...described } = header;
  if (!isObject(metadata) || Object.values(metadata).some((value) => typeof value !== "string"))
    throw new Error(`${name}: expected __metadata__ to be an object of strings`);
  const entries = new Map<string, Entry>();
  for (const [key, value] of Object.entries(described)) entries.set(key, parseEntry(`${name}: "${key}"`, value));
  checkOrder(name, [...entries], dataBytes);
  return { entries, metadata: metadata as Record<string, string> };
}

function parseJson(name: string, text: string): Record<string, unknown> {
  if (text.startsWith("{")) {
    try {
      return JSON.parse(text) as Record<string, unknown>;
    } catch {
      // The error below says it.
    }
  }
  throw new Error(
    `${name}: expected a safetensors header that is a JSON object, got ${JSON.stringify(text.slice(0, 40))}`,
  );
}

function parseEntry(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: range } = isObject(value) ? value : {};
  if (typeof dtype !== "string" || !Object.hasOwn(ELEMENT_TYPES, dtype))
    throw new Error(`${name} has dtype ${JSON.stringify(dtype)}; known are ${Object.keys(ELEMENT_TYPES).join(", ")}`);
  if (!Array.isArray(shape) || !Array.isArray(range) || range.length !== 2)
    throw new Error(`${name}: expected a shape and two data_offsets, got ${JSON.stringify(value)?.slice(0, 100)}`);
  const type = ELEMENT_TYPES[dtype as ElementName];
  const expected = checkedSize(shape, name) * type.bytes;
  const [from, to] = range as [number, number];
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to - from !== expected)
    throw new Error(
      `${name}: expected data_offsets ${expected} bytes apart for shape [${shape.join(", ")}] of ${dtype}, got [${from}, ${to}]`,
    );
  return { dtype: dtype as ElementName, shape, offset: from, bytes: expected };
}

/** The data of all tensors fills the file without holes or overlaps. */
function checkOrder(name: string, entries: readonly [string, Entry][], dataBytes: number): void {
  let end = 0;
  for (const [key, { offset, bytes }] of entries.toSorted(([, a], [, b]) => a.offset - b.offset || a.bytes - b.bytes)) {
    if (offset !== end)
      throw new Error(
        `${name}: expected the data of "${key}" to begin at ${end}, behind the tensor before it, got ${offset}`,
      );
    end = offset + bytes;
  }
  if (end !== dataBytes)
    throw new Error(
      `${name}: the header describes ${end} bytes of data, the file holds ${dataBytes}; it is cut off or damaged`,
    );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
