// Sorting and its kin. The order is found on the host; values are gathered on the device, so gradients flow.
import { rawOf } from "../access.ts";
import type { TypedArray } from "../dtype.ts";
import { download } from "../raw.ts";
import { normalizeDim, show, sizeOf } from "../shape.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import { fromValues } from "./creation.ts";
import { ValuesAndIndices } from "./extrema.ts";
import { gather } from "./gather.ts";
import { cat } from "./join.ts";

export interface SortOptions {
  dim?: number;
  descending?: boolean;
  /** Equal elements keep their order; always so here. */
  stable?: boolean;
}

/** NaN counts as the largest value. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return a - b;
}

/** For each line along `dim`, the first `count` indices in order. */
function orderAlong(x: Tensor, dim: number, descending: boolean, count: number): Tensor {
  const values = download(rawOf(x));
  const n = x.shape[dim] ?? 1;
  const inner = sizeOf(x.shape.slice(dim + 1));
  const outer = n === 0 ? 0 : values.length / (n * inner);
  const shape = x.shape.map((size, i) => (i === dim ? count : size));
  const out = new Int32Array(sizeOf(shape));
  const line = Array.from({ length: n }, (_, i) => i);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const at = (k: number) => values[(o * n + k) * inner + i]!;
      const sorted = line.toSorted((a, b) => (descending ? compare(at(b), at(a)) : compare(at(a), at(b))));
      for (let k = 0; k < count; k++) out[(o * count + k) * inner + i] = sorted[k]!;
    }
  }
  return fromValues(out, shape, "int32");
}

function byOrder(x: Tensor, dim: number, indices: Tensor): ValuesAndIndices {
  return new ValuesAndIndices(x.shape.length === 0 ? x.clone() : gather(x, dim, indices), indices);
}

/** The elements in order along a dimension (the last unless given), with the indices they had. */
export function sort(x: Tensor, { dim = -1, descending = false }: SortOptions = {}): ValuesAndIndices {
  const at = normalizeDim(dim, x.shape.length, "sort");
  return byOrder(x, at, orderAlong(x, at, descending, x.shape[at] ?? 1));
}

/** The indices that would sort along a dimension. */
export function argsort(x: Tensor, options: SortOptions = {}): Tensor {
  const at = normalizeDim(options.dim ?? -1, x.shape.length, "argsort");
  return orderAlong(x, at, options.descending ?? false, x.shape[at] ?? 1);
}

export interface TopkOptions {
  dim?: number;
  largest?: boolean;
}

/** The `k` largest (or smallest) elements along a dimension, in order, with their indices. */
export function topk(x: Tensor, k: number, { dim = -1, largest = true }: TopkOptions = {}): ValuesAndIndices {
  const at = normalizeDim(dim, x.shape.length, "topk");
  const n = x.shape[at] ?? 1;
  if (!Number.isInteger(k) || k < 0 || k > n) {
    throw new RangeError(`topk: expected k from 0 to ${n} (dimension ${at} of ${show(x.shape)}), got ${k}`);
  }
  return byOrder(x, at, orderAlong(x, at, largest, k));
}

/** The `k`-th smallest element along a dimension, counted from 1. */
export function kthvalue(x: Tensor, k: number, dim = -1, { keepdim = false } = {}): ValuesAndIndices {
  const at = normalizeDim(dim, x.shape.length, "kthvalue");
  const n = x.shape[at] ?? 1;
  if (!Number.isInteger(k) || k < 1 || k > n) throw new RangeError(`kthvalue: expected k from 1 to ${n}, got ${k}`);
  const order = orderAlong(x, at, false, n).narrow(at, k - 1, 1);
  return reduced(byOrder(x, at, order), at, keepdim);
}

function reduced(found: ValuesAndIndices, dim: number, keepdim: boolean): ValuesAndIndices {
  return keepdim ? found : new ValuesAndIndices(found.values.squeeze(dim), found.indices.squeeze(dim));
}

/** The median: the lower of the two middle elements. With a dimension, along it, with indices. */
export function median(x: Tensor): Tensor;
export function median(x: Tensor, dim: number, options?: { keepdim?: boolean }): ValuesAndIndices;
export function median(x: Tensor, dim?: number, options?: { keepdim?: boolean }): Tensor | ValuesAndIndices {
  if (dim === undefined) return kthvalue(x.reshape([-1]), Math.ceil(x.numel() / 2), 0).values;
  const at = normalizeDim(dim, x.shape.length, "median");
  return kthvalue(x, Math.ceil((x.shape[at] ?? 1) / 2), at, options);
}

/** The most frequent element along a dimension, the smallest if several are. */
export function mode(x: Tensor, dim = -1, { keepdim = false } = {}): ValuesAndIndices {
  const at = normalizeDim(dim, x.shape.length, "mode");
  const n = x.shape[at] ?? 1;
  const order = orderAlong(x, at, false, n);
  const values = download(rawOf(x.shape.length === 0 ? x : gather(x, at, order)));
  const from = order.data;
  const shape = x.shape.map((size, i) => (i === at ? 1 : size));
  const inner = sizeOf(x.shape.slice(at + 1));
  const out = new Int32Array(sizeOf(shape));
  for (let line = 0; line < out.length; line++) {
    const place = (k: number) => (Math.floor(line / inner) * n + k) * inner + (line % inner);
    let [best, run] = [0, 0];
    for (let k = 0; k < n; k++) {
      run = k > 0 && values[place(k)] === values[place(k - 1)] ? run + 1 : 1;
      if (run > best) {
        best = run;
        out[line] = from[place(k)]!;
      }
    }
  }
  return reduced(byOrder(x, at, fromValues(out, shape, "int32")), at, keepdim);
}

