import { functional as F } from "../../../nn/index.ts";
import { stack, type Tensor } from "../../../tensor/index.ts";
import type { Size } from "../../ops/anchors.ts";

/** Images of different sizes as one batch: each in the upper left corner, zeros around it. */
export interface ImageList {
  /** [N, C, H, W] */
  tensors: Tensor;
  /** The images' [height, width] without the zeros. */
  imageSizes: readonly Size[];
}

/**
 * Images [C, h, w] as one batch whose sides divide by `sizeDivisible`.
 *
 * @example
 * imageList([zeros([3, 40, 30]), zeros([3, 20, 64])], 32).tensors.shape; // [2, 3, 64, 64]
 */
export function imageList(images: readonly Tensor[], sizeDivisible = 1): ImageList {
  if (images.length === 0) throw new RangeError("imageList: expected at least one image, got none");
  const imageSizes = images.map(({ shape }): Size => [shape[1]!, shape[2]!]);
  const side = (axis: 0 | 1) =>
    Math.ceil(Math.max(...imageSizes.map((size) => size[axis])) / sizeDivisible) * sizeDivisible;
  const [height, width] = [side(0), side(1)];
  const padded = images.map((image, i) => F.pad(image, [0, width - imageSizes[i]![1], 0, height - imageSizes[i]![0]]));
  return { tensors: stack(padded), imageSizes };
}
