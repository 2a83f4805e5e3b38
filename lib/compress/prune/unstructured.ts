import { rand, type Tensor } from "../../tensor/index.ts";
import { BasePruningMethod, checkAmount, countOf, smallest, withZeros } from "./method.ts";

/** Prunes nothing: the start of pruning by hand. */
export class Identity extends BasePruningMethod {
  readonly pruningType = "unstructured";

  computeMask(_scores: Tensor, defaultMask: Tensor): Tensor {
    return defaultMask;
  }
}

/**
 * Prunes the elements with the smallest absolute values.
 *
 * @example
 * new L1Unstructured(0.5).prune(tensor([4, -1, 3, 2])); // tensor([4., -0., 3., 0.])
 */
export class L1Unstructured extends BasePruningMethod {
  readonly pruningType = "unstructured";
  readonly amount: number;

  /** @param amount a share below 1, or a number of elements; 1 is one element */
  constructor(amount: number) {
    super();
    this.amount = checkAmount(amount);
  }

  computeMask(scores: Tensor, defaultMask: Tensor): Tensor {
    const magnitudes = Float32Array.from(scores.data, Math.abs);
    return withZeros(defaultMask, smallest(magnitudes, countOf(this.amount, magnitudes.length)));
  }
}

/** Prunes elements at random: the ones PyTorch prunes for the same seed. */
export class RandomUnstructured extends BasePruningMethod {
  readonly pruningType = "unstructured";
  readonly amount: number;

  constructor(amount: number) {
    super();
    this.amount = checkAmount(amount);
  }

  computeMask(scores: Tensor, defaultMask: Tensor): Tensor {
    const count = countOf(this.amount, scores.numel());
    if (count === 0) return defaultMask;
    // PyTorch prunes the largest of the drawn numbers.
    const drawn = rand(scores.shape).neg().data;
    return withZeros(defaultMask, smallest(drawn, count));
  }
}
