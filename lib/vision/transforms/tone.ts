import type { Generator } from "../../random/index.ts";
import { checkFactor } from "./functional/arguments.ts";
import * as F from "./functional/color.ts";
import { MaybeTransform } from "./maybe.ts";
import { imageIn, type Leaf } from "./sample.ts";
import { LeafTransform } from "./transform.ts";

/**
 * To grey, in one channel or in three equal ones.
 *
 * @example
 * new Grayscale().forward(rand([3, 8, 8])).shape; // [1, 8, 8]
 */
export class Grayscale extends LeafTransform {
  override readonly batched = true;
  readonly numOutputChannels: number;

  constructor(options: { numOutputChannels?: number } = {}) {
    super([options]);
    this.numOutputChannels = options.numOutputChannels ?? 1;
  }

  draw(): void {}

  apply<L extends Leaf>(leaf: L): L {
    return F.rgbToGrayscale(leaf, { numOutputChannels: this.numOutputChannels });
  }
}

/**
 * To grey with probability `p` (0.1), in as many channels as before.
 *
 * @example
 * new RandomGrayscale({ p: 0.2 }).forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class RandomGrayscale extends MaybeTransform<number> {
  constructor(options: { p?: number } = {}) {
    super([options], options.p ?? 0.1);
  }

  override draw(leaves: readonly Leaf[], _generator: Generator): number {
    return imageIn("RandomGrayscale", leaves).pixels.channels;
  }

  apply<L extends Leaf>(leaf: L, channels: number): L {
    return F.rgbToGrayscale(leaf, { numOutputChannels: channels });
  }
}

/**
 * The negative with probability `p` (0.5).
 *
 * @example
 * new RandomInvert({ p: 1 }).forward(tensor([[[0.25]]])); // tensor([[[0.75]]])
 */
export class RandomInvert extends MaybeTransform {
  constructor(options: { p?: number } = {}) {
    super([options], options.p ?? 0.5);
  }

  apply<L extends Leaf>(leaf: L): L {
    return F.invert(leaf);
  }
}

/**
 * Keeps the highest `bits` bits of each value with probability `p` (0.5).
 *
 * @example
 * new RandomPosterize(2).forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class RandomPosterize extends MaybeTransform {
  readonly bits: number;

  constructor(bits: number, options: { p?: number } = {}) {
    super([bits, options], options.p ?? 0.5);
    this.bits = bits;
  }

  apply<L extends Leaf>(leaf: L): L {
    return F.posterize(leaf, this.bits);
  }
}

/**
 * The negative of all values from `threshold` on with probability `p` (0.5).
 *
 * @example
 * new RandomSolarize(0.5, { p: 1 }).forward(tensor([[[0.25, 0.75]]])); // tensor([[[0.25, 0.25]]])
 */
export class RandomSolarize extends MaybeTransform {
  readonly threshold: number;

  constructor(threshold: number, options: { p?: number } = {}) {
    super([threshold, options], options.p ?? 0.5);
    this.threshold = threshold;
  }

  apply<L extends Leaf>(leaf: L): L {
    return F.solarize(leaf, this.threshold);
  }
}

/**
 * Sharper (above 1) or softer (below 1) with probability `p` (0.5).
 *
 * @example
 * new RandomAdjustSharpness(2).forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class RandomAdjustSharpness extends MaybeTransform {
  readonly sharpnessFactor: number;

  constructor(sharpnessFactor: number, options: { p?: number } = {}) {
    super([sharpnessFactor, options], options.p ?? 0.5);
    this.sharpnessFactor = checkFactor("RandomAdjustSharpness", sharpnessFactor);
  }

  apply<L extends Leaf>(leaf: L): L {
    return F.adjustSharpness(leaf, this.sharpnessFactor);
  }
}

/**
 * Stretches each channel to the whole range with probability `p` (0.5).
 *
 * @example
 * new RandomAutocontrast({ p: 1 }).forward(tensor([[[0.25, 0.75]]])); // tensor([[[0., 1.]]])
 */
export class RandomAutocontrast extends MaybeTransform {
  constructor(options: { p?: number } = {}) {
    super([options], options.p ?? 0.5);
  }

  apply<L extends Leaf>(leaf: L): L {
    return F.autocontrast(leaf);
  }
}

/**
 * Spreads the values of each channel evenly over the range with probability `p` (0.5).
 *
 * @example
 * new RandomEqualize().forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class RandomEqualize extends MaybeTransform {
  constructor(options: { p?: number } = {}) {
    super([options], options.p ?? 0.5);
  }

  apply<L extends Leaf>(leaf: L): L {
    return F.equalize(leaf);
  }
}
