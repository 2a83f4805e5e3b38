import { recordMany, tracks } from "../autograd/record.ts";
import { eye, tensor, zeros } from "../ops/creation.ts";
import { matmul } from "../ops/matmul.ts";
import type { Tensor } from "../tensor.ts";
import { matrixSize, perMatrix, squareSize } from "./host.ts";
import { orthogonal, reflect } from "./householder.ts";
import { eigenOf } from "./symmetric.ts";

/**
 * Eigenvalues, in ascending order, and eigenvectors (columns) of symmetric matrices, of which the lower triangle is read.
 * The signs of vectors are arbitrary.
 *
 * @example
 * const [values, vectors] = linalg.eigh(tensor([[2, 1], [1, 2]])); // [1, 3], [2, 2]
 */
export function eigh(a: Tensor): [values: Tensor, vectors: Tensor] {
  const n = squareSize("eigh", a);
  const outputs = perMatrix(a, [[n], [n, n]] as const, (matrix) => {
    const { values, vectors } = eigenOf(matrix, n);
    return [values, vectors];
  });
  if (!tracks(a)) return [...outputs];
  recordMany("LinalgEighBackward0", outputs, [a], [...outputs], (_, [values, vectors], node) => {
    const [dValues, dVectors] = node.gradients;
    let inner = zeros(vectors!.shape);
    if (dVectors) inner = inner.add(matmul(vectors!.mT, dVectors).div(gaps(values!)).mul(eye(n).rsub(1)));
    if (dValues) inner = inner.add(diagonal(dValues));
    const out = matmul(matmul(vectors!, inner), vectors!.mT);
    return [out.add(out.mT).mul(0.5)];
  });
  return [...outputs];
}

/** The eigenvalues of symmetric matrices, in ascending order. */
export const eigvalsh = (a: Tensor): Tensor => eigh(a)[0];

export interface SvdOptions {
  /** U [n, n] and Vh [m, m] (true), or only the columns and rows that belong to singular values. */
  fullMatrices?: boolean;
}

/**
 * A = U diag(S) Vh with orthonormal U and Vh, and singular values S in descending order. The signs of pairs of vectors are
 * arbitrary.
 *
 * @example
 * const [u, s, vh] = linalg.svd(randn([5, 3]), { fullMatrices: false }); // [5, 3], [3], [3, 3]
 */
export function svd(a: Tensor, { fullMatrices = true }: SvdOptions = {}): [u: Tensor, s: Tensor, vh: Tensor] {
  const [rows, columns] = matrixSize("svd", a);
  // Tall matrices are decomposed, wide ones by their transpose.
  if (columns > rows) {
    const [u, s, vh] = svd(a.mT, { fullMatrices });
    return [vh.mT, s, u.mT];
  }
  const width = fullMatrices ? rows : columns;
  const outputs = perMatrix(a, [[rows, width], [columns], [columns, columns]] as const, (matrix) =>
    decompose(matrix, rows, columns, width),
  );
  if (!tracks(a)) return [...outputs];
  recordMany("LinalgSvdBackward0", outputs, [a], [...outputs], (_, [u, s, vh], node) => {
    if (width > columns && node.gradients[0])
      throw new Error("linalg.svd: the gradient of U needs { fullMatrices: false }: its other columns are arbitrary");
    return [gradient(u!.narrow(-1, 0, columns), s!, vh!, node.gradients)];
  });
  return [...outputs];
}

/** The singular values, in descending order. */
export const svdvals = (a: Tensor): Tensor => svd(a, { fullMatrices: false })[1];

export interface RankOptions {
  /** Singular values up to this count as 0: by default the largest times max(n, m) times 1.2e-7. */
  atol?: number;
}

/** The number of singular values that are not 0. */
export function matrixRank(a: Tensor, { atol }: RankOptions = {}): Tensor {
  const s = svdvals(a.detach());
  const limit = atol === undefined ? s.amax(-1, { keepdim: true }).mul(roundingOf(a)) : tensor(atol);
  return s.gt(limit).sum(-1);
}