export interface QuantileOptions {
  keepdim?: boolean;
  interpolation?: "linear" | "lower" | "higher" | "midpoint" | "nearest";
}

/** The value below which a share `q` of the elements lies, along a dimension or of all. */
export function quantile(
  x: Tensor,
  q: number | readonly number[],
  dim?: number,
  options: QuantileOptions = {},
): Tensor {
  const flat = dim === undefined ? x.reshape([-1]) : x;
  const at = normalizeDim(dim ?? 0, flat.shape.length, "quantile");
  const sorted = sort(flat, { dim: at }).values;
  const one = (share: number) => {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`quantile: expected shares from 0 to 1, got ${share}`);
    const value = interpolate(sorted, at, share * (sorted.shape[at]! - 1), options.interpolation ?? "linear");
    return options.keepdim ? (dim === undefined ? value.reshape(x.shape.map(() => 1)) : value) : value.squeeze(at);
  };
  if (typeof q === "number") return one(q);
  return cat(q.map((share) => one(share).unsqueeze(0)));
}

function interpolate(sorted: Tensor, dim: number, rank: number, method: string): Tensor {
  const [low, high] = [Math.floor(rank), Math.ceil(rank)];
  const pick = (k: number) => sorted.narrow(dim, k, 1);
  if (method === "lower" || low === high) return pick(low);
  if (method === "higher") return pick(high);
  if (method === "nearest") return pick(rank - low === 0.5 ? (low % 2 === 0 ? low : high) : Math.round(rank));
  const weight = method === "midpoint" ? 0.5 : rank - low;
  return pick(low).add(pick(high).sub(pick(low)).mul(weight));
}

export interface Unique {
  /** The distinct values, sorted. */
  values: Tensor;
  /** For each element, the index of its value. */
  inverse: Tensor;
  /** How often each value occurs. */
  counts: Tensor;
}

/** The distinct values, sorted; with a dimension, the distinct slices along it. */
export function unique(x: Tensor, { dim }: { dim?: number } = {}): Unique {
  const rows = dim === undefined ? x.reshape([-1, 1]) : x.transpose(0, dim).reshape([x.size(dim), -1]);
  const values = rows.data;
  const [n, width] = rows.shape as [number, number];
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => compareRows(values, width, a, b));
  return grouped(x, dim, order, (a, b) => compareRows(values, width, a, b) === 0);
}

/** Removes repetitions that follow each other. */
export function uniqueConsecutive(x: Tensor): Unique {
  const values = x.data;
  const order = Array.from({ length: values.length }, (_, i) => i);
  return grouped(x, undefined, order, (a, b) => values[a] === values[b]);
}

function compareRows(values: TypedArray, width: number, a: number, b: number): number {
  for (let i = 0; i < width; i++) {
    const difference = compare(values[a * width + i]!, values[b * width + i]!);
    if (difference !== 0) return difference;
  }
  return 0;
}

function grouped(
  x: Tensor,
  dim: number | undefined,
  order: readonly number[],
  same: (a: number, b: number) => boolean,
): Unique {
  const firsts: number[] = [];
  const counts: number[] = [];
  const inverse = new Int32Array(order.length);
  order.forEach((place, i) => {
    if (i === 0 || !same(order[i - 1]!, place)) {
      firsts.push(place);
      counts.push(0);
    }
    inverse[place] = firsts.length - 1;
    counts[counts.length - 1]! += 1;
  });
  const values = dim === undefined ? x.reshape([-1]).indexSelect(0, firsts) : x.indexSelect(dim, firsts).contiguous();
  const shape = dim === undefined ? x.shape : [order.length];
  return {
    values,
    inverse: fromValues(inverse, shape, "int32"),
    counts: fromValues(Int32Array.from(counts), [counts.length], "int32"),
  };
}

interface OrderMethods {
  /** The elements in order along a dimension (the last unless given), with the indices they had. */
  sort(options?: SortOptions): ValuesAndIndices;
  argsort(options?: SortOptions): Tensor;
  /** The `k` largest (or smallest) elements along a dimension, with their indices. */
  topk(k: number, options?: TopkOptions): ValuesAndIndices;
  kthvalue(k: number, dim?: number, options?: { keepdim?: boolean }): ValuesAndIndices;
  mode(dim?: number, options?: { keepdim?: boolean }): ValuesAndIndices;
  quantile(q: number | readonly number[], dim?: number, options?: QuantileOptions): Tensor;
  /** The distinct values, sorted, with inverse indices and counts. */
  unique(options?: { dim?: number }): Unique;
  uniqueConsecutive(): Unique;
}

declare module "../tensor.ts" {
  interface Tensor extends OrderMethods {
    /** The median: the lower of the two middle elements. With a dimension, along it, with indices. */
    median(): Tensor;
    median(dim: number, options?: { keepdim?: boolean }): ValuesAndIndices;
  }
}

defineFluent<OrderMethods>({ sort, argsort, topk, kthvalue, mode, quantile, unique, uniqueConsecutive });
defineFluent<{ median(dim?: number, options?: { keepdim?: boolean }): Tensor | ValuesAndIndices }>({
  median: (x, dim, options) => (dim === undefined ? median(x) : median(x, dim, options)),
});
