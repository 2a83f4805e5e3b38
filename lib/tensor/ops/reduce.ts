import { isDense, rawOf, wrap } from "../access.ts";
import { record, tracks } from "../autograd/record.ts";
import { checkOptions } from "../check.ts";
import { type DType, toDType, toRawDType } from "../dtype.ts";
import { castRaw, type Raw, reshapeRaw, run } from "../raw.ts";
import { normalizeDims, type Shape, sameShape, sizeOf } from "../shape.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import { full } from "./creation.ts";

/** Dimensions of a reduction: one, several, or none for all. */
export type Dims = number | readonly number[];

export interface ReduceOptions {
  /** Keep reduced dimensions with size 1. */
  keepdim?: boolean;
}

export interface SumOptions extends ReduceOptions {
  /** Convert before reducing. */
  dtype?: DType;
}

/** The names of `ReduceOptions` and `SumOptions`. */
export const REDUCE_OPTIONS = ["keepdim"];
export const SUM_OPTIONS = ["keepdim", "dtype"];

/** The shape after a reduction. */
export function reducedShape(shape: Shape, dims: readonly number[], keepdim: boolean): number[] {
  if (keepdim) return shape.map((n, i) => (dims.includes(i) ? 1 : n));
  return shape.filter((_, i) => !dims.includes(i));
}

/** What a reduction of no elements gives; not every device's kernel knows. */
const OF_NOTHING: Readonly<Record<string, number>> = { Sum: 0, Mean: Number.NaN, Prod: 1, All: 1, Any: 0 };

/** Runs a reducing kernel over any arrangement of the elements. */
export function reduceRaw(kernel: string, x: Tensor, dims: readonly number[], keepdim: boolean, dtype: DType): Tensor {
  const shape = reducedShape(x.shape, dims, keepdim);
  if (x.numel() === 0) return full(shape, OF_NOTHING[kernel]!, { dtype });
  const order = x._layout?.order;
  const all = dims.length === x.shape.length;
  // Over all elements, or where the kept ones stay in row-major order, the arrangement in memory does not matter.
  const direct = order != null && (all || inOrder(order.filter((dim) => !dims.includes(dim))));
  const source = (all && isDense(x)) || direct ? x._storage.raw : rawOf(x);
  const temporaries: Raw[] = [];
  try {
    let raw = source;
    const physical = direct ? order.map((dim) => x.shape[dim]!) : x.shape;
    if (raw.shape.length !== physical.length || direct) {
      raw = reshapeRaw(raw, physical);
      temporaries.push(raw);
    }
    if (raw.dtype !== toRawDType(dtype)) {
      raw = castRaw(raw, toRawDType(dtype));
      temporaries.push(raw);
    }
    const axis = direct ? dims.map((dim) => order.indexOf(dim)).sort((a, b) => a - b) : dims;
    const reduced =
      dims.length === 0
        ? reshapeRaw(raw, shape)
        : run(kernel, { x: raw }, { axis, reductionIndices: axis, keepDims: keepdim });
    if (sameShape(reduced.shape, shape)) return wrap(reduced, dtype, shape);
    temporaries.push(reduced);
    return wrap(reshapeRaw(reduced, shape), dtype, shape);
  } finally {
    for (const raw of temporaries) raw.dispose();
  }
}

function inOrder(dims: readonly number[]): boolean {
  return dims.every((dim, i) => i === 0 || dim > dims[i - 1]!);
}

/** Repeats a gradient along the dimensions that a reduction had removed. */
export function expandBack(gradient: Tensor, shape: Shape, dims: readonly number[]): Tensor {
  const kept = shape.map((n, i) => (dims.includes(i) ? 1 : n));
  return gradient.reshape(kept).expand([...shape]);
}

/** The sum over all or some dimensions; integers and booleans make int32. */
export function sum(x: Tensor, dim?: Dims, options: SumOptions = {}): Tensor {
  checkOptions("sum", options, SUM_OPTIONS);
  const dims = normalizeDims(dim, x.shape.length, "sum");
  const dtype = options.dtype ? toDType(options.dtype) : x.dtype === "float32" ? "float32" : "int32";
  const out = reduceRaw("Sum", x, dims, options.keepdim ?? false, dtype);
  if (dtype !== "float32" || !tracks(x)) return out;
  const shape = x.shape;
  return record(dim === undefined ? "SumBackward0" : "SumBackward1", out, [x], [], (g) => [expandBack(g, shape, dims)]);
}

/** The mean over all or some dimensions. */
export function mean(x: Tensor, dim?: Dims, options: SumOptions = {}): Tensor {
  checkOptions("mean", options, SUM_OPTIONS);
  const dims = normalizeDims(dim, x.shape.length, "mean");
  if (x.dtype !== "float32" && options.dtype === undefined) {
    throw new TypeError(`mean: expected a float32 tensor, got ${x.dtype}. Convert it first: x.float().mean()`);
  }
  const count = sizeOf(dims.map((i) => x.shape[i]!));
  const shape = x.shape;
  const out = reduceRaw("Mean", x, dims, options.keepdim ?? false, "float32");
  if (!tracks(x)) return out;
  return record(dim === undefined ? "MeanBackward0" : "MeanBackward1", out, [x], [], (g) => [
    expandBack(g.div(count), shape, dims),
  ]);
}

interface ReduceMethods {
  /** The sum over all or some dimensions; integers and booleans make int32. */
  sum(dim?: Dims, options?: SumOptions): Tensor;
  /** The mean over all or some dimensions. */
  mean(dim?: Dims, options?: SumOptions): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends ReduceMethods {}
}

defineFluent<ReduceMethods>({ sum, mean });
