import { unrecorded } from "../autograd/mode.ts";
import { record, tracks } from "../autograd/record.ts";
import { checkOptions } from "../check.ts";
import { normalizeDim, normalizeDims, sizeOf } from "../shape.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import {
  type Dims,
  expandBack,
  mean,
  REDUCE_OPTIONS,
  type ReduceOptions,
  reduceRaw,
  SUM_OPTIONS,
  type SumOptions,
  sum,
} from "./reduce.ts";

/** Whether all elements are not 0, over all or some dimensions. */
export function all(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  checkOptions("all", options, REDUCE_OPTIONS);
  return reduceRaw("All", x.bool(), normalizeDims(dim, x.shape.length, "all"), options.keepdim ?? false, "bool");
}

/** Whether any element is not 0, over all or some dimensions. */
export function any(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  checkOptions("any", options, REDUCE_OPTIONS);
  return reduceRaw("Any", x.bool(), normalizeDims(dim, x.shape.length, "any"), options.keepdim ?? false, "bool");
}

/** How many elements are not 0. */
export function countNonzero(x: Tensor, dim?: Dims): Tensor {
  return sum(x.bool(), dim);
}

/** The product over all elements or along one dimension. */
export function prod(x: Tensor, dim?: number, options: SumOptions = {}): Tensor {
  checkOptions("prod", options, SUM_OPTIONS);
  const dims =
    dim === undefined ? normalizeDims(undefined, x.shape.length, "prod") : [normalizeDim(dim, x.shape.length, "prod")];
  const dtype = options.dtype === "float32" || x.dtype === "float32" ? "float32" : "int32";
  const out = reduceRaw("Prod", x, x.shape.length === 0 ? [] : dims, options.keepdim ?? false, dtype);
  if (!tracks(x)) return out;
  const shape = x.shape;
  return record("ProdBackward0", out, [x], [x, out], (g, [input, product]) => {
    const zeros = input!.eq(0);
    if (!zeros.data.includes(1)) return [expandBack(g.mul(product!), shape, dims).div(input!)];
    // With one zero among the factors only its own gradient is left, with two none.
    const others = input!.where(zeros.logicalNot(), 1);
    const rest = prod(others, dim, { keepdim: true }).broadcastTo(shape);
    const count = dim === undefined ? zeros.sum() : zeros.sum(dim, { keepdim: true });
    const alone = count.sub(zeros.int()).eq(0);
    return [expandBack(g, shape, dims).mul(rest.div(others)).mul(alone)];
  });
}

export interface VarOptions extends ReduceOptions {
  /** What is subtracted from the number of elements: 1 for a sample's estimate, 0 for the plain variance. */
  correction?: number;
}

/** The variance over all or some dimensions, by default with Bessel's correction. */
export function variance(x: Tensor, dim?: Dims, options: VarOptions = {}): Tensor {
  checkOptions("variance", options, ["keepdim", "correction"]);
  const { keepdim = false, correction = 1 } = options;
  const dims = normalizeDims(dim, x.shape.length, "var");
  const count = sizeOf(dims.map((d) => x.shape[d]!));
  const centered = x.sub(mean(x, dims, { keepdim: true }));
  return sum(centered.mul(centered), dims, { keepdim }).div(Math.max(count - correction, 0));
}

/** The standard deviation over all or some dimensions, by default with Bessel's correction. */
export function std(x: Tensor, dim?: Dims, options: VarOptions = {}): Tensor {
  return variance(x, dim, options).sqrt();
}

/** Variance and mean. */
export function varMean(x: Tensor, dim?: Dims, options: VarOptions = {}): [Tensor, Tensor] {
  return [variance(x, dim, options), mean(x, dim, options)];
}

/** Standard deviation and mean. */
export function stdMean(x: Tensor, dim?: Dims, options: VarOptions = {}): [Tensor, Tensor] {
  return [std(x, dim, options), mean(x, dim, options)];
}

