import { record, recordMany, tracks } from "../autograd/record.ts";
import { eye, zeros } from "../ops/creation.ts";
import { cat } from "../ops/join.ts";
import { matmul } from "../ops/matmul.ts";
import { tril, triu } from "../ops/rearrange.ts";
import type { Tensor } from "../tensor.ts";
import { matrixSize, perMatrix, squareSize } from "./host.ts";
import { orthogonal, reflect, triangular } from "./householder.ts";
import { inv } from "./inverse.ts";
import { choleskyOf } from "./lu.ts";

/**
 * The lower triangular L with L L^T = A, for symmetric positive definite matrices.
 *
 * @throws {RangeError} for other matrices
 */
export function cholesky(a: Tensor): Tensor {
  const n = squareSize("cholesky", a);
  const [out] = perMatrix(a, [[n, n]] as const, (matrix, i) => {
    const factor = choleskyOf(matrix, n);
    if (factor) return [factor];
    throw new RangeError(`linalg.cholesky: matrix ${i} is not positive definite`);
  });
  if (!tracks(a)) return out;
  return record("LinalgCholeskyExBackward0", out, [a], [out], (g, [l]) => {
    const lower = tril(matmul(l!.mT, g)).mul(eye(n).mul(-0.5).add(1));
    const inverse = inv(l!);
    const s = matmul(matmul(inverse.mT, lower), inverse);
    return [s.add(s.mT).mul(0.5)];
  });
}

/**
 * A = Q R with orthonormal columns in Q and an upper triangular R.
 *
 * @param options mode: "reduced" for Q [n, k] and R [k, m] with k = min(n, m); "complete" for Q [n, n] and R [n, m]
 * @example
 * const [q, r] = linalg.qr(randn([5, 3])); // [5, 3], [3, 3]
 */
export function qr(a: Tensor, { mode = "reduced" }: { mode?: "reduced" | "complete" } = {}): [q: Tensor, r: Tensor] {
  const [rows, columns] = matrixSize("qr", a);
  if (mode !== "reduced" && mode !== "complete")
    throw new RangeError(`linalg.qr: expected mode "reduced" or "complete", got ${JSON.stringify(mode)}`);
  const width = mode === "complete" ? rows : Math.min(rows, columns);
  // What stands right of a square is R's without a say in Q.
  if (columns > rows && tracks(a)) {
    const [q, r] = qr(a.narrow(-1, 0, rows));
    return [q, cat([r, matmul(q.mT, a.narrow(-1, rows, columns - rows))], -1)];
  }
  const outputs = perMatrix(
    a,
    [
      [rows, width],
      [width, columns],
    ] as const,
    (matrix) => {
      const found = reflect(matrix, rows, columns);
      return [orthogonal(found, rows, columns, width), triangular(found, columns, width)];
    },
  );
  if (!tracks(a)) return [...outputs];
  if (width > columns)
    throw new Error('linalg.qr: mode "complete" has no gradient for more rows than columns; use mode "reduced"');
  const half = eye(columns).mul(-0.5).add(1);
  recordMany("LinalgQrBackward0", outputs, [a], [...outputs], (_, [q, r], node) => {
    const [dq, dr] = node.gradients;
    const inner = (dr ? matmul(dr, r!.mT) : zeros(r!.shape)).sub(dq ? matmul(q!.mT, dq) : 0);
    const upper = triu(inner);
    const straight = matmul(q!, upper.add(upper.mT).mul(half));
    return [matmul(dq ? straight.add(dq) : straight, inv(r!).mT)];
  });
  return [...outputs];
}
