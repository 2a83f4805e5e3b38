import type { Tensor } from "../../tensor/index.ts";
import { withDefaults } from "../options.ts";

/** The cosine of the angle between two inputs along `dim` (1). */
export function cosineSimilarity(x1: Tensor, x2: Tensor, options: { dim?: number; eps?: number } = {}): Tensor {
  const { dim, eps } = withDefaults("cosineSimilarity", options, { dim: 1, eps: 1e-8 });
  const length = (x: Tensor) => x.square().sum(dim, { keepdim: true }).sqrt().clamp(eps);
  return x1
    .div(length(x1))
    .mul(x2.div(length(x2)))
    .sum(dim);
}

/** The p-norm (2) of the difference of two inputs along the last dimension. */
export function pairwiseDistance(
  x1: Tensor,
  x2: Tensor,
  options: { p?: number; eps?: number; keepdim?: boolean } = {},
): Tensor {
  const { p, eps, keepdim } = withDefaults("pairwiseDistance", options, { p: 2, eps: 1e-6, keepdim: false });
  const d = x1.sub(x2).add(eps);
  if (p === 2) return d.square().sum(-1, { keepdim }).sqrt();
  if (p === 1) return d.abs().sum(-1, { keepdim });
  if (p === Infinity) return d.abs().amax(-1, { keepdim });
  return d
    .abs()
    .pow(p)
    .sum(-1, { keepdim })
    .pow(1 / p);
}

/** The input divided by its p-norm (2) along `dim` (1). */
export function normalize(x: Tensor, options: { p?: number; dim?: number; eps?: number } = {}): Tensor {
  const { p, dim, eps } = withDefaults("normalize", options, { p: 2, dim: 1, eps: 1e-12 });
  const power = p === 2 ? x.square() : x.abs().pow(p);
  const sum = power.sum(dim, { keepdim: true });
  return x.div((p === 2 ? sum.sqrt() : sum.pow(1 / p)).clamp(eps));
}
