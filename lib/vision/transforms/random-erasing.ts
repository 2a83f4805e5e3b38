import type { Generator } from "../../random/index.ts";
import type { Region } from "./core/pixels.ts";
import { erase } from "./functional/values.ts";
import { MaybeTransform } from "./maybe.ts";
import { checkRange, drawRegion } from "./random-crop.ts";
import { imageIn, type Leaf } from "./sample.ts";

export interface RandomErasingOptions {
  /** Probability (0.5). */
  p?: number;
  /** Least and largest part of the image's area ([0.02, 0.33]). */
  scale?: readonly [number, number];
  /** Least and largest height / width ([0.3, 3.3]). */
  ratio?: readonly [number, number];
  /** What to put there: a number, one a channel, or "random" for normal noise (0). */
  value?: number | readonly number[] | "random";
}

interface Erased {
  region: Region;
  value: ArrayLike<number>;
}

/**
 * Puts a value over a random rectangle with probability `p`; goes after Normalize. Masks and boxes stay.
 *
 * Zhong et al. 2017, arXiv:1708.04896.
 *
 * @example
 * new RandomErasing({ p: 1 }).forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class RandomErasing extends MaybeTransform<Erased | null> {
  readonly scale: readonly [number, number];
  readonly ratio: readonly [number, number];
  readonly value: number | readonly number[] | "random";

  constructor(options: RandomErasingOptions = {}) {
    const { p = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], value = 0 } = options;
    super([options], p);
    this.scale = checkRange("RandomErasing", "scale", scale);
    if (this.scale[1] > 1)
      throw new RangeError(`RandomErasing: expected scale in [0, 1], got ${JSON.stringify(scale)}`);
    this.ratio = checkRange("RandomErasing", "ratio", ratio);
    if (typeof value === "string" && value !== "random")
      throw new RangeError(`RandomErasing: expected a number, one a channel, or "random" as value, got ${value}`);
    this.value = value;
  }

  override draw(leaves: readonly Leaf[], generator: Generator): Erased | null {
    const { channels, height, width } = imageIn("RandomErasing", leaves).pixels;
    const given = this.value;
    let value: ArrayLike<number> = typeof given === "number" ? [given] : given === "random" ? [] : given;
    if (given !== "random" && value.length !== 1 && value.length !== channels)
      throw new RangeError(`RandomErasing: expected one value or ${channels}, one a channel, got ${value.length}`);
    const region = drawRegion({ height, width }, this, generator, ([h, w]) => h < height && w < width, {
      tall: true,
      before: (h, w) => {
        if (given === "random") value = generator.normal(channels * h * w, 0, 1);
      },
    });
    return region ? { region, value } : null;
  }

  apply<L extends Leaf>(leaf: L, erased: Erased | null): L {
    if (!erased) return leaf;
    const { top, left, height, width } = erased.region;
    return erase(leaf, top, left, height, width, erased.value);
  }
}
