// Pairs of rows, of elements and of dimensions.
import { checkShape } from "../check.ts";
import type { Operand } from "../promotion.ts";
import { normalizeDim, show } from "../shape.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import { fromValues, full, zeros } from "./creation.ts";
import { cat, stack } from "./join.ts";
import { matmul } from "./matmul.ts";

/**
 * The distance of each row of `a` [..., n, d] from each row of `b` [..., m, d], [..., n, m].
 *
 * @example
 * cdist(tensor([[0, 0]]), tensor([[3, 4], [0, 1]])); // tensor([[5., 1.]])
 */
export function cdist(a: Tensor, b: Tensor, { p = 2 }: { p?: number } = {}): Tensor {
  if (a.ndim < 2 || b.ndim < 2 || a.shape.at(-1) !== b.shape.at(-1))
    throw new RangeError(`cdist: expected rows of one length, got shapes ${show(a.shape)} and ${show(b.shape)}`);
  return a.unsqueeze(-2).sub(b.unsqueeze(-3)).norm(p, -1);
}

/** The cross product of vectors of three numbers along `dim` (the last). */
export function cross(a: Tensor, b: Tensor, { dim = -1 }: { dim?: number } = {}): Tensor {
  const at = normalizeDim(dim, a.ndim, "cross");
  if (a.shape[at] !== 3 || b.shape.at(dim) !== 3)
    throw new RangeError(
      `cross: expected 3 numbers along dimension ${dim}, got shapes ${show(a.shape)} and ${show(b.shape)}`,
    );
  const part = (x: Tensor, i: number) => x.select(dim, i % 3);
  const parts = [0, 1, 2].map((i) =>
    part(a, i + 1)
      .mul(part(b, i + 2))
      .sub(part(a, i + 2).mul(part(b, i + 1))),
  );
  return stack(parts, at);
}

/** The covariances of variables (rows) over observations (columns); `correction` 1 for an unbiased estimate. */
export function cov(x: Tensor, { correction = 1 }: { correction?: number } = {}): Tensor {
  const rows = x.ndim < 2 ? x.reshape([1, -1]) : x;
  const centred = rows.sub(rows.mean(1, { keepdim: true }));
  const out = matmul(centred, centred.t()).div(rows.shape[1]! - correction);
  return x.ndim < 2 ? out.reshape([]) : out;
}

/** The correlations of variables (rows) over observations (columns). */
export function corrcoef(x: Tensor): Tensor {
  if (x.ndim < 2) return cov(x).div(cov(x));
  const c = cov(x);
  const deviation = c.diagonal().sqrt();
  return c.div(deviation.unsqueeze(1)).div(deviation.unsqueeze(0)).clamp(-1, 1);
}

/** All tuples of one element of each vector, a row each. */
export function cartesianProd(...vectors: Tensor[]): Tensor {
  if (vectors.length === 1) return vectors[0]!;
  const shape = vectors.map((vector) => vector.numel());
  const grids = vectors.map((vector, i) => vector.reshape(shape.map((n, k) => (k === i ? n : 1))).expand(shape));
  return stack(
    grids.map((grid) => grid.reshape([-1])),
    1,
  );
}

/** All choices of `r` elements of a vector, in order, a row each. */
export function combinations(x: Tensor, { r = 2, withReplacement = false } = {}): Tensor {
  const n = x.numel();
  let rows: number[][] = [[]];
  for (let i = 0; i < r; i++)
    rows = rows.flatMap((row) => {
      const start = row.length === 0 ? 0 : row.at(-1)! + (withReplacement ? 0 : 1);
      return Array.from({ length: n - start }, (_, k) => [...row, start + k]);
    });
  return x.at(fromValues(Int32Array.from(rows.flat()), [rows.length * r], "int32")).reshape([rows.length, r]);
}

/** Rows and columns, [2, n], of the elements on and below the diagonal that is `offset` above the main one. */
export const trilIndices = (rows: number, columns: number, { offset = 0 } = {}): Tensor =>
  places(rows, columns, (i, j) => j - i <= offset);

