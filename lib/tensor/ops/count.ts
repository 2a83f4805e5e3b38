// Counting and looking up values.
import { allocate } from "../dtype.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import { fromValues } from "./creation.ts";

/** How often each of 0, 1, 2, ... occurs in a tensor of non-negative integers; or the sum of their weights. */
export function bincount(x: Tensor, { weights, minlength = 0 }: { weights?: Tensor; minlength?: number } = {}): Tensor {
  const values = x.data;
  let length = minlength;
  for (const value of values) length = Math.max(length, value + 1);
  if (x.dtype === "float32" || values.some((value) => value < 0)) {
    throw new TypeError(`bincount: expected integers >= 0, got ${x.dtype === "float32" ? "float32" : "negative ones"}`);
  }
  const weight = weights?.data;
  const out = allocate(weights ? "float32" : "int32", length);
  values.forEach((value, i) => {
    out[value]! += weight === undefined ? 1 : weight[i]!;
  });
  return fromValues(out, [length], weights ? "float32" : "int32");
}

/** How many elements fall into each of `bins` equal intervals of [min, max]; over the elements' own range if both are 0. */
export function histc(x: Tensor, { bins = 100, min = 0, max = 0 } = {}): Tensor {
  const values = x.data;
  let [low, high] = [min, max];
  if (low === high) {
    [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  if (low === high) [low, high] = [low - 1, high + 1];
  const out = new Float32Array(bins);
  for (const value of values) {
    if (value < low || value > high) continue;
    out[Math.min(Math.floor(((value - low) / (high - low)) * bins), bins - 1)]! += 1;
  }
  return fromValues(out, [bins], "float32");
}

export interface SearchOptions {
  /** Find the place after equal elements rather than before them. */
  right?: boolean;
}

/** For each value, the index in a sorted vector where it would be inserted. */
export function searchsorted(sorted: Tensor, values: Tensor, { right = false }: SearchOptions = {}): Tensor {
  const line = sorted.data;
  const out = Int32Array.from(values.data, (value) => {
    let [low, high] = [0, line.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (right ? line[middle]! <= value : line[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  });
  return fromValues(out, values.shape, "int32");
}

/** For each value, the number of the interval between sorted boundaries that it falls into. */
export function bucketize(values: Tensor, boundaries: Tensor, options?: SearchOptions): Tensor {
  return searchsorted(boundaries, values, options);
}

/** Where the elements are among the values of another tensor. */
export function isin(x: Tensor, elements: Tensor): Tensor {
  const known = new Set<number>(elements.data);
  return fromValues(
    Uint8Array.from(x.data, (value) => (known.has(value) ? 1 : 0)),
    x.shape,
    "bool",
  );
}

interface CountMethods {
  bincount(options?: { weights?: Tensor; minlength?: number }): Tensor;
  histc(options?: { bins?: number; min?: number; max?: number }): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends CountMethods {}
}

defineFluent<CountMethods>({ bincount, histc });
