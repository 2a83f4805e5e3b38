import type { Tensor } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import { Module } from "../module/module.ts";
import { withDefaults } from "../options.ts";

/** The cosine of the angle between two inputs along `dim` (1). */
export class CosineSimilarity extends Module {
  readonly options: { dim: number; eps: number };

  constructor(options: { dim?: number; eps?: number } = {}) {
    super();
    this.options = withDefaults("CosineSimilarity", options, { dim: 1, eps: 1e-8 });
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return F.cosineSimilarity(x1, x2, this.options);
  }
}

/** The p-norm (2) of the difference of two inputs along the last dimension. */
export class PairwiseDistance extends Module {
  readonly options: { p: number; eps: number; keepdim: boolean };

  constructor(options: { p?: number; eps?: number; keepdim?: boolean } = {}) {
    super();
    this.options = withDefaults<{ p: number; eps: number; keepdim: boolean }>("PairwiseDistance", options, {
      p: 2,
      eps: 1e-6,
      keepdim: false,
    });
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return F.pairwiseDistance(x1, x2, this.options);
  }
}
