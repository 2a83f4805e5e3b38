import type { Generator } from "../../../random/index.ts";
import type { Image } from "../../tv-tensors/image.ts";
import { randint } from "../draw.ts";
import { dirichlet } from "../gamma.ts";
import { AugmentTransform } from "./base.ts";
import {
  type AugmentOptions,
  applyAll,
  bits,
  type Drawn,
  drawMagnitude,
  linspace,
  range,
  type Space,
} from "./operations.ts";

export interface AugMixOptions extends AugmentOptions {
  /** Strength, 1 to 10 (3). */
  severity?: number;
  /** Chains of operations that are mixed (3). */
  mixtureWidth?: number;
  /** Operations in a chain; below 1 for one to three at random (-1). */
  chainDepth?: number;
  /** Of the Beta and Dirichlet distributions of the weights (1). */
  alpha?: number;
  /** Use brightness, colour, contrast and sharpness too (true). */
  allOps?: boolean;
}

interface Mixture {
  /** The weight of the image itself, and of each chain. */
  own: number;
  shares: number[];
  chains: Drawn[][];
}

const BINS = 10;

const partial: Space = [
  ["ShearX", range(0, 0.3), true],
  ["ShearY", range(0, 0.3), true],
  ["TranslateX", (bins, { width }) => linspace(0, width / 3, bins), true],
  ["TranslateY", (bins, { height }) => linspace(0, height / 3, bins), true],
  ["Rotate", range(0, 30), true],
  ["Posterize", bits(4, 4), false],
  ["Solarize", range(1, 0), false],
  ["AutoContrast", null, false],
  ["Equalize", null, false],
];

const all: Space = [
  ...partial,
  ["Brightness", range(0, 0.9), true],
  ["Color", range(0, 0.9), true],
  ["Contrast", range(0, 0.9), true],
  ["Sharpness", range(0, 0.9), true],
];

/**
 * A weighted mean of the image and of several chains of operations on it.
 *
 * Hendrycks et al. 2019, arXiv:1912.02781.
 *
 * @example
 * new AugMix().forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class AugMix extends AugmentTransform<Mixture> {
  readonly options: Required<Omit<AugMixOptions, keyof AugmentOptions>>;

  constructor(options: AugMixOptions = {}) {
    super([options], { interpolation: "bilinear", ...options });
    const { severity = 3, mixtureWidth = 3, chainDepth = -1, alpha = 1, allOps = true } = options;
    if (!(severity >= 1 && severity <= BINS))
      throw new RangeError(`AugMix: expected a severity in [1, ${BINS}], got ${severity}`);
    this.options = { severity, mixtureWidth, chainDepth, alpha, allOps };
  }

  draw([image]: readonly Image[], generator: Generator): Mixture {
    const { severity, mixtureWidth, chainDepth, alpha, allOps } = this.options;
    const space = allOps ? all : partial;
    const [own, other] = dirichlet([alpha, alpha], generator) as [number, number];
    const shares = dirichlet(Array(mixtureWidth).fill(alpha), generator).map((share) => Math.fround(share * other));
    const chains = shares.map(() => {
      const depth = chainDepth > 0 ? chainDepth : randint(generator, 1, 4);
      return Array.from({ length: depth }, (): Drawn => {
        const operation = space[randint(generator, 0, space.length)]!;
        const strength = { bins: BINS, index: () => randint(generator, 0, severity) };
        return [operation[0], drawMagnitude(operation, strength, image!, generator)];
      });
    });
    return { own, shares, chains };
  }

  augment(image: Image, { own, shares, chains }: Mixture): Image {
    const mix = Float32Array.from(image.data, (value) => value * own);
    for (const [c, share] of shares.entries()) {
      const chain = applyAll(image, chains[c]!, this.warp);
      for (let i = 0; i < mix.length; i++) mix[i] = mix[i]! + Math.fround(chain.data[i]! * share);
    }
    const data = image.data instanceof Uint8Array ? Uint8Array.from(mix) : mix;
    return image.with({ ...image.pixels, data });
  }
}
