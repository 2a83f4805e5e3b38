import type { Generator } from "../../random/index.ts";
import { blur, gaussianKernel } from "./core/blur.ts";
import { type Point, perspectiveCoefficients } from "./core/matrix.ts";
import { randint } from "./draw.ts";
import { type Displacement, elastic, perspective, type WarpOptions } from "./functional/warp.ts";
import { MaybeTransform } from "./maybe.ts";
import { commonSize, type Leaf } from "./sample.ts";
import { LeafTransform } from "./transform.ts";

export interface RandomPerspectiveOptions extends WarpOptions {
  /** How far corners may move, as a part of half a side in [0, 1] (0.5). */
  distortionScale?: number;
  /** Probability (0.5). */
  p?: number;
}

/**
 * Moves the four corners inwards by random amounts.
 *
 * @example
 * new RandomPerspective({ distortionScale: 0.3, p: 1 }).forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class RandomPerspective extends MaybeTransform<readonly number[]> {
  readonly distortionScale: number;
  readonly #options: WarpOptions;

  constructor(options: RandomPerspectiveOptions = {}) {
    const { distortionScale = 0.5, p = 0.5, ...rest } = options;
    super([options], p);
    if (!(distortionScale >= 0 && distortionScale <= 1))
      throw new RangeError(`RandomPerspective: expected distortionScale in [0, 1], got ${distortionScale}`);
    this.distortionScale = distortionScale;
    this.#options = { fill: 0, ...rest };
  }

  override draw(leaves: readonly Leaf[], generator: Generator): readonly number[] {
    const { height, width } = commonSize("RandomPerspective", leaves);
    const y = Math.trunc(this.distortionScale * Math.floor(height / 2)) + 1;
    const x = Math.trunc(this.distortionScale * Math.floor(width / 2)) + 1;
    const near = (bound: number) => randint(generator, 0, bound);
    const far = (bound: number, side: number) => randint(generator, side - bound, side);
    const ends: Point[] = [
      [near(x), near(y)],
      [far(x, width), near(y)],
      [far(x, width), far(y, height)],
      [near(x), far(y, height)],
    ];
    const [right, bottom] = [width - 1, height - 1];
    return perspectiveCoefficients(
      [
        [0, 0],
        [right, 0],
        [right, bottom],
        [0, bottom],
      ],
      ends,
    );
  }

  apply<L extends Leaf>(leaf: L, coefficients: readonly number[]): L {
    return perspective(leaf, null, null, { ...this.#options, coefficients });
  }
}

export interface ElasticTransformOptions extends WarpOptions {
  /** Strength of the displacement in pixels, one number or [x, y] (50). */
  alpha?: number | readonly [number, number];
  /** Its smoothness, one number or [x, y] (5). */
  sigma?: number | readonly [number, number];
}

/**
 * Displaces each pixel by smoothed noise, as seen through water.
 *
 * Simard, Steinkraus and Platt 2003, "Best Practices for Convolutional Neural Networks".
 *
 * @example
 * new ElasticTransform({ alpha: 20, sigma: 1 }).forward(rand([3, 16, 16])).shape; // [3, 16, 16]
 */
export class ElasticTransform extends LeafTransform<Displacement> {
  readonly alpha: readonly [number, number];
  readonly sigma: readonly [number, number];
  readonly #options: WarpOptions;

  constructor(options: ElasticTransformOptions = {}) {
    super([options]);
    const { alpha = 50, sigma = 5, ...rest } = options;
    this.alpha = typeof alpha === "number" ? [alpha, alpha] : alpha;
    this.sigma = typeof sigma === "number" ? [sigma, sigma] : sigma;
    this.#options = { fill: 0, ...rest };
  }

  draw(leaves: readonly Leaf[], generator: Generator): Displacement {
    const { height, width } = commonSize("ElasticTransform", leaves);
    const noise = (axis: 0 | 1, side: number) => {
      const values = generator.rand(height * width).map((value) => value * 2 - 1);
      const smooth = this.#smooth({ data: values, channels: 1, height, width }, this.sigma[axis]);
      return smooth.map((value) => Math.fround(value * this.alpha[axis]) / side);
    };
    return { dx: noise(0, width), dy: noise(1, height) };
  }

  #smooth(noise: { data: Float32Array; channels: number; height: number; width: number }, sigma: number): Float32Array {
    if (!(sigma > 0)) return noise.data;
    const size = Math.trunc(8 * sigma + 1) | 1;
    return blur(noise, gaussianKernel(size, this.sigma[0]), gaussianKernel(size, this.sigma[1])).data as Float32Array;
  }

  apply<L extends Leaf>(leaf: L, displacement: Displacement): L {
    return elastic(leaf, displacement, this.#options);
  }
}
