import type { Generator } from "../../random/index.ts";
import { rand, uniform } from "./draw.ts";
import * as F from "./functional/color.ts";
import { imageIn, type Leaf } from "./sample.ts";
import { LeafTransform } from "./transform.ts";

/** One number x for factors within x of no change, or [least, most]. */
export type JitterRange = number | readonly [number, number];

export interface ColorJitterOptions {
  brightness?: JitterRange;
  contrast?: JitterRange;
  saturation?: JitterRange;
  /** Parts of the colour circle, at most 0.5. */
  hue?: JitterRange;
}

type Factors = Partial<Record<"brightness" | "contrast" | "saturation" | "hue", number>>;

function toRange(name: keyof Factors, given: JitterRange | undefined): readonly [number, number] | null {
  if (given === undefined) return null;
  const center = name === "hue" ? 0 : 1;
  const [least, most] = name === "hue" ? [-0.5, 0.5] : [0, Infinity];
  if (typeof given === "number" && !(given >= 0))
    throw new RangeError(`ColorJitter: expected ${name} >= 0 as one number, got ${given}`);
  const lowest = typeof given === "number" ? center - given : given[0];
  const low = typeof given === "number" && name !== "hue" ? Math.max(lowest, 0) : lowest;
  const high = typeof given === "number" ? center + given : given[1];
  if (!(least <= low && low <= high && high <= most))
    throw new RangeError(`ColorJitter: expected ${name} in [${least}, ${most}], got [${low}, ${high}]`);
  return low === center && high === center ? null : [low, high];
}

/**
 * Changes brightness, contrast, saturation and hue by random factors, in random order.
 *
 * @example
 * new ColorJitter({ brightness: 0.4, hue: 0.1 }).forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class ColorJitter extends LeafTransform<{ order: Int32Array; factors: Factors }> {
  readonly brightness: readonly [number, number] | null;
  readonly contrast: readonly [number, number] | null;
  readonly saturation: readonly [number, number] | null;
  readonly hue: readonly [number, number] | null;

  constructor(options: ColorJitterOptions = {}) {
    super([options]);
    this.brightness = toRange("brightness", options.brightness);
    this.contrast = toRange("contrast", options.contrast);
    this.saturation = toRange("saturation", options.saturation);
    this.hue = toRange("hue", options.hue);
  }

  draw(_leaves: readonly Leaf[], generator: Generator): { order: Int32Array; factors: Factors } {
    const order = generator.randperm(4);
    const factors: Factors = {};
    for (const name of names) {
      const range = this[name];
      if (range) factors[name] = uniform(generator, range[0], range[1]);
    }
    return { order, factors };
  }

  apply<L extends Leaf>(leaf: L, { order, factors }: { order: Int32Array; factors: Factors }): L {
    return order.reduce<L>((result, i) => adjust(result, names[i]!, factors[names[i]!]), leaf);
  }
}

const names = ["brightness", "contrast", "saturation", "hue"] as const;

function adjust<L extends Leaf>(leaf: L, name: (typeof names)[number], factor: number | undefined): L {
  if (factor === undefined) return leaf;
  if (name === "brightness") return F.adjustBrightness(leaf, factor);
  if (name === "contrast") return F.adjustContrast(leaf, factor);
  if (name === "saturation") return F.adjustSaturation(leaf, factor);
  return F.adjustHue(leaf, factor);
}

export interface RandomPhotometricDistortOptions {
  /** Factors ([0.875, 1.125]). */
  brightness?: readonly [number, number];
  /** Factors ([0.5, 1.5]). */
  contrast?: readonly [number, number];
  /** Factors ([0.5, 1.5]). */
  saturation?: readonly [number, number];
  /** Parts of the colour circle ([-0.05, 0.05]). */
  hue?: readonly [number, number];
  /** Probability of each change (0.5). */
  p?: number;
}

interface Distortion extends Factors {
  contrastFirst: boolean;
  order: Int32Array | null;
}

/**
 * The colour changes of SSD: each of brightness, contrast, saturation, hue and a swap of channels with probability `p`.
 *
 * Liu et al. 2016, arXiv:1512.02325.
 *
 * @example
 * new RandomPhotometricDistort().forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class RandomPhotometricDistort extends LeafTransform<Distortion> {
  readonly #ranges: readonly (readonly [number, number])[];
  readonly p: number;

  constructor(options: RandomPhotometricDistortOptions = {}) {
    super([options]);
    const {
      brightness = [0.875, 1.125],
      contrast = [0.5, 1.5],
      saturation = [0.5, 1.5],
      hue = [-0.05, 0.05],
    } = options;
    this.#ranges = [brightness, contrast, saturation, hue];
    this.p = options.p ?? 0.5;
  }

  draw(leaves: readonly Leaf[], generator: Generator): Distortion {
    const channels = imageIn("RandomPhotometricDistort", leaves).pixels.channels;
    const factors: Factors = {};
    for (const [i, name] of names.entries())
      if (rand(generator) < this.p) factors[name] = uniform(generator, this.#ranges[i]![0], this.#ranges[i]![1]);
    const contrastFirst = rand(generator) < 0.5;
    const order = rand(generator) < this.p ? generator.randperm(channels) : null;
    return { ...factors, contrastFirst, order };
  }

  apply<L extends Leaf>(leaf: L, params: Distortion): L {
    const sequence = params.contrastFirst
      ? (["brightness", "contrast", "saturation", "hue"] as const)
      : (["brightness", "saturation", "hue", "contrast"] as const);
    const changed = sequence.reduce<L>((result, name) => adjust(result, name, params[name]), leaf);
    return params.order ? F.permuteChannels(changed, params.order) : changed;
  }
}
