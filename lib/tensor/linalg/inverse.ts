import { record, tracks } from "../autograd/record.ts";
import { eye } from "../ops/creation.ts";
import { matmul } from "../ops/matmul.ts";
import { valuesOf } from "../read.ts";
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { perMatrix, squareSize } from "./host.ts";
import { decompose, solveLU } from "./lu.ts";

/**
 * The determinant of each matrix.
 *
 * @example
 * linalg.det(tensor([[1, 2], [3, 4]])); // tensor(-2.)
 */
export function det(a: Tensor): Tensor {
  const n = squareSize("det", a);
  const [out] = perMatrix(a, [[]] as const, (matrix) => {
    const { lu, sign } = decompose(matrix, n);
    let product = sign;
    for (let i = 0; i < n; i++) product *= lu[i * n + i]!;
    return [Float64Array.of(product)];
  });
  if (!tracks(a)) return out;
  return record("LinalgDetBackward0", out, [a], [a, out], (g, [matrix, value]) => [
    inv(matrix!).mT.mul(g.mul(value!).unsqueeze(-1).unsqueeze(-1)),
  ]);
}

/** The sign of each determinant, and the logarithm of its absolute value, which does not overflow. */
export function slogdet(a: Tensor): [sign: Tensor, logabsdet: Tensor] {
  const n = squareSize("slogdet", a);
  const [sign, out] = perMatrix(a, [[], []] as const, (matrix) => {
    const { lu, sign } = decompose(matrix, n);
    let [total, log] = [sign, 0];
    for (let i = 0; i < n; i++) {
      total *= Math.sign(lu[i * n + i]!);
      log += Math.log(Math.abs(lu[i * n + i]!));
    }
    return [Float64Array.of(total), Float64Array.of(log)];
  });
  if (!tracks(a)) return [sign, out];
  const logabsdet = record("LinalgSlogdetBackward0", out, [a], [a], (g, [matrix]) => [
    inv(matrix!).mT.mul(g.unsqueeze(-1).unsqueeze(-1)),
  ]);
  return [sign, logabsdet];
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
  const [out] = perMatrix(a, [[n, n]] as const, (matrix, i) => [solveLU(factors("inv", matrix, n, i), n, identity, n)]);
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
  const [out] = perMatrix(a, [[n, columns]] as const, (matrix, i) => [
    solveLU(factors("solve", matrix, n, i), n, right.subarray(i * n * columns, (i + 1) * n * columns), columns),
  ]);
  if (!tracks(a, b)) return out;
  return record("LinalgSolveExBackward0", out, [a, b], [a, out], (g, [matrix, x], node) => {
    const gradient = solveMatrices(matrix!.mT, g);
    return [node.needs(0) ? matmul(gradient, x!.mT).neg() : null, node.needs(1) ? gradient : null];
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
