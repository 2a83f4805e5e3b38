import { FormatError } from "../format-error.ts";

/** The typed arrays an idx file can hold. */
export type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** The type byte of the header. `view` names DataView's getter and setter; every number is stored big-endian. */
export const idxTypes = {
  8: { dtype: "uint8", view: "Uint8", array: Uint8Array },
  9: { dtype: "int8", view: "Int8", array: Int8Array },
  11: { dtype: "int16", view: "Int16", array: Int16Array },
  12: { dtype: "int32", view: "Int32", array: Int32Array },
  13: { dtype: "float32", view: "Float32", array: Float32Array },
  14: { dtype: "float64", view: "Float64", array: Float64Array },
} as const;

export type IdxType = (typeof idxTypes)[keyof typeof idxTypes];
export type IdxDtype = IdxType["dtype"];

export interface IdxHeader {
  type: IdxType;
  shape: number[];
  /** Where the numbers begin. */
  headerBytes: number;
  dataBytes: number;
}

/** Reads the header, or returns how many bytes it needs when there are fewer. */
export function parseIdxHeader(bytes: Uint8Array, name: string): IdxHeader | number {
  if (bytes.length < 4) return 4;
  const [first, second, code, axes] = bytes as unknown as [number, number, number, number];
  if (first !== 0 || second !== 0 || !(code in idxTypes))
    throw new FormatError(
      name,
      `expected an idx file (bytes 0, 0, a type of 8, 9, 11, 12, 13 or 14, the number of axes), ` +
        `got ${[...bytes.subarray(0, 4)].join(", ")}`,
    );
  if (axes === 0) throw new FormatError(name, "expected at least one axis, got none");
  const type = idxTypes[code as keyof typeof idxTypes];
  const headerBytes = 4 + 4 * axes;
  if (bytes.length < headerBytes) return headerBytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const dataBytes = shape.reduce((product, side) => product * side, type.array.BYTES_PER_ELEMENT);
  if (!Number.isSafeInteger(dataBytes))
    throw new FormatError(name, `shape [${shape.join(", ")}] is too large; is the file damaged?`);
  return { type, shape, headerBytes, dataBytes };
}

/** `count` numbers in the machine's byte order; a copy, so that the file's bytes can be freed. */
export function decodeNumbers(type: IdxType, bytes: Uint8Array, count: number): IdxData {
  if (type.dtype === "uint8") return bytes.slice(0, count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new type.array(count);
  const get = `get${type.view}` as const;
  for (let i = 0; i < count; i++) data[i] = view[get](i * type.array.BYTES_PER_ELEMENT);
  return data;
}