/** Rows and columns, [2, n], of the elements on and above the diagonal that is `offset` above the main one. */
export const triuIndices = (rows: number, columns: number, { offset = 0 } = {}): Tensor =>
  places(rows, columns, (i, j) => j - i >= offset);

function places(rows: number, columns: number, wanted: (i: number, j: number) => boolean): Tensor {
  const [first, second]: [number[], number[]] = [[], []];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      if (wanted(i, j)) {
        first.push(i);
        second.push(j);
      }
  return fromValues(Int32Array.from([...first, ...second]), [2, first.length], "int32");
}

/** Matrices along the diagonal of a larger one, zeros elsewhere. */
export function blockDiag(...blocks: Tensor[]): Tensor {
  const matrices = blocks.map((block) => (block.ndim < 2 ? block.reshape([1, -1]) : block));
  const width = matrices.reduce((sum, { shape }) => sum + shape[1]!, 0);
  let start = 0;
  const rows = matrices.map((matrix) => {
    const [n, m] = matrix.shape as [number, number];
    const { dtype } = matrix;
    const row = cat([zeros([n, start], { dtype }), matrix, zeros([n, width - start - m], { dtype })], 1);
    start += m;
    return row;
  });
  return cat(rows, 0);
}

/** The area under the lines between the points y along the last dimension, `dx` apart or at the places `x`. */
export function trapezoid(y: Tensor, { x, dx = 1 }: { x?: Tensor; dx?: number } = {}): Tensor {
  const middle = y.narrow(-1, 1, y.shape.at(-1)! - 1).add(y.narrow(-1, 0, y.shape.at(-1)! - 1));
  const width: Operand = x ? x.diff() : dx;
  return middle.mul(width).sum(-1).div(2);
}

/** `input + a @ b` for a matrix and a vector. */
export const addmv = (input: Tensor, a: Tensor, b: Tensor, { beta = 1, alpha = 1 } = {}): Tensor =>
  a.mv(b).mul(alpha).add(input.mul(beta));

/** `input + a @ b` for batches of matrices. */
export const baddbmm = (input: Tensor, a: Tensor, b: Tensor, { beta = 1, alpha = 1 } = {}): Tensor =>
  a.bmm(b).mul(alpha).add(input.mul(beta));

interface PairMethods {
  /** The cross product of vectors of three numbers along `dim` (the last). */
  cross(other: Tensor, options?: { dim?: number }): Tensor;
  /** The covariances of variables (rows) over observations (columns). */
  cov(options?: { correction?: number }): Tensor;
  corrcoef(): Tensor;
  addmv(a: Tensor, b: Tensor, options?: { beta?: number; alpha?: number }): Tensor;
  baddbmm(a: Tensor, b: Tensor, options?: { beta?: number; alpha?: number }): Tensor;
  /** The quotient, rounded down. */
  floorDivide(other: Operand): Tensor;
  /** The `p`-norm of the difference. */
  dist(other: Tensor, p?: number): Tensor;
  /** Zeros of this tensor's type. */
  newZeros(shape: readonly number[]): Tensor;
  /** Ones of this tensor's type. */
  newOnes(shape: readonly number[]): Tensor;
  /** A constant of this tensor's type. */
  newFull(shape: readonly number[], value: number): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends PairMethods {}
}

defineFluent<PairMethods>({
  cross,
  cov,
  corrcoef,
  addmv,
  baddbmm,
  floorDivide: (x, other) => x.div(other, { roundingMode: "floor" }),
  dist: (x, other, p) => x.sub(other).norm(p),
  newZeros: (x, shape) => full(checkShape("newZeros", shape), 0, { dtype: x.dtype }),
  newOnes: (x, shape) => full(checkShape("newOnes", shape), 1, { dtype: x.dtype }),
  newFull: (x, shape, value) => full(checkShape("newFull", shape), value, { dtype: x.dtype }),
});
