import { plainArray } from "../../data/plain-array.ts";
import type { Tensor } from "../../tensor/index.ts";
import { LookedUp } from "../transforms/core/lazy.ts";
import type { PixelArray } from "../transforms/core/pixels.ts";
import { makeTensor } from "./bridge.ts";
import { type ArrayOfValues, Picture, type Unread } from "./picture.ts";

/**
 * An image [..., C, H, W] held as plain values, uint8 in [0, 255] or float32 in [0, 1]; a tensor or the like becomes one.
 *
 * Where a sample holds an Image, transforms change it and leave plain tensors (labels) alone; `toTensor` gives the tensor.
 *
 * @example
 * new Image({ data: new Uint8Array(12), shape: [3, 2, 2] }).toTensor().shape; // [3, 2, 2]
 */
export class Image extends Picture {
  constructor(source: ArrayOfValues | Unread) {
    super(source, 3);
  }
}

/** Stands for a tensor while transforms work on it, and becomes a tensor again. */
export class TensorImage extends Image {
  readonly [plainArray] = true;

  get length(): number {
    return this.pixels instanceof LookedUp ? this.pixels.length : this.data.length;
  }

  /** Writes the values into a batch's. */
  copyTo(batch: PixelArray, at: number): void {
    if (this.pixels instanceof LookedUp) this.pixels.copyTo(batch as Float32Array, at);
    else batch.set(this.data, at);
  }

  /** Nobody else holds the values: no copy. */
  override toTensor(): Tensor {
    return makeTensor(this.data, this.shape, this.dtype);
  }
}
