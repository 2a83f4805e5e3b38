// `linalg` of the public API, as torch.linalg: matrices [..., n, n] in batches. Small matrices are meant: the factors are
// computed on the host, in double precision.
import { record, tracks } from "./autograd/record.ts";
import { eye, fromValues } from "./ops/creation.ts";
import { choleskyOf, decompose, solveLU } from "./ops/lu.ts";
import { matmul } from "./ops/matmul.ts";
import { tril } from "./ops/rearrange.ts";
import { valuesOf } from "./read.ts";
import { type Shape, show } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/**
 * The determinant of each matrix.
 *
 * @example
 * linalg.det(tensor([[1, 2], [3, 4]])); // tensor(-2.)
 */
export function det(a: Tensor): Tensor {
  const n = squareSize("det", a);
  const values = perMatrix(a, n, (matrix) => {
    const { lu, sign } = decompose(matrix, n);
    let product = sign;
    for (let i = 0; i < n; i++) product *= lu[i * n + i]!;
    return Float64Array.of(product);
  });
  const out = fromValues(values, a.shape.slice(0, -2), "float32");
  if (!tracks(a)) return out;
  return record("LinalgDetBackward0", out, [a], [a, out], (g, [matrix, value]) => [
    inv(matrix!).mT.mul(g.mul(value!).unsqueeze(-1).unsqueeze(-1)),
  ]);
}

/**
 * The inverse of each matrix.
 *
 * @throws {RangeError} for a matrix that has none
 * @example
 * linalg.inv(tensor([[2, 0], [0, 4]])); // tensor([[0.5000, 0.0000], [0.0000, 0.2500]])
 */
export function inv(a: Tensor): Tensor {
  const n = squareSize("inv", a);
  const identity = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  const values = perMatrix(a, n, (matrix, i) => solveLU(factors("inv", matrix, n, i), n, identity, n));
  const out = fromValues(values, a.shape, "float32");
  if (!tracks(a)) return out;
  return record("LinalgInvExBackward0", out, [a], [out], (g, [inverse]) => [
    matmul(matmul(inverse!.mT, g), inverse!.mT).neg(),
  ]);
}

/**
 * The X with A X = B: B is a vector [n] or a matrix [n, k], both in batches of the same shape as A's.
 *
 * @throws {RangeError} for a matrix that has no inverse
 * @example
 * linalg.solve(tensor([[2, 0], [0, 4]]), tensor([2, 4])); // tensor([1., 1.])
 */
export function solve(a: Tensor, b: Tensor): Tensor {
  const n = squareSize("solve", a);
  const vector = b.ndim === a.ndim - 1;
  const right = vector ? b.unsqueeze(-1) : b;
  if (right.shape.at(-2) !== n || show(right.shape.slice(0, -2)) !== show(a.shape.slice(0, -2)))
    throw new RangeError(
      `linalg.solve: expected right sides of ${n} rows in A's batches, got A ${show(a.shape)} and B ${show(b.shape)}`,
    );
  const x = solveMatrices(a, right);
  return vector ? x.squeeze(-1) : x;
}

function solveMatrices(a: Tensor, b: Tensor): Tensor {
  const n = a.shape.at(-1)!;
  const columns = b.shape.at(-1)!;
  const right = valuesOf(b);
  const values = perMatrix(a, n, (matrix, i) =>
    solveLU(factors("solve", matrix, n, i), n, right.subarray(i * n * columns, (i + 1) * n * columns), columns),
  );
  const out = fromValues(values, b.shape, "float32");
  if (!tracks(a, b)) return out;
  return record("LinalgSolveExBackward0", out, [a, b], [a, out], (g, [matrix, x], node) => {
    const gradient = solveMatrices(matrix!.mT, g);
    return [node.needs(0) ? matmul(gradient, x!.mT).neg() : null, node.needs(1) ? gradient : null];
  });
}

/**
 * The lower triangular L with L L^T = A, for symmetric positive definite matrices.
 *
 * @throws {RangeError} for other matrices
 */
export function cholesky(a: Tensor): Tensor {
  const n = squareSize("cholesky", a);
  const values = perMatrix(a, n, (matrix, i) => {
    const factor = choleskyOf(matrix, n);
    if (factor) return factor;
    throw new RangeError(`linalg.cholesky: matrix ${i} is not positive definite`);
  });
  const out = fromValues(values, a.shape, "float32");
  if (!tracks(a)) return out;
  return record("LinalgCholeskyExBackward0", out, [a], [out], (g, [l]) => {
    const lower = tril(matmul(l!.mT, g)).mul(eye(n).mul(-0.5).add(1));
    const inverse = inv(l!);
    const s = matmul(matmul(inverse.mT, lower), inverse);
    return [s.add(s.mT).mul(0.5)];
  });
}

/** The product of a matrix with itself, `n` times; negative powers are those of the inverse. */
export function matrixPower(a: Tensor, n: number): Tensor {
  const size = squareSize("matrixPower", a);
  if (!Number.isInteger(n)) throw new RangeError(`linalg.matrixPower: expected an integer power, got ${n}`);
  const base = n < 0 ? inv(a) : a;
  let out = eye(size).expand([...a.shape]);
  for (let i = 0; i < Math.abs(n); i++) out = matmul(out, base);
  return out;
}

function factors(op: string, matrix: ArrayLike<number>, n: number, i: number) {
  const found = decompose(matrix, n);
  if (!found.singular) return found;
  throw new RangeError(`linalg.${op}: matrix ${i} is singular: its rows depend on each other, so it has no inverse`);
}

/** The results of all matrices, one behind the other. */
function perMatrix(a: Tensor, n: number, fn: (matrix: ArrayLike<number>, i: number) => Float64Array): Float32Array {
  const values = valuesOf(a);
  const count = n === 0 ? 0 : values.length / (n * n);
  const parts = Array.from({ length: count }, (_, i) => fn(values.subarray(i * n * n, (i + 1) * n * n), i));
  const width = parts[0]?.length ?? 0;
  const out = new Float32Array(count * width);
  for (const [i, part] of parts.entries()) out.set(part, i * width);
  return out;
}

function squareSize(op: string, { shape, dtype }: { shape: Shape; dtype: string }): number {
  const [rows, columns] = shape.slice(-2);
  if (shape.length < 2 || rows !== columns || dtype !== "float32")
    throw new RangeError(`linalg.${op}: expected square float32 matrices [..., n, n], got ${dtype} ${show(shape)}`);
  return rows!;
}
