import type { Generator } from "../../random/index.ts";
import type { Padding } from "./core/pad.ts";
import { type Region, roundHalfEven, type Size } from "./core/pixels.ts";
import { randint, uniform } from "./draw.ts";
import { type PaddingArgument, type SizeArgument, toPadding, toSize } from "./functional/arguments.ts";
import { crop, type PadOptions, pad, type ResizeOptions, resizedCrop } from "./functional/geometry.ts";
import { commonSize, type Leaf } from "./sample.ts";
import { LeafTransform } from "./transform.ts";

export interface RandomCropOptions extends PadOptions {
  /** Border to add first, on all sides, [x, y] or [left, top, right, bottom] (none). */
  padding?: PaddingArgument | null;
  /** Add what a smaller image lacks on each side of it (false: it is an error). */
  padIfNeeded?: boolean;
}

/**
 * Cuts a region of one size out at a random place.
 *
 * @example
 * new RandomCrop(32, { padding: 4 }).forward(rand([3, 32, 32])).shape; // [3, 32, 32]
 */
export class RandomCrop extends LeafTransform<{ padding: Padding; region: Region }> {
  readonly size: Size;
  readonly padding: Padding;
  readonly padIfNeeded: boolean;
  readonly #pad: PadOptions;

  constructor(size: SizeArgument, options: RandomCropOptions = {}) {
    super([size, options]);
    const { padding, padIfNeeded = false, ...rest } = options;
    this.size = toSize("RandomCrop", size);
    this.padding = toPadding("RandomCrop", padding ?? 0);
    this.padIfNeeded = padIfNeeded;
    this.#pad = rest;
  }

  draw(leaves: readonly Leaf[], generator: Generator): { padding: Padding; region: Region } {
    const size = commonSize("RandomCrop", leaves);
    let { left, top, right, bottom } = this.padding;
    let [height, width] = [size.height + top + bottom, size.width + left + right];
    if (this.padIfNeeded) {
      const [y, x] = [Math.max(this.size.height - height, 0), Math.max(this.size.width - width, 0)];
      [top, bottom, height] = [top + y, bottom + y, height + 2 * y];
      [left, right, width] = [left + x, right + x, width + 2 * x];
    }
    if (height < this.size.height || width < this.size.width)
      throw new RangeError(
        `RandomCrop: expected an image of at least ${this.size.height}x${this.size.width}, got ${height}x${width}; ` +
          "resize it first, or pass { padIfNeeded: true }",
      );
    const place = (from: number, to: number) => (from > to ? randint(generator, 0, from - to + 1) : 0);
    const region = { top: place(height, this.size.height), left: place(width, this.size.width), ...this.size };
    return { padding: { left, top, right, bottom }, region };
  }

  apply<L extends Leaf>(leaf: L, { padding, region }: { padding: Padding; region: Region }): L {
    const { left, top, right, bottom } = padding;
    const padded = left || top || right || bottom ? pad(leaf, [left, top, right, bottom], this.#pad) : leaf;
    return crop(padded, region.top, region.left, region.height, region.width);
  }
}

export interface RandomResizedCropOptions extends Omit<ResizeOptions, "maxSize"> {
  /** Least and largest part of the image's area ([0.08, 1]). */
  scale?: readonly [number, number];
  /** Least and largest width / height before the resize ([3/4, 4/3]). */
  ratio?: readonly [number, number];
}

/**
 * Cuts out a region of random area and shape and resizes it to one size, as GoogLeNet was trained.
 *
 * Szegedy et al. 2014, arXiv:1409.4842.
 *
 * @example
 * new RandomResizedCrop(24).forward(rand([3, 40, 30])).shape; // [3, 24, 24]
 */
export class RandomResizedCrop extends LeafTransform<Region> {
  readonly size: Size;
  readonly scale: readonly [number, number];
  readonly ratio: readonly [number, number];
  readonly #resize: Omit<ResizeOptions, "maxSize">;

  constructor(size: SizeArgument, options: RandomResizedCropOptions = {}) {
    super([size, options]);
    const { scale = [0.08, 1], ratio = [3 / 4, 4 / 3], ...rest } = options;
    this.size = toSize("RandomResizedCrop", size);
    this.scale = checkRange("RandomResizedCrop", "scale", scale);
    this.ratio = checkRange("RandomResizedCrop", "ratio", ratio);
    this.#resize = rest;
  }

  draw(leaves: readonly Leaf[], generator: Generator): Region {
    const { height, width } = commonSize("RandomResizedCrop", leaves);
    const found = drawRegion(
      { height, width },
      this,
      generator,
      ([h, w]) => h > 0 && w > 0 && h <= height && w <= width,
    );
    if (found) return found;
    // Ten tries missed: the largest crop in the middle whose shape is allowed.
    const shape = width / height;
    let [h, w] = [height, width];
    if (shape < Math.min(...this.ratio)) h = roundHalfEven(w / Math.min(...this.ratio));
    else if (shape > Math.max(...this.ratio)) w = roundHalfEven(h * Math.max(...this.ratio));
    return { top: Math.floor((height - h) / 2), left: Math.floor((width - w) / 2), height: h, width: w };
  }

  apply<L extends Leaf>(leaf: L, { top, left, height, width }: Region): L {
    return resizedCrop(leaf, top, left, height, width, [this.size.height, this.size.width], this.#resize);
  }
}

/** A region of random area and log-uniform shape, in at most ten tries; the place is drawn last. */
export function drawRegion(
  { height, width }: Size,
  { scale, ratio }: { scale: readonly [number, number]; ratio: readonly [number, number] },
  generator: Generator,
  fits: (size: readonly [height: number, width: number]) => boolean,
  { tall = false, before = () => {} }: { tall?: boolean; before?: (height: number, width: number) => void } = {},
): Region | undefined {
  const [from, to] = ratio.map((value) => Math.fround(Math.log(Math.fround(value)))) as [number, number];
  for (let i = 0; i < 10; i++) {
    const area = height * width * uniform(generator, scale[0], scale[1]);
    const shape = Math.fround(Math.exp(uniform(generator, from, to)));
    const wide = roundHalfEven(Math.sqrt(area * shape));
    const narrow = roundHalfEven(Math.sqrt(area / shape));
    const [h, w] = tall ? [wide, narrow] : [narrow, wide];
    if (!fits([h, w])) continue;
    before(h, w);
    const top = randint(generator, 0, height - h + 1);
    const left = randint(generator, 0, width - w + 1);
    return { top, left, height: h, width: w };
  }
  return undefined;
}

export function checkRange(op: string, name: string, range: readonly [number, number]): readonly [number, number] {
  if (!Array.isArray(range) || range.length !== 2 || !(range[0] >= 0 && range[0] <= range[1]))
    throw new RangeError(`${op}: expected ${name} as [least, most] >= 0, got ${JSON.stringify(range)}`);
  return [range[0], range[1]];
}
