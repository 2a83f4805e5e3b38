import { rawOf, wrap } from "../access.ts";
import { record, tracks } from "../autograd/record.ts";
import { checkOptions } from "../check.ts";
import { castRaw, run, using } from "../raw.ts";
import { normalizeDim, normalizeDims, show, sizeOf } from "../shape.ts";
import { defineFluent, Tensor } from "../tensor.ts";
import { maximum, minimum } from "./compare.ts";
import { putAlong } from "./gather.ts";
import { type Dims, expandBack, REDUCE_OPTIONS, type ReduceOptions, reducedShape, reduceRaw } from "./reduce.ts";

/** Values and where they were found; also destructures as `[values, indices]`. */
export class ValuesAndIndices {
  readonly values: Tensor;
  readonly indices: Tensor;

  constructor(values: Tensor, indices: Tensor) {
    this.values = values;
    this.indices = indices;
  }

  *[Symbol.iterator](): Iterator<Tensor, undefined> {
    yield this.values;
    yield this.indices;
  }
}

/** The index of the first largest or smallest element along a dimension; of the flat tensor if none is given. */
function argExtremum(
  op: string,
  kernel: string,
  x: Tensor,
  dim: number | null | undefined,
  options: ReduceOptions,
): Tensor {
  if (dim == null) {
    const flat = argExtremum(op, kernel, x.reshape([-1]), 0, {});
    return options.keepdim ? flat.reshape(x.shape.map(() => 1)) : flat;
  }
  const at = normalizeDim(dim, x.shape.length, op);
  requireElements(op, x, [at]);
  if (x.shape.length === 0) return wrap(run("Fill", {}, { shape: [], value: 0, dtype: "int32" }), "int32");
  const source = rawOf(x);
  const raw = using([castRaw(source, source.dtype === "bool" ? "int32" : (source.dtype as "float32"))], (values) =>
    run(kernel, { x: values }, { axis: at }),
  );
  const out = wrap(raw, "int32", reducedShape(x.shape, [at], false));
  return options.keepdim ? out.reshape(reducedShape(x.shape, [at], true)) : out;
}

function requireElements(op: string, x: Tensor, dims: readonly number[]): void {
  if (sizeOf(dims.map((dim) => x.shape[dim] ?? 1)) === 0) {
    throw new RangeError(`${op}: expected at least one element to reduce, got shape ${show(x.shape)}`);
  }
}

/** The index of the first largest element along a dimension; of the flat tensor if none is given. */
export function argmax(x: Tensor, dim?: number | null, options: ReduceOptions = {}): Tensor {
  checkOptions("argmax", options, REDUCE_OPTIONS);
  return argExtremum("argmax", "ArgMax", x, dim, options);
}

/** The index of the first smallest element along a dimension; of the flat tensor if none is given. */
export function argmin(x: Tensor, dim?: number | null, options: ReduceOptions = {}): Tensor {
  checkOptions("argmin", options, REDUCE_OPTIONS);
  return argExtremum("argmin", "ArgMin", x, dim, options);
}

/** The largest values over all or some dimensions; equal ones share the gradient. */
export function amax(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  checkOptions("amax", options, REDUCE_OPTIONS);
  return shared("amax", "Max", x, dim, options);
}

/** The smallest values over all or some dimensions; equal ones share the gradient. */
export function amin(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  checkOptions("amin", options, REDUCE_OPTIONS);
  return shared("amin", "Min", x, dim, options);
}

function shared(op: string, kernel: string, x: Tensor, dim: Dims | undefined, options: ReduceOptions): Tensor {
  const dims = normalizeDims(dim, x.shape.length, op);
  requireElements(op, x, dims);
  const out =
    x.dtype === "bool"
      ? reduceRaw(kernel, x.int(), dims, options.keepdim ?? false, "int32").bool()
      : reduceRaw(kernel, x, dims, options.keepdim ?? false, x.dtype);
  if (!tracks(x)) return out;
  const shape = x.shape;
  const name = `${op[0]!.toUpperCase()}${op.slice(1)}Backward0`;
  return record(name, out, [x], [x, out], (g, [input, value]) => {
    const chosen = input!.eq(expandBack(value!, shape, dims));
    const count = chosen.sum([...dims], { keepdim: true });
    return [
      expandBack(g, shape, dims)
        .mul(chosen)
        .div(dims.length === 0 ? 1 : count),
    ];
  });
}

