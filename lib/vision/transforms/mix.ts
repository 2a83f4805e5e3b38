import type { Generator } from "../../random/index.ts";
import type { Tensor, TypedArray } from "../../tensor/index.ts";
import { isTensor, makeTensor } from "../tv-tensors/bridge.ts";
import type { Image } from "../tv-tensors/image.ts";
import { randint } from "./draw.ts";
import { describe, imageOf } from "./functional/dispatch.ts";
import { dirichlet } from "./gamma.ts";
import { BaseTransform } from "./transform.ts";

export interface MixOptions {
  /** Number of classes, to make class numbers [N] into shares [N, numClasses]; not needed for labels that are shares. */
  numClasses?: number;
  /** Of the Beta(alpha, alpha) that the share is drawn from (1: uniform). */
  alpha?: number;
}

/** A batch of images [N, C, H, W] and of labels: class numbers [N] or shares [N, K]. */
export type LabelledBatch = readonly [images: Tensor, labels: Tensor];

/** Mixes each image of a batch with the one before it; labels become shares of the classes. */
abstract class BatchMix extends BaseTransform {
  readonly numClasses: number | undefined;
  readonly alpha: number;

  constructor(options: MixOptions) {
    super([options]);
    this.numClasses = options.numClasses;
    this.alpha = options.alpha ?? 1;
    if (!(this.alpha > 0)) throw new RangeError(`${this.constructor.name}: expected alpha > 0, got ${this.alpha}`);
  }

  protected override transform(batch: unknown, generator: Generator): unknown {
    return this.run(batch, generator);
  }

  run(sample: unknown, generator: Generator): [Tensor, Tensor] {
    const name = this.constructor.name;
    const [images, labels] = Array.isArray(sample) ? (sample as unknown[]) : [];
    if (!isTensor(images) || !isTensor(labels) || images.ndim !== 4)
      throw new TypeError(
        `${name}: expected a batch [images [N, C, H, W], labels], got ${Array.isArray(sample) ? `[${sample.map(describe).join(", ")}]` : describe(sample)}; call it on a loader's batches`,
      );
    if (labels.ndim < 1 || labels.ndim > 2 || labels.shape[0] !== images.shape[0])
      throw new RangeError(
        `${name}: expected labels [${images.shape[0]}] or [${images.shape[0]}, K], got [${labels.shape.join(", ")}]`,
      );
    const [mixed, share] = this.mix(imageOf(name, images), generator);
    return [mixed.toTensor(), this.#shares(labels, share)];
  }

  /** The mixed images, and the share of each that is its own. */
  abstract mix(images: Image, generator: Generator): [images: Image, share: number];

  #shares(labels: Tensor, share: number): Tensor {
    const count = labels.shape[0]!;
    const classes = labels.ndim === 2 ? labels.shape[1]! : this.numClasses;
    if (classes === undefined)
      throw new TypeError(`${this.constructor.name}: class numbers [${count}] need { numClasses } to become shares`);
    if (this.numClasses !== undefined && classes !== this.numClasses)
      throw new RangeError(
        `${this.constructor.name}: expected labels [N, ${this.numClasses}], got [${count}, ${classes}]`,
      );
    const own = labels.ndim === 2 ? labels.data : oneHot(labels.data, classes, this.constructor.name);
    const [kept, given] = [Math.fround(share), Math.fround(1 - share)];
    const out = Float32Array.from(own, (value, i) => {
      const before = own[(i - classes + own.length) % own.length]!;
      return Math.fround(before * given) + Math.fround(value * kept);
    });
    return makeTensor(out, [count, classes], "float32");
  }
}

function oneHot(labels: TypedArray, classes: number, name: string): Float32Array {
  const out = new Float32Array(labels.length * classes);
  for (const [i, label] of labels.entries()) {
    if (!(label >= 0 && label < classes))
      throw new RangeError(`${name}: expected class numbers below numClasses ${classes}, got ${label}`);
    out[i * classes + label] = 1;
  }
  return out;
}

/**
 * Weighted means of neighbours in a batch of float images and of their labels.
 *
 * Zhang et al. 2017, arXiv:1710.09412.
 *
 * @example
 * const [mixed, shares] = new MixUp({ numClasses: 3 }).forward([images, labels]);
 * shares.shape; // [10, 3]
 */
export class MixUp extends BatchMix {
  constructor(options: MixOptions = {}) {
    super(options);
  }

  mix(images: Image, generator: Generator): [Image, number] {
    const { data } = images;
    if (!(data instanceof Float32Array))
      throw new TypeError(`MixUp: expected float32 images, got ${images.dtype}; put new ToTensor() before it`);
    const share = dirichlet([this.alpha, this.alpha], generator)[0]!;
    const [kept, given] = [Math.fround(share), Math.fround(1 - share)];
    const size = data.length / images.shape[0]!;
    const out = new Float32Array(data.length);
    for (let i = 0, before = data.length - size; i < data.length; i++, before++) {
      if (before === data.length) before = 0;
      out[i] = Math.fround(data[before]! * given) + Math.fround(data[i]! * kept);
    }
    return [images.with({ ...images.pixels, data: out }), share];
  }
}

/**
 * Puts a rectangle of the neighbour into each image of a batch; labels are mixed by the areas that are really seen.
 *
 * Yun et al. 2019, arXiv:1905.04899.
 *
 * @example
 * const [mixed, shares] = new CutMix({ numClasses: 3 }).forward([images, labels]);
 * mixed.shape; // [10, 1, 8, 8]
 */
export class CutMix extends BatchMix {
  constructor(options: MixOptions = {}) {
    super(options);
  }

  mix(images: Image, generator: Generator): [Image, number] {
    const { data, height, width } = images;
    const share = dirichlet([this.alpha, this.alpha], generator)[0]!;
    const x = randint(generator, 0, width);
    const y = randint(generator, 0, height);
    const half = 0.5 * Math.sqrt(1 - share);
    const [halfWidth, halfHeight] = [Math.trunc(half * width), Math.trunc(half * height)];
    const [left, right] = [Math.max(x - halfWidth, 0), Math.min(x + halfWidth, width)];
    const [top, bottom] = [Math.max(y - halfHeight, 0), Math.min(y + halfHeight, height)];
    const size = data.length / images.shape[0]!;
    const out = data.slice();
    for (let plane = 0; plane < data.length; plane += height * width)
      for (let row = top; row < bottom; row++) {
        const at = plane + row * width;
        const before = (at - size + data.length) % data.length;
        out.set(data.subarray(before + left, before + right), at + left);
      }
    const area = (right - left) * (bottom - top);
    return [images.with({ ...images.pixels, data: out }), 1 - area / (width * height)];
  }
}
