import type { SizeArgument } from "./functional/arguments.ts";
import { toSize } from "./functional/arguments.ts";
import { centerCrop, type ResizeOptions, resize } from "./functional/geometry.ts";
import type { Leaf } from "./sample.ts";
import { LeafTransform } from "./transform.ts";

/**
 * Resizes to [height, width], or the shorter side to one number, with antialiasing unless told otherwise.
 *
 * Masks take the nearest pixel, boxes are scaled.
 *
 * @example
 * new Resize(16).forward(rand([3, 20, 30])).shape; // [3, 16, 24]
 */
export class Resize extends LeafTransform {
  override readonly batched = true;
  readonly size: SizeArgument | null;
  readonly options: ResizeOptions;

  constructor(size: SizeArgument | null, options: ResizeOptions = {}) {
    super([size, options]);
    if (size !== null) toSize("Resize", size);
    else if (options.maxSize === undefined) throw new TypeError("Resize: expected maxSize where size is null");
    this.size = size;
    this.options = { ...options };
  }

  draw(): void {}

  apply<L extends Leaf>(leaf: L): L {
    return resize(leaf, this.size, this.options);
  }
}

/**
 * Cuts out the middle; a smaller image is first padded with 0.
 *
 * @example
 * new CenterCrop(8).forward(rand([3, 20, 30])).shape; // [3, 8, 8]
 */
export class CenterCrop extends LeafTransform {
  override readonly batched = true;
  readonly size: SizeArgument;

  constructor(size: SizeArgument) {
    super([size]);
    toSize("CenterCrop", size);
    this.size = size;
  }

  draw(): void {}

  apply<L extends Leaf>(leaf: L): L {
    return centerCrop(leaf, this.size);
  }
}
