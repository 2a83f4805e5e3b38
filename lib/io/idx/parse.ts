import { FormatError } from "../format-error.ts";
import { decodeNumbers, type IdxData, type IdxDtype, idxTypes, parseIdxHeader } from "./header.ts";

export interface IdxArray {
  dtype: IdxDtype;
  shape: number[];
  /** In row-major order. */
  data: IdxData;
}

/**
 * Reads a whole idx file, the format of MNIST and its successors, from bytes that are not compressed.
 *
 * Throws when the header is not idx's, or when bytes are missing or left over.
 * Format: http://yann.lecun.com/exdb/mnist, bottom of the page.
 *
 * @example
 * parseIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7, 9])).data; // Uint8Array [7, 9]
 */
export function parseIdx(bytes: Uint8Array, { name = "idx data" }: { name?: string } = {}): IdxArray {
  const header = parseIdxHeader(bytes, name);
  if (typeof header === "number") throw cutOff(name, header, bytes.length);
  const { type, shape, headerBytes, dataBytes } = header;
  const expected = headerBytes + dataBytes;
  if (bytes.length < expected) throw cutOff(name, expected, bytes.length);
  if (bytes.length > expected)
    throw new FormatError(
      name,
      `expected ${expected} bytes for shape [${shape.join(", ")}] of ${type.dtype}, got ${bytes.length}; ` +
        "the file is damaged or holds something else",
    );
  const count = dataBytes / type.array.BYTES_PER_ELEMENT;
  return { dtype: type.dtype, shape, data: decodeNumbers(type, bytes.subarray(headerBytes), count) };
}

export function cutOff(name: string, expected: number, got: number): FormatError {
  return new FormatError(name, `expected ${expected} bytes, got ${got}; the file is cut off, fetch it again`);
}

/**
 * The bytes of an idx file, not compressed.
 *
 * @example
 * parseIdx(encodeIdx({ shape: [2], data: new Float32Array([1, 2]) })).shape; // [2]
 */
export function encodeIdx({ shape, data }: { shape: readonly number[]; data: IdxData }): Uint8Array {
  const size = shape.reduce((product, side) => product * side, 1);
  if (shape.length === 0 || shape.length > 255 || size !== data.length)
    throw new RangeError(
      `encodeIdx: expected a shape of 1 to 255 axes with ${data.length} values, got [${shape.join(", ")}]`,
    );
  const code = Object.entries(idxTypes).find(([, type]) => data instanceof type.array);
  if (!code) throw new TypeError(`encodeIdx: idx files cannot hold a ${(data as object).constructor.name}`);
  const [byte, { view: kind }] = code;
  const headerBytes = 4 + 4 * shape.length;
  const bytes = new Uint8Array(headerBytes + data.byteLength);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, Number(byte), shape.length]);
  for (const [axis, side] of shape.entries()) view.setUint32(4 + 4 * axis, side);
  const set = `set${kind}` as const;
  for (let i = 0; i < data.length; i++) view[set](headerBytes + i * data.BYTES_PER_ELEMENT, data[i]!);
  return bytes;
}