function extremum(
  kind: "max" | "min",
  x: Tensor,
  dim?: number | Tensor,
  options: ReduceOptions = {},
): Tensor | ValuesAndIndices {
  if (dim instanceof Tensor) return kind === "max" ? maximum(x, dim) : minimum(x, dim);
  if (dim === undefined) return kind === "max" ? amax(x) : amin(x);
  const at = normalizeDim(dim, x.shape.length, kind);
  const kept = kind === "max" ? argmax(x, at, { keepdim: true }) : argmin(x, at, { keepdim: true });
  const dims = x.shape.length === 0 ? [] : [at];
  const values = reduceRaw(kind === "max" ? "Max" : "Min", x.dtype === "bool" ? x.int() : x, dims, true, x.dtype);
  const shape = x.shape;
  if (tracks(x)) {
    const name = kind === "max" ? "MaxBackward0" : "MinBackward0";
    record(name, values, [x], [kept], (g, [index]) => [putAlong(shape, at, index!, g)]);
  }
  if (options.keepdim || x.shape.length === 0) return new ValuesAndIndices(values, kept);
  return new ValuesAndIndices(values.squeeze(at), kept.squeeze(at));
}

/** The largest element; with a dimension, the largest along it with their indices; with a tensor, `maximum`. */
export function max(x: Tensor): Tensor;
export function max(x: Tensor, other: Tensor): Tensor;
export function max(x: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
export function max(x: Tensor, dim?: number | Tensor, options?: ReduceOptions): Tensor | ValuesAndIndices {
  return extremum("max", x, dim, options);
}

/** The smallest element; with a dimension, the smallest along it with their indices; with a tensor, `minimum`. */
export function min(x: Tensor): Tensor;
export function min(x: Tensor, other: Tensor): Tensor;
export function min(x: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices;
export function min(x: Tensor, dim?: number | Tensor, options?: ReduceOptions): Tensor | ValuesAndIndices {
  return extremum("min", x, dim, options);
}

/** The smallest and the largest value. */
export function aminmax(x: Tensor, dim?: number, options: ReduceOptions = {}): { min: Tensor; max: Tensor } {
  return { min: amin(x, dim, options), max: amax(x, dim, options) };
}

interface ExtremaMethods {
  /** The index of the first largest element along a dimension; of the flat tensor if none is given. */
  argmax(dim?: number | null, options?: ReduceOptions): Tensor;
  /** The index of the first smallest element along a dimension; of the flat tensor if none is given. */
  argmin(dim?: number | null, options?: ReduceOptions): Tensor;
  /** The largest values over all or some dimensions; equal ones share the gradient. */
  amax(dim?: Dims, options?: ReduceOptions): Tensor;
  /** The smallest values over all or some dimensions; equal ones share the gradient. */
  amin(dim?: Dims, options?: ReduceOptions): Tensor;
  aminmax(dim?: number, options?: ReduceOptions): { min: Tensor; max: Tensor };
}

declare module "../tensor.ts" {
  interface Tensor extends ExtremaMethods {
    /** The largest element; with a dimension, the largest along it with their indices; with a tensor, `maximum`. */
    max(): Tensor;
    max(other: Tensor): Tensor;
    max(dim: number, options?: ReduceOptions): ValuesAndIndices;
    /** The smallest element; with a dimension, the smallest along it with their indices; with a tensor, `minimum`. */
    min(): Tensor;
    min(other: Tensor): Tensor;
    min(dim: number, options?: ReduceOptions): ValuesAndIndices;
  }
}

defineFluent<ExtremaMethods>({ argmax, argmin, amax, amin, aminmax });
interface Overloaded {
  max(dim?: number | Tensor, options?: ReduceOptions): Tensor | ValuesAndIndices;
  min(dim?: number | Tensor, options?: ReduceOptions): Tensor | ValuesAndIndices;
}

defineFluent<Overloaded>({
  max: (x, dim, options) => extremum("max", x, dim, options),
  min: (x, dim, options) => extremum("min", x, dim, options),
});
