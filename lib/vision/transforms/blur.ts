import type { Generator } from "../../random/index.ts";
import { uniform } from "./draw.ts";
import { gaussianBlur } from "./functional/values.ts";
import { checkRange } from "./random-crop.ts";
import type { Leaf } from "./sample.ts";
import { LeafTransform } from "./transform.ts";

/**
 * Blurs with a Gaussian of random width: `sigma` is one number or [least, most] ([0.1, 2]).
 *
 * @example
 * new GaussianBlur(3, { sigma: 1 }).forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class GaussianBlur extends LeafTransform<number> {
  readonly kernelSize: number | readonly number[];
  readonly sigma: readonly [number, number];

  constructor(kernelSize: number | readonly number[], options: { sigma?: number | readonly [number, number] } = {}) {
    super([kernelSize, options]);
    const { sigma = [0.1, 2] } = options;
    const sizes = typeof kernelSize === "number" ? [kernelSize] : kernelSize;
    if (
      sizes.length < 1 ||
      sizes.length > 2 ||
      !sizes.every((size) => Number.isInteger(size) && size > 0 && size % 2 === 1)
    )
      throw new RangeError(`GaussianBlur: expected an odd kernelSize >= 1, got ${JSON.stringify(kernelSize)}`);
    this.kernelSize = kernelSize;
    this.sigma = checkRange("GaussianBlur", "sigma", typeof sigma === "number" ? [sigma, sigma] : sigma);
    if (!(this.sigma[0] > 0)) throw new RangeError(`GaussianBlur: expected sigma > 0, got ${JSON.stringify(sigma)}`);
  }

  draw(_leaves: readonly Leaf[], generator: Generator): number {
    return uniform(generator, this.sigma[0], this.sigma[1]);
  }

  apply<L extends Leaf>(leaf: L, sigma: number): L {
    return gaussianBlur(leaf, this.kernelSize, { sigma });
  }
}
