import { rawOf } from "./access.ts";
import { allocate, type TypedArray } from "./dtype.ts";
import { download } from "./raw.ts";
import { show } from "./shape.ts";
import { defineAccessors, defineFluent, type Tensor } from "./tensor.ts";

/** Numbers (or booleans), nested as the dimensions are. */
export type Nested<T = number> = T | Nested<T>[];

/** A copy of the values in row-major order. */
export function valuesOf(x: Tensor): TypedArray {
  const raw = download(rawOf(x));
  const out = allocate(x.dtype, raw.length);
  out.set(raw);
  return out;
}

function nest(
  values: ArrayLike<number>,
  shape: readonly number[],
  depth: number,
  at: { place: number },
  bool: boolean,
): unknown {
  if (depth === shape.length) {
    const value = values[at.place++]!;
    return bool ? value !== 0 : value;
  }
  return Array.from({ length: shape[depth]! }, () => nest(values, shape, depth + 1, at, bool));
}

interface ReadMethods {
  /** The value of a tensor with one element, as a number (true and false as 1 and 0). */
  item(): number;
  /** The values as nested arrays; a number for a 0-dimensional tensor. */
  toArray(): Nested;
  /** As `toArray`, under PyTorch's name. */
  tolist(): Nested;
}

declare module "./tensor.ts" {
  interface Tensor extends ReadMethods {
    /** A copy of the values as a flat typed array in row-major order: Float32Array, Int32Array or Uint8Array. */
    readonly data: TypedArray;
  }
}

function item(x: Tensor): number {
  if (x.numel() !== 1) {
    throw new RangeError(
      `item: expected a tensor with one element, got shape ${show(x.shape)} with ${x.numel()}. Use toArray(), or reduce it first`,
    );
  }
  return download(rawOf(x))[0]!;
}

function toArray(x: Tensor): Nested {
  return nest(download(rawOf(x)), x.shape, 0, { place: 0 }, x.dtype === "bool") as Nested;
}

defineFluent<ReadMethods>({ item, toArray, tolist: toArray });
defineAccessors({
  get data(): TypedArray {
    return valuesOf(this as unknown as Tensor);
  },
});
