// Element types of the file formats, and how they become tensors. Files are little endian.
import type { DType, Tensor } from "../tensor/index.ts";
import { fromValues } from "../tensor/internal.ts";

/** One element type as the formats know it. */
export interface ElementType {
  readonly bytes: number;
  /** What it becomes: 64-bit floats lose precision, 64-bit integers must fit into 32 bits. */
  readonly dtype: DType;
  readonly decode: (bytes: Uint8Array, name: string) => Float32Array | Int32Array | Uint8Array;
}

/** The types by safetensors' names. */
export const ELEMENT_TYPES = {
  F64: floats(8, (view, at) => view.getFloat64(at, true)),
  F32: { bytes: 4, dtype: "float32", decode: (bytes) => new Float32Array(aligned(bytes)) },
  F16: floats(2, (view, at) => half(view.getUint16(at, true))),
  BF16: floats(2, (view, at) => bfloat(view.getUint16(at, true))),
  I64: integers(8, (view, at) => view.getBigInt64(at, true)),
  U64: integers(8, (view, at) => view.getBigUint64(at, true)),
  U32: integers(4, (view, at) => view.getUint32(at, true)),
  I32: { bytes: 4, dtype: "int32", decode: (bytes) => new Int32Array(aligned(bytes)) },
  I16: integers(2, (view, at) => view.getInt16(at, true)),
  U16: integers(2, (view, at) => view.getUint16(at, true)),
  I8: integers(1, (view, at) => view.getInt8(at)),
  U8: { bytes: 1, dtype: "uint8", decode: (bytes) => bytes },
  BOOL: { bytes: 1, dtype: "bool", decode: (bytes) => bytes.map((value) => (value ? 1 : 0)) },
} as const satisfies Record<string, ElementType>;

export type ElementName = keyof typeof ELEMENT_TYPES;

/** What each dtype is written as. */
export const STORED_AS = { float32: "F32", int32: "I32", uint8: "U8", bool: "BOOL" } as const satisfies Record<
  DType,
  ElementName
>;

/** A tensor of a file's elements. `name` stands in errors. */
export function decodeTensor(type: ElementType, bytes: Uint8Array, shape: readonly number[], name: string): Tensor {
  return fromValues(type.decode(bytes, name), shape, type.dtype);
}

/** A tensor's elements in row-major order, as files hold them. */
export function encodeTensor(x: Tensor): Uint8Array {
  const { data } = x;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Product of the sizes; refuses what is no shape. */
export function checkedSize(shape: readonly unknown[], name: string): number {
  let size = 1;
  for (const side of shape) {
    if (typeof side !== "number" || !Number.isSafeInteger(side) || side < 0)
      throw new RangeError(`${name}: expected sizes that are integers >= 0, got [${shape.join(", ")}]`);
    size *= side;
  }
  if (!Number.isSafeInteger(size)) throw new RangeError(`${name}: shape [${shape.join(", ")}] is too large`);
  return size;
}

function floats(bytes: number, get: (view: DataView, at: number) => number): ElementType {
  return {
    bytes,
    dtype: "float32",
    decode(data) {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      return Float32Array.from({ length: data.length / bytes }, (_, i) => get(view, i * bytes));
    },
  };
}

function integers(bytes: number, get: (view: DataView, at: number) => number | bigint): ElementType {
  return {
    bytes,
    dtype: "int32",
    decode(data, name) {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      return Int32Array.from({ length: data.length / bytes }, (_, i) => {
        const value = get(view, i * bytes);
        if (value > 2147483647 || value < -2147483648)
          throw new RangeError(
            `${name}: element ${i} is ${value}; integers are kept in 32 bits, from -2147483648 to 2147483647`,
          );
        return Number(value);
      });
    },
  };
}

function aligned(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

const word = new DataView(new ArrayBuffer(4));

function bfloat(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}
