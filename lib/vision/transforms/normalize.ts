import { type Tensor, tensor } from "../../tensor/index.ts";
import type { TransformObject } from "./transform.ts";

/**
 * Subtracts each channel's mean and divides by its standard deviation; takes float32 images [..., C, H, W].
 *
 * @example
 * new Normalize([0.2860], [0.3530]).forward(image); // Fashion-MNIST's own mean and deviation
 */
export class Normalize implements TransformObject {
  readonly batched = true;
  readonly mean: readonly number[];
  readonly std: readonly number[];

  constructor(mean: readonly number[], std: readonly number[]) {
    if (mean.length !== std.length || mean.length === 0)
      throw new RangeError(
        `Normalize: expected a mean and a std for each channel, got ${mean.length} and ${std.length}`,
      );
    if (std.some((value) => !(value > 0))) throw new RangeError(`Normalize: expected std > 0, got [${std.join(", ")}]`);
    this.mean = [...mean];
    this.std = [...std];
  }

  forward(image: Tensor): Tensor {
    const channels = image.shape.at(-3);
    if (image.dtype !== "float32")
      throw new TypeError(`Normalize: expected a float32 image, got ${image.dtype}; put new ToTensor() before it`);
    if (channels === undefined || (this.mean.length !== 1 && channels !== this.mean.length))
      throw new RangeError(
        `Normalize: expected an image [..., ${this.mean.length}, H, W], got [${image.shape.join(", ")}]`,
      );
    const perChannel = (values: readonly number[]) => tensor([...values]).reshape([values.length, 1, 1]);
    return image.sub(perChannel(this.mean)).div(perChannel(this.std));
  }
}
