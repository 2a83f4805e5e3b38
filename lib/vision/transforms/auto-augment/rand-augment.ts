import type { Generator } from "../../../random/index.ts";
import type { Image } from "../../tv-tensors/image.ts";
import { randint } from "../draw.ts";
import { AugmentTransform } from "./base.ts";
import {
  type AugmentOptions,
  applyAll,
  applyOperation,
  bits,
  common,
  type Drawn,
  drawMagnitude,
  range,
  type Space,
} from "./operations.ts";

export interface RandAugmentOptions extends AugmentOptions {
  /** Operations one after the other (2). */
  numOps?: number;
  /** Strength, an index below `numMagnitudeBins` (9). */
  magnitude?: number;
  /** Number of strengths (31). */
  numMagnitudeBins?: number;
}

const space: Space = [["Identity", null, false], ...common];

/**
 * A few operations drawn from fourteen, all at one strength.
 *
 * Cubuk et al. 2019, arXiv:1909.13719.
 *
 * @example
 * new RandAugment({ numOps: 2, magnitude: 9 }).forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class RandAugment extends AugmentTransform<Drawn[]> {
  readonly numOps: number;
  readonly magnitude: number;
  readonly numMagnitudeBins: number;

  constructor(options: RandAugmentOptions = {}) {
    super([options], options);
    const { numOps = 2, magnitude = 9, numMagnitudeBins = 31 } = options;
    if (!Number.isInteger(numOps) || numOps < 0)
      throw new RangeError(`RandAugment: expected a whole numOps >= 0, got ${numOps}`);
    if (!(magnitude >= 0 && magnitude < numMagnitudeBins))
      throw new RangeError(`RandAugment: expected a magnitude in [0, ${numMagnitudeBins}), got ${magnitude}`);
    this.numOps = numOps;
    this.magnitude = magnitude;
    this.numMagnitudeBins = numMagnitudeBins;
  }

  draw([image]: readonly Image[], generator: Generator): Drawn[] {
    return Array.from({ length: this.numOps }, () => {
      const operation = space[randint(generator, 0, space.length)]!;
      const bins = { bins: this.numMagnitudeBins, index: () => this.magnitude };
      return [operation[0], drawMagnitude(operation, bins, image!, generator)];
    });
  }

  augment(image: Image, drawn: Drawn[]): Image {
    return applyAll(image, drawn, this.warp);
  }
}

const wide: Space = [
  ["Identity", null, false],
  ["ShearX", range(0, 0.99), true],
  ["ShearY", range(0, 0.99), true],
  ["TranslateX", range(0, 32), true],
  ["TranslateY", range(0, 32), true],
  ["Rotate", range(0, 135), true],
  ["Brightness", range(0, 0.99), true],
  ["Color", range(0, 0.99), true],
  ["Contrast", range(0, 0.99), true],
  ["Sharpness", range(0, 0.99), true],
  ["Posterize", bits(8, 6), false],
  ["Solarize", range(1, 0), false],
  ["AutoContrast", null, false],
  ["Equalize", null, false],
];

/**
 * One operation of fourteen at a random strength: nothing to tune.
 *
 * Müller and Hutter 2021, arXiv:2103.10158.
 *
 * @example
 * new TrivialAugmentWide().forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class TrivialAugmentWide extends AugmentTransform<Drawn> {
  readonly numMagnitudeBins: number;

  constructor(options: AugmentOptions & { numMagnitudeBins?: number } = {}) {
    super([options], options);
    this.numMagnitudeBins = options.numMagnitudeBins ?? 31;
  }

  draw([image]: readonly Image[], generator: Generator): Drawn {
    const operation = wide[randint(generator, 0, wide.length)]!;
    const bins = { bins: this.numMagnitudeBins, index: () => randint(generator, 0, this.numMagnitudeBins) };
    return [operation[0], drawMagnitude(operation, bins, image!, generator)];
  }

  augment(image: Image, [name, strength]: Drawn): Image {
    return applyOperation(image, name, strength, this.warp);
  }
}
