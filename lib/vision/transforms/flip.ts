import { horizontalFlip, verticalFlip } from "./functional/geometry.ts";
import { MaybeTransform } from "./maybe.ts";
import type { Leaf } from "./sample.ts";

/**
 * Mirrors left and right with probability `p` (0.5).
 *
 * @example
 * new RandomHorizontalFlip({ p: 1 }).forward(tensor([[[1, 2]]])); // tensor([[[2., 1.]]])
 */
export class RandomHorizontalFlip extends MaybeTransform {
  constructor(options: { p?: number } = {}) {
    super([options], options.p ?? 0.5);
  }

  apply<L extends Leaf>(leaf: L): L {
    return horizontalFlip(leaf);
  }
}

/**
 * Mirrors top and bottom with probability `p` (0.5).
 *
 * @example
 * new RandomVerticalFlip({ p: 1 }).forward(tensor([[[1], [2]]])); // tensor([[[2.], [1.]]])
 */
export class RandomVerticalFlip extends MaybeTransform {
  constructor(options: { p?: number } = {}) {
    super([options], options.p ?? 0.5);
  }

  apply<L extends Leaf>(leaf: L): L {
    return verticalFlip(leaf);
  }
}