/** Moore and Penrose's inverse: singular values below `rtol` times the largest count as 0. */
export function pinv(a: Tensor, { rtol }: { rtol?: number } = {}): Tensor {
  const [u, s, vh] = svd(a, { fullMatrices: false });
  const limit = s
    .detach()
    .amax(-1, { keepdim: true })
    .mul(rtol ?? roundingOf(a));
  const kept = s.detach().gt(limit);
  const inverse = s.where(kept, 1).reciprocal().where(kept, 0);
  return matmul(vh.mT.mul(inverse.unsqueeze(-2)), u.mT);
}

/** The largest singular value divided by the smallest. */
export function cond(a: Tensor): Tensor {
  const s = svdvals(a);
  return s.select(-1, 0).div(s.select(-1, -1));
}

function roundingOf(a: Tensor): number {
  return Math.max(...a.shape.slice(-2)) * 2 ** -23;
}

/** By the eigenvectors V of AtA; the columns of A V are then at right angles, and QR gives them length 1. */
function decompose(a: ArrayLike<number>, rows: number, columns: number, width: number) {
  const square = new Float64Array(columns * columns);
  for (let r = 0; r < rows; r++)
    for (let i = 0; i < columns; i++) {
      const value = a[r * columns + i]!;
      for (let j = 0; j <= i; j++) square[i * columns + j]! += value * a[r * columns + j]!;
    }
  const { vectors } = eigenOf(square, columns);
  const vh = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < columns; j++) vh[i * columns + j] = vectors[j * columns + columns - 1 - i]!;
  const product = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++)
    for (let i = 0; i < columns; i++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += a[r * columns + j]! * vh[i * columns + j]!;
      product[r * columns + i] = sum;
    }
  const found = reflect(product, rows, columns);
  const u = orthogonal(found, rows, columns, width);
  const s = new Float64Array(columns);
  for (let i = 0; i < columns; i++) {
    const value = found.factors[i * columns + i]!;
    s[i] = Math.abs(value);
    if (value < 0) for (let r = 0; r < rows; r++) u[r * width + i] = -u[r * width + i]!;
  }
  return [u, s, vh] as [Float64Array, Float64Array, Float64Array];
}

/** Source: Wan and Zhang, "Automatic Differentiation for Complex Valued SVD", 2019, and PyTorch's svd_backward. */
function gradient(u: Tensor, s: Tensor, vh: Tensor, gradients: readonly (Tensor | null)[]): Tensor {
  const [n, k] = u.shape.slice(-2) as [number, number];
  const [dU, dS, dVh] = [gradients[0]?.narrow(-1, 0, k), gradients[1], gradients[2]];
  const skew = (x: Tensor) => x.sub(x.mT);
  const off = eye(k).rsub(1);
  const apart = gaps(s.square());
  let inner = dS ? diagonal(dS) : zeros(vh.shape);
  if (dU) inner = inner.add(skew(matmul(u.mT, dU)).div(apart).mul(off).mul(s.unsqueeze(-2)));
  if (dVh) inner = inner.add(skew(matmul(vh, dVh.mT)).div(apart).mul(off).mul(s.unsqueeze(-1)));
  let out = matmul(matmul(u, inner), vh);
  if (dU && n > k) {
    const scaled = dU.div(s.unsqueeze(-2));
    out = out.add(matmul(scaled.sub(matmul(u, matmul(u.mT, scaled))), vh));
  }
  return out;
}

/** value j - value i at [i, j], and 1 on the diagonal. */
function gaps(values: Tensor): Tensor {
  return values
    .unsqueeze(-2)
    .sub(values.unsqueeze(-1))
    .add(eye(values.shape.at(-1)!));
}

function diagonal(values: Tensor): Tensor {
  return values.unsqueeze(-1).mul(eye(values.shape.at(-1)!));
}
