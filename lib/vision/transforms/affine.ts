import type { Generator } from "../../random/index.ts";
import type { Point } from "./core/matrix.ts";
import { roundHalfEven } from "./core/pixels.ts";
import { uniform } from "./draw.ts";
import type { SizeArgument } from "./functional/arguments.ts";
import { affine, type RotateOptions, rotate, type WarpOptions, warpAffine } from "./functional/warp.ts";
import { checkRange } from "./random-crop.ts";
import { commonSize, type Leaf } from "./sample.ts";
import { LeafTransform } from "./transform.ts";

/** One number d for [-d, d], or [least, most]. */
export type AngleRange = number | readonly number[];

function toRange(op: string, name: string, range: AngleRange, lengths: readonly number[] = [2]): readonly number[] {
  if (typeof range === "number") {
    if (!(range >= 0)) throw new RangeError(`${op}: expected ${name} >= 0 as one number, got ${range}`);
    return [-range, range];
  }
  if (!lengths.includes(range.length) || !range.every(Number.isFinite))
    throw new RangeError(`${op}: expected ${name} as one number or [least, most], got ${JSON.stringify(range)}`);
  return [...range];
}

/**
 * Turns by a random angle: `degrees` is d for [-d, d], or [least, most], counter-clockwise.
 *
 * @example
 * new RandomRotation(15, { interpolation: "bilinear" }).forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class RandomRotation extends LeafTransform<number> {
  readonly degrees: readonly number[];
  readonly options: RotateOptions;

  constructor(degrees: AngleRange, options: RotateOptions = {}) {
    super([degrees, options]);
    this.degrees = toRange("RandomRotation", "degrees", degrees);
    this.options = { fill: 0, ...options };
  }

  draw(_leaves: readonly Leaf[], generator: Generator): number {
    return uniform(generator, this.degrees[0]!, this.degrees[1]!);
  }

  apply<L extends Leaf>(leaf: L, angle: number): L {
    return rotate(leaf, angle, this.options);
  }
}

export interface RandomAffineOptions extends WarpOptions {
  /** Largest moves as parts of width and height (none). */
  translate?: readonly [number, number] | null;
  /** Least and largest scale (1). */
  scale?: readonly [number, number] | null;
  /** Degrees of shear: d for [-d, d] along x, [least, most] along x, or that for x and y (none). */
  shear?: AngleRange | null;
  /** [x, y] that stays in place; the middle by default. */
  center?: Point | null;
}

interface AffineParams {
  angle: number;
  translate: Point;
  scale: number;
  shear: Point;
}

/**
 * Turns, moves, scales and shears by random amounts.
 *
 * @example
 * new RandomAffine(10, { translate: [0.1, 0.1], scale: [0.9, 1.1] }).forward(rand([3, 8, 8])).shape; // [3, 8, 8]
 */
export class RandomAffine extends LeafTransform<AffineParams> {
  readonly degrees: readonly number[];
  readonly translate: readonly [number, number] | null;
  readonly scale: readonly [number, number] | null;
  readonly shear: readonly number[] | null;
  readonly #options: WarpOptions & { center?: Point | null };

  constructor(degrees: AngleRange, options: RandomAffineOptions = {}) {
    super([degrees, options]);
    const { translate = null, scale = null, shear = null, ...rest } = options;
    this.degrees = toRange("RandomAffine", "degrees", degrees);
    if (translate?.some((part) => !(part >= 0 && part <= 1)))
      throw new RangeError(`RandomAffine: expected translate as parts in [0, 1], got ${JSON.stringify(translate)}`);
    this.translate = translate;
    this.scale = scale === null ? null : checkRange("RandomAffine", "scale", scale);
    if (this.scale && !(this.scale[0] > 0))
      throw new RangeError(`RandomAffine: expected scale > 0, got ${JSON.stringify(scale)}`);
    this.shear = shear === null ? null : toRange("RandomAffine", "shear", shear, [2, 4]);
    this.#options = { fill: 0, ...rest };
  }

  draw(leaves: readonly Leaf[], generator: Generator): AffineParams {
    const { height, width } = commonSize("RandomAffine", leaves);
    const { degrees, translate, scale, shear } = this;
    const angle = uniform(generator, degrees[0]!, degrees[1]!);
    const move = (most: number) => roundHalfEven(uniform(generator, -most, most));
    const tx = translate ? move(translate[0] * width) : 0;
    const ty = translate ? move(translate[1] * height) : 0;
    const factor = scale ? uniform(generator, scale[0], scale[1]) : 1;
    const shearX = shear ? uniform(generator, shear[0]!, shear[1]!) : 0;
    const shearY = shear?.length === 4 ? uniform(generator, shear[2]!, shear[3]!) : 0;
    return { angle, translate: [tx, ty], scale: factor, shear: [shearX, shearY] };
  }

  apply<L extends Leaf>(leaf: L, { angle, translate, scale, shear }: AffineParams): L {
    return affine(leaf, angle, translate, scale, shear, this.#options);
  }
}

/**
 * Moves each pixel (x, y) to `matrix` (x, y, 1), the 2x3 matrix of OpenCV's `warpAffine`.
 *
 * @example
 * new WarpAffine([[1, 0, 1], [0, 1, 0]]).forward(tensor([[[1, 2, 3]]])); // tensor([[[0., 1., 2.]]])
 */
export class WarpAffine extends LeafTransform {
  override readonly batched = true;
  readonly matrix: readonly (readonly number[])[];
  readonly options: WarpOptions & { size?: SizeArgument };

  constructor(matrix: readonly (readonly number[])[], options: WarpOptions & { size?: SizeArgument } = {}) {
    super([matrix, options]);
    this.matrix = matrix;
    this.options = { ...options };
  }

  draw(): void {}

  apply<L extends Leaf>(leaf: L): L {
    return warpAffine(leaf, this.matrix, this.options);
  }
}
