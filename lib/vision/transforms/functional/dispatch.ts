import type { Tensor } from "../../../tensor/index.ts";
import { BoundingBoxes } from "../../tv-tensors/bounding-boxes.ts";
import { isTensor } from "../../tv-tensors/bridge.ts";
import { Image, TensorImage } from "../../tv-tensors/image.ts";
import { Mask } from "../../tv-tensors/mask.ts";
import type { Boxes } from "../core/boxes.ts";
import type { Pixels } from "../core/pixels.ts";

/** What a transform changes. A plain tensor [..., C, H, W] is an image. */
export type Input = Tensor | Image | Mask | BoundingBoxes;

/** What one operation does to each kind of input; without `mask` or `boxes` these pass as they are. */
export interface Kernels {
  image(pixels: Pixels): Pixels;
  mask?(pixels: Pixels): Pixels;
  boxes?(boxes: Boxes): Boxes;
}

export function isInput(value: unknown): value is Input {
  return value instanceof Image || value instanceof Mask || value instanceof BoundingBoxes || isTensor(value);
}

/** Applies the operation's kernel for this kind of input. */
export function apply<T extends Input>(op: string, input: T, kernels: Kernels): T {
  return applyTo(op, input, kernels) as T;
}

function applyTo(op: string, input: Input, kernels: Kernels): Input {
  if (input instanceof Image) return input.with(kernels.image(input.pixels));
  if (input instanceof Mask) return kernels.mask ? input.with(kernels.mask(input.pixels)) : input;
  if (input instanceof BoundingBoxes) return kernels.boxes ? input.with(kernels.boxes(input.boxes)) : input;
  if (!isTensor(input))
    throw new TypeError(
      `${op}: expected a Tensor [..., C, H, W], an Image, a Mask or BoundingBoxes, got ${describe(input)}`,
    );
  const image = imageOf(op, input);
  return image.with(kernels.image(image.pixels)).toTensor();
}

/** A tensor as an image. */
export function imageOf(op: string, tensor: Tensor): TensorImage {
  if (tensor.ndim < 3)
    throw new RangeError(
      `${op}: expected an image [..., C, H, W], got [${tensor.shape.join(", ")}]; a grey image [H, W] needs unsqueeze(0)`,
    );
  return new TensorImage(tensor);
}

export function describe(value: unknown): string {
  if (value === null || typeof value !== "object") return String(value);
  return value.constructor?.name ?? "an object";
}
