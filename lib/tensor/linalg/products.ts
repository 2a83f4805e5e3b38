import { matmul } from "../ops/matmul.ts";
import type { Dims, ReduceOptions } from "../ops/reduce.ts";
import { norm as elementNorm } from "../ops/statistics.ts";
import type { Tensor } from "../tensor.ts";
import { pinv, svdvals } from "./spectrum.ts";

export interface NormOptions extends ReduceOptions {
  dim?: Dims;
}

/** The length of vectors: all elements, or those along some dimensions. */
export function vectorNorm(x: Tensor, ord = 2, { dim, ...rest }: NormOptions = {}): Tensor {
  return elementNorm(x, ord, dim, rest);
}

/** The size of the matrices in the last two dimensions: "fro", "nuc", 1, -1, Infinity, -Infinity, 2 or -2. */
export function matrixNorm(a: Tensor, ord: "fro" | "nuc" | number = "fro"): Tensor {
  if (ord === "fro") return elementNorm(a, 2, [-2, -1]);
  if (ord === "nuc") return svdvals(a).sum(-1);
  if (ord === 2) return svdvals(a).amax(-1);
  if (ord === -2) return svdvals(a).amin(-1);
  if (Math.abs(ord) !== 1 && Math.abs(ord) !== Number.POSITIVE_INFINITY)
    throw new RangeError(`linalg.matrixNorm: expected "fro", "nuc", 1, 2, Infinity or their negatives, got ${ord}`);
  const sums = a.abs().sum(Math.abs(ord) === 1 ? -2 : -1);
  return ord > 0 ? sums.amax(-1) : sums.amin(-1);
}

/** The length of all elements as one vector, or `vectorNorm` or `matrixNorm`, whichever `ord` belongs to. */
export function norm(x: Tensor, ord?: "fro" | "nuc" | number, options: NormOptions = {}): Tensor {
  const matrix = options.dim === undefined && x.ndim === 2 && ord !== undefined;
  if (matrix || typeof ord === "string") return matrixNorm(x, ord);
  return vectorNorm(x, ord, options);
}

/**
 * The X with the smallest A X - B in the sense of squares; of several the shortest.
 *
 * @example
 * linalg.lstsq(randn([20, 3]), randn([20, 1])); // [3, 1]
 */
export function lstsq(a: Tensor, b: Tensor): Tensor {
  return b.ndim === a.ndim - 1 ? matmul(pinv(a), b.unsqueeze(-1)).squeeze(-1) : matmul(pinv(a), b);
}

/** The product of several matrices, from the left. */
export function multiDot(matrices: readonly Tensor[]): Tensor {
  if (matrices.length === 0) throw new RangeError("linalg.multiDot: expected at least one matrix, got none");
  return matrices.reduce((product, matrix) => matmul(product, matrix));
}