/** `log(sum(exp(x)))` over some dimensions, without overflow. */
export function logsumexp(x: Tensor, dim: Dims, options: ReduceOptions = {}): Tensor {
  checkOptions("logsumexp", options, REDUCE_OPTIONS);
  const dims = normalizeDims(dim, x.shape.length, "logsumexp");
  const kept = unrecorded(() => {
    const largest = x.amax(dims, { keepdim: true });
    const shift = largest.where(largest.isfinite(), 0);
    return x.sub(shift).exp().sum(dims, { keepdim: true }).log().add(shift);
  });
  if (tracks(x))
    record("LogsumexpBackward0", kept, [x], [x, kept], (g, [input, out]) => [g.mul(input!.sub(out!).exp())]);
  return options.keepdim ? kept : kept.squeeze(dims);
}

/** The `p`-norm over all or some dimensions: 2, 1, `Infinity`, any other number, or "fro". */
export function norm(x: Tensor, p: number | "fro" = 2, dim?: Dims, options: ReduceOptions = {}): Tensor {
  checkOptions("norm", options, REDUCE_OPTIONS);
  const power = p === "fro" ? 2 : p;
  if (power === 2) return euclidean(x, dim, options);
  const size = x.abs();
  if (power === Number.POSITIVE_INFINITY) return size.amax(dim, options);
  if (power === Number.NEGATIVE_INFINITY) return size.amin(dim, options);
  if (power === 0) return x.ne(0).float().sum(dim, options);
  if (power === 1) return size.sum(dim, options);
  return size
    .pow(power)
    .sum(dim, options)
    .pow(1 / power);
}

/** At 0 the gradient is 0, as PyTorch has it. */
function euclidean(x: Tensor, dim: Dims | undefined, options: ReduceOptions): Tensor {
  const dims = normalizeDims(dim, x.shape.length, "norm");
  const out = sum(x.detach().mul(x.detach()), dims, options).sqrt();
  if (!tracks(x)) return out;
  const shape = x.shape;
  return record("LinalgVectorNormBackward0", out, [x], [x, out], (g, [input, value]) => {
    const size = expandBack(value!, shape, dims);
    const direction = input!.div(size).where(size.ne(0), 0);
    return [expandBack(g, shape, dims).mul(direction)];
  });
}

/** The mean over all or some dimensions, leaving NaN out. */
export function nanmean(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  const valid = x.isnan().logicalNot();
  return nansum(x, dim, options).div(valid.sum(dim, options));
}

/** The sum over all or some dimensions, with NaN as 0. */
export function nansum(x: Tensor, dim?: Dims, options: ReduceOptions = {}): Tensor {
  return x.where(x.isnan().logicalNot(), 0).sum(dim, options);
}

interface StatisticsMethods {
  /** Whether all elements are not 0. */
  all(dim?: Dims, options?: ReduceOptions): Tensor;
  /** Whether any element is not 0. */
  any(dim?: Dims, options?: ReduceOptions): Tensor;
  countNonzero(dim?: Dims): Tensor;
  /** The product over all elements or along one dimension. */
  prod(dim?: number, options?: SumOptions): Tensor;
  /** The variance, by default with Bessel's correction. */
  var(dim?: Dims, options?: VarOptions): Tensor;
  /** The standard deviation, by default with Bessel's correction. */
  std(dim?: Dims, options?: VarOptions): Tensor;
  /** `log(sum(exp(x)))` without overflow. */
  logsumexp(dim: Dims, options?: ReduceOptions): Tensor;
  /** The `p`-norm over all or some dimensions. */
  norm(p?: number | "fro", dim?: Dims, options?: ReduceOptions): Tensor;
  nansum(dim?: Dims, options?: ReduceOptions): Tensor;
  nanmean(dim?: Dims, options?: ReduceOptions): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends StatisticsMethods {}
}

defineFluent<StatisticsMethods>({ all, any, countNonzero, prod, var: variance, std, logsumexp, norm, nansum, nanmean });
