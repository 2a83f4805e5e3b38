import type { Tensor } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import { Module } from "../module/module.ts";
import { python } from "../module/repr.ts";

type Drop = (input: Tensor, options: { p: number; training: boolean }) => Tensor;

/** A layer that drops while training and passes its input on in evaluation. */
function dropping(name: string, drop: Drop) {
  return class extends Module {
    readonly p: number;

    /** `p` is the probability of dropping (0.5). */
    constructor(p = 0.5) {
      super();
      if (!(p >= 0 && p <= 1))
        throw new RangeError(`${name}: expected the probability of dropping in [0, 1], got ${p}`);
      this.p = p;
    }

    forward(input: Tensor): Tensor {
      return drop(input, { p: this.p, training: this.training });
    }

    override extraRepr(): string {
      return `p=${python(this.p)}, inplace=False`;
    }
  };
}

/**
 * Sets elements to 0 with probability p while training and scales the others by 1 / (1 - p).
 *
 * Source: Srivastava et al., "Dropout", JMLR 2014.
 *
 * @example
 * const drop = new nn.Dropout(0.2);
 */
export class Dropout extends dropping("Dropout", F.dropout) {}
/** Drops whole channels of [N, C, L] sequences. */
export class Dropout1d extends dropping("Dropout1d", F.dropout1d) {}
/** Drops whole channels of [N, C, H, W] images. */
export class Dropout2d extends dropping("Dropout2d", F.dropout2d) {}
/** Dropout that keeps mean and variance of self-normalizing networks. */
export class AlphaDropout extends dropping("AlphaDropout", F.alphaDropout) {}
/** AlphaDropout of whole channels. */
export class FeatureAlphaDropout extends dropping("FeatureAlphaDropout", F.featureAlphaDropout) {}
