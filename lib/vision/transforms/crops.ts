import type { Generator } from "../../random/index.ts";
import { BoundingBoxes } from "../tv-tensors/bounding-boxes.ts";
import { Mask } from "../tv-tensors/mask.ts";
import { type SizeArgument, toSize } from "./functional/arguments.ts";
import { fiveCrop, tenCrop } from "./functional/crops.ts";
import { describe } from "./functional/dispatch.ts";
import { fromPlain, type Leaf, leavesOf, mapSample, toPlain } from "./sample.ts";
import { BaseTransform } from "./transform.ts";

/** Makes several crops of each image; masks and boxes cannot follow. */
abstract class SeveralCrops extends BaseTransform {
  abstract crops<L extends Leaf>(leaf: L): L[];

  run(sample: unknown, _generator?: Generator): unknown {
    const odd = leavesOf(sample).find((leaf) => leaf instanceof BoundingBoxes || leaf instanceof Mask);
    if (odd) throw new TypeError(`${this.constructor.name}: expected images only, got ${describe(odd)}`);
    return mapSample(sample, (value) => {
      const leaves = leavesOf(value);
      return leaves.length > 0 ? this.crops(leaves[0]!) : value;
    });
  }
}

/**
 * The four corners and the middle of an image, as a list of five.
 *
 * @example
 * new FiveCrop(8).crop(rand([3, 20, 30])).length; // 5
 */
export class FiveCrop extends SeveralCrops {
  readonly size: SizeArgument;

  constructor(size: SizeArgument) {
    super([size]);
    toSize("FiveCrop", size);
    this.size = size;
  }

  crops<L extends Leaf>(leaf: L): L[] {
    return fiveCrop(leaf, this.size);
  }

  /** `forward` of one image, with the type of what comes out. */
  crop<T>(image: T): T[] {
    return fromPlain(this.run(toPlain(image))) as T[];
  }
}

/**
 * The five crops of an image and of its mirror image, as a list of ten.
 *
 * @example
 * new TenCrop(8).crop(rand([3, 20, 30])).length; // 10
 */
export class TenCrop extends SeveralCrops {
  readonly size: SizeArgument;
  readonly verticalFlip: boolean;

  constructor(size: SizeArgument, options: { verticalFlip?: boolean } = {}) {
    super([size, options]);
    toSize("TenCrop", size);
    this.size = size;
    this.verticalFlip = options.verticalFlip ?? false;
  }

  crops<L extends Leaf>(leaf: L): L[] {
    return tenCrop(leaf, this.size, { verticalFlip: this.verticalFlip });
  }

  /** `forward` of one image, with the type of what comes out. */
  crop<T>(image: T): T[] {
    return fromPlain(this.run(toPlain(image))) as T[];
  }
}
