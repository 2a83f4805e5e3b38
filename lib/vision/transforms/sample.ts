import { BoundingBoxes } from "../tv-tensors/bounding-boxes.ts";
import { isTensor } from "../tv-tensors/bridge.ts";
import { Image, TensorImage } from "../tv-tensors/image.ts";
import { Mask } from "../tv-tensors/mask.ts";
import type { Size } from "./core/pixels.ts";
import { describe, imageOf } from "./functional/dispatch.ts";

/** What of a sample a transform changes. */
export type Leaf = Image | Mask | BoundingBoxes;

export function isTransformed(value: unknown): value is Leaf {
  return value instanceof Image || value instanceof Mask || value instanceof BoundingBoxes;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The sample with each value replaced; arrays and plain objects are gone through. */
export function mapSample(sample: unknown, fn: (value: unknown) => unknown): unknown {
  if (Array.isArray(sample)) return sample.map((value) => mapSample(value, fn));
  if (isPlainObject(sample))
    return Object.fromEntries(Object.entries(sample).map(([key, value]) => [key, mapSample(value, fn)]));
  return fn(sample);
}

export function leavesOf(sample: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  mapSample(sample, (value) => {
    if (isTransformed(value)) leaves.push(value);
  });
  return leaves;
}

/**
 * Where a sample has no Image, its first tensor [..., C, H, W] stands for one; further tensors (labels) pass.
 *
 * A sample with nothing but smaller tensors is an error.
 */
export function toPlain(sample: unknown): unknown {
  const leaves = leavesOf(sample);
  if (leaves.some((leaf) => leaf instanceof Image)) return sample;
  const tensors: unknown[] = [];
  mapSample(sample, (value) => isTensor(value) && tensors.push(value));
  const image =
    tensors.find((value) => isTensor(value) && value.ndim >= 3) ?? (leaves.length > 0 ? undefined : tensors[0]);
  let found = false;
  return mapSample(sample, (value) => {
    if (found || value !== image || !isTensor(value)) return value;
    found = true;
    return imageOf("transform", value);
  });
}

export function fromPlain(sample: unknown): unknown {
  return mapSample(sample, (value) => (value instanceof TensorImage ? value.toTensor() : value));
}

export function sizeOf(leaf: Leaf): Size {
  if (leaf instanceof BoundingBoxes) return { height: leaf.canvasSize[0], width: leaf.canvasSize[1] };
  return { height: leaf.height, width: leaf.width };
}

/** The size that all images, masks and boxes of a sample share. */
export function commonSize(op: string, leaves: readonly Leaf[]): Size {
  const [first, ...others] = leaves;
  if (!first)
    throw new TypeError(
      `${op}: expected a sample with an image, a mask or boxes in it, got none; pass a Tensor or an Image`,
    );
  const size = sizeOf(first);
  for (const other of others) {
    const { height, width } = sizeOf(other);
    if (height !== size.height || width !== size.width)
      throw new RangeError(
        `${op}: expected images, masks and boxes of one size, but ${describe(first)} is ${size.height}x${size.width} and ` +
          `${describe(other)} ${height}x${width}`,
      );
  }
  return size;
}

export function imageIn(op: string, leaves: readonly Leaf[]): Image {
  const image = leaves.find((leaf) => leaf instanceof Image);
  if (!image) throw new TypeError(`${op}: expected an image in the sample, got none; pass a Tensor or an Image`);
  return image;
}
