// `linalg` of the public API, as torch.linalg: matrices [..., n, m] in batches. Small matrices are meant: the factors are
// computed on the host, in double precision.
export { cholesky, qr } from "./factors.ts";
export { det, inv, matrixPower, slogdet, solve } from "./inverse.ts";
export { lstsq, matrixNorm, multiDot, norm, vectorNorm } from "./products.ts";
export {
  cond,
  eigh,
  eigvalsh,
  matrixRank,
  pinv,
  type RankOptions,
  type SvdOptions,
  svd,
  svdvals,
} from "./spectrum.ts";
