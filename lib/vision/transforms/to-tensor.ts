import type { Tensor } from "../../tensor/index.ts";
import type { TransformObject } from "./transform.ts";

/**
 * uint8 pixels [..., C, H, W] in [0, 255] to float32 in [0, 1]; float32 images stay as they are.
 *
 * @example
 * new ToTensor().forward(tensor(new Uint8Array([0, 255])).reshape([1, 1, 2])); // tensor([[[0., 1.]]])
 */
export class ToTensor implements TransformObject {
  readonly batched = true;

  forward(image: Tensor): Tensor {
    if (image.dtype === "float32") return image;
    if (image.dtype !== "uint8")
      throw new TypeError(
        `ToTensor: expected a uint8 or float32 image, got ${image.dtype} [${image.shape.join(", ")}]`,
      );
    return image.float().div(255);
  }
}
