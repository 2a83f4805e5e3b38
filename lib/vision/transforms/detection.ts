import type { Generator } from "../../random/index.ts";
import { BoundingBoxes } from "../tv-tensors/bounding-boxes.ts";
import type { Fill, Region } from "./core/pixels.ts";
import { rand, randint } from "./draw.ts";
import { crop, pad, type ResizeOptions, resize } from "./functional/geometry.ts";
import { MaybeTransform } from "./maybe.ts";
import { commonSize, type Leaf } from "./sample.ts";
import { LeafTransform } from "./transform.ts";

const { fround } = Math;

export interface RandomIoUCropOptions {
  /** Least side of the crop as a part of the image's (0.3). */
  minScale?: number;
  /** Largest side of the crop as a part of the image's (1). */
  maxScale?: number;
  /** Least width / height (0.5). */
  minAspectRatio?: number;
  /** Largest width / height (2). */
  maxAspectRatio?: number;
  /** The overlaps with some box to choose from; 1 leaves the image whole ([0, 0.1, 0.3, 0.5, 0.7, 0.9, 1]). */
  samplerOptions?: readonly number[];
  /** Tries before another overlap is chosen (40). */
  trials?: number;
}

interface IoUCrop {
  region: Region;
  inside: readonly boolean[];
}

/**
 * Cuts out a region that overlaps some box enough; boxes whose middle is outside become 0, for SanitizeBoundingBoxes.
 *
 * Liu et al. 2016, arXiv:1512.02325 (SSD).
 *
 * @example
 * const boxes = new BoundingBoxes([[2, 2, 12, 12]], { canvasSize: [16, 16] });
 * new RandomIoUCrop().forward([rand([3, 16, 16]), boxes]).length; // 2
 */
export class RandomIoUCrop extends LeafTransform<IoUCrop | null> {
  readonly options: Required<RandomIoUCropOptions>;

  constructor(options: RandomIoUCropOptions = {}) {
    super([options]);
    this.options = {
      minScale: 0.3,
      maxScale: 1,
      minAspectRatio: 0.5,
      maxAspectRatio: 2,
      samplerOptions: [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1],
      trials: 40,
      ...options,
    };
  }

  override check(leaves: readonly Leaf[]): void {
    if (!leaves.some((leaf) => leaf instanceof BoundingBoxes))
      throw new TypeError("RandomIoUCrop: expected a sample with an image and BoundingBoxes, got no boxes");
  }

  draw(leaves: readonly Leaf[], generator: Generator): IoUCrop | null {
    const size = commonSize("RandomIoUCrop", leaves);
    const boxes = leaves.find((leaf) => leaf instanceof BoundingBoxes)!.to("xyxy").data;
    const { samplerOptions, trials } = this.options;
    for (;;) {
      const overlap = samplerOptions[randint(generator, 0, samplerOptions.length)]!;
      if (overlap >= 1) return null;
      for (let i = 0; i < trials; i++) {
        const found = this.#try(size, boxes, overlap, generator);
        if (found) return found;
      }
    }
  }

  #try(
    size: { height: number; width: number },
    boxes: Float32Array,
    overlap: number,
    generator: Generator,
  ): IoUCrop | undefined {
    const { minScale, maxScale, minAspectRatio, maxAspectRatio } = this.options;
    const scaled = generator.rand(2).map((value) => fround(minScale) + fround(fround(maxScale - minScale) * value));
    const [width, height] = [Math.trunc(fround(size.width * scaled[0]!)), Math.trunc(fround(size.height * scaled[1]!))];
    const ratio = width / height;
    if (!(minAspectRatio <= ratio && ratio <= maxAspectRatio)) return undefined;
    const place = generator.rand(2);
    const left = Math.trunc(fround((size.width - width) * place[0]!));
    const top = Math.trunc(fround((size.height - height) * place[1]!));
    if (width === 0 || height === 0) return undefined;
    const region = { top, left, height, width };
    const inside = middlesInside(boxes, region);
    if (!inside.includes(true)) return undefined;
    return bestOverlap(boxes, inside, region) < overlap ? undefined : { region, inside };
  }

  apply<L extends Leaf>(leaf: L, found: IoUCrop | null): L {
    if (!found) return leaf;
    const { top, left, height, width } = found.region;
    const cut = crop(leaf, top, left, height, width);
    if (!(cut instanceof BoundingBoxes)) return cut;
    const data = cut.data.map((value, i) => (found.inside[i >> 2] ? value : 0));
    return cut.with({ ...cut.boxes, data }) as unknown as L;
  }
}

function middlesInside(boxes: Float32Array, { top, left, height, width }: Region): boolean[] {
  return Array.from({ length: boxes.length / 4 }, (_, i) => {
    const x = 0.5 * fround(boxes[4 * i]! + boxes[4 * i + 2]!);
    const y = 0.5 * fround(boxes[4 * i + 1]! + boxes[4 * i + 3]!);
    return left < x && x < left + width && top < y && y < top + height;
  });
}

/** The largest intersection over union of a kept box with the region. */
function bestOverlap(boxes: Float32Array, kept: readonly boolean[], { top, left, height, width }: Region): number {
  let best = 0;
  for (const [i, keep] of kept.entries()) {
    if (!keep) continue;
    const [x1, y1, x2, y2] = boxes.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
    const w = Math.max(fround(Math.min(x2, left + width) - Math.max(x1, left)), 0);
    const h = Math.max(fround(Math.min(y2, top + height) - Math.max(y1, top)), 0);
    const shared = fround(w * h);
    const union = fround(fround(fround(fround(x2 - x1) * fround(y2 - y1)) + height * width) - shared);
    best = Math.max(best, fround(shared / union));
  }
  return best;
}

export interface RandomZoomOutOptions {
  /** The border's value: one number or one a channel (0). */
  fill?: Fill;
  /** Least and largest factor of the sides ([1, 4]). */
  sideRange?: readonly [number, number];
  /** Probability (0.5). */
  p?: number;
}

/**
 * Puts the image at a random place on a larger canvas with probability `p`, for small objects.
 *
 * Liu et al. 2016, arXiv:1512.02325 (SSD).
 *
 * @example
 * new RandomZoomOut({ p: 1, sideRange: [2, 2] }).forward(rand([3, 8, 8])).shape; // [3, 16, 16]
 */
export class RandomZoomOut extends MaybeTransform<readonly number[]> {
  readonly fill: Fill;
  readonly sideRange: readonly [number, number];

  constructor(options: RandomZoomOutOptions = {}) {
    const { fill = 0, sideRange = [1, 4], p = 0.5 } = options;
    super([options], p);
    if (!(sideRange[0] >= 1 && sideRange[0] <= sideRange[1]))
      throw new RangeError(`RandomZoomOut: expected sideRange [least, most] >= 1, got ${JSON.stringify(sideRange)}`);
    this.fill = fill;
    this.sideRange = sideRange;
  }

  override draw(leaves: readonly Leaf[], generator: Generator): readonly number[] {
    const { height, width } = commonSize("RandomZoomOut", leaves);
    const [least, most] = this.sideRange;
    const factor = fround(fround(least) + fround(rand(generator) * fround(most - least)));
    const canvas = { width: Math.trunc(fround(width * factor)), height: Math.trunc(fround(height * factor)) };
    const place = generator.rand(2);
    const left = Math.trunc(fround((canvas.width - width) * place[0]!));
    const top = Math.trunc(fround((canvas.height - height) * place[1]!));
    return [left, top, canvas.width - left - width, canvas.height - top - height];
  }

  apply<L extends Leaf>(leaf: L, padding: readonly number[]): L {
    return pad(leaf, padding, { fill: this.fill });
  }
}

export interface ScaleJitterOptions extends Omit<ResizeOptions, "maxSize"> {
  /** Least and largest factor ([0.1, 2]). */
  scaleRange?: readonly [number, number];
}

/**
 * Resizes to a random multiple of the size at which the image fits into [height, width].
 *
 * Ghiasi et al. 2020, arXiv:2012.07177.
 *
 * @example
 * new ScaleJitter([16, 16], { scaleRange: [1, 1] }).forward(rand([3, 8, 8])).shape; // [3, 16, 16]
 */
export class ScaleJitter extends LeafTransform<readonly [number, number]> {
  readonly targetSize: readonly [number, number];
  readonly scaleRange: readonly [number, number];
  readonly #resize: Omit<ResizeOptions, "maxSize">;

  constructor(targetSize: readonly [number, number], options: ScaleJitterOptions = {}) {
    super([targetSize, options]);
    const { scaleRange = [0.1, 2], ...rest } = options;
    this.targetSize = targetSize;
    this.scaleRange = scaleRange;
    this.#resize = rest;
  }

  draw(leaves: readonly Leaf[], generator: Generator): readonly [number, number] {
    const { height, width } = commonSize("ScaleJitter", leaves);
    const [least, most] = this.scaleRange;
    const scale = fround(fround(least) + fround(rand(generator) * fround(most - least)));
    // torchvision takes the target as width and height here.
    const fit = Math.min(this.targetSize[1] / height, this.targetSize[0] / width);
    const factor = fround(fround(fit) * scale);
    return [Math.trunc(fround(height * factor)), Math.trunc(fround(width * factor))];
  }

  apply<L extends Leaf>(leaf: L, size: readonly [number, number]): L {
    return resize(leaf, size, this.#resize);
  }
}

/**
 * Resizes the shorter side to one of several sizes, with an upper limit for the longer one.
 *
 * @example
 * new RandomShortestSize([16], { maxSize: 20 }).forward(rand([3, 8, 16])).shape; // [3, 10, 20]
 */
export class RandomShortestSize extends LeafTransform<readonly [number, number]> {
  readonly minSize: readonly number[];
  readonly maxSize: number | undefined;
  readonly #resize: Omit<ResizeOptions, "maxSize">;

  constructor(minSize: number | readonly number[], options: ResizeOptions = {}) {
    super([minSize, options]);
    const { maxSize, ...rest } = options;
    this.minSize = typeof minSize === "number" ? [minSize] : [...minSize];
    this.maxSize = maxSize;
    this.#resize = rest;
  }

  draw(leaves: readonly Leaf[], generator: Generator): readonly [number, number] {
    const { height, width } = commonSize("RandomShortestSize", leaves);
    const shortest = this.minSize[randint(generator, 0, this.minSize.length)]!;
    const factor = Math.min(shortest / Math.min(height, width), (this.maxSize ?? Infinity) / Math.max(height, width));
    return [Math.trunc(height * factor), Math.trunc(width * factor)];
  }

  apply<L extends Leaf>(leaf: L, size: readonly [number, number]): L {
    return resize(leaf, size, this.#resize);
  }
}
