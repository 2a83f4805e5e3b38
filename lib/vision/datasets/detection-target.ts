// What the data sets with boxes and masks have in common.
import { portable } from "../../data/index.ts";
import { type Tensor, tensor } from "../../tensor/index.ts";
import { applyTransform, type TransformObject } from "../transforms/transform.ts";
import type { BoundingBoxes, Mask } from "../tv-tensors/index.ts";
import * as tvTensors from "../tv-tensors/index.ts";

// A loader's worker hands boxes and masks back as they are.
portable(new URL("../tv-tensors/index.ts", import.meta.url).href, tvTensors);

/** The objects of an image. */
export interface DetectionTarget {
  /** Corners [N, 4] in pixels; the right and lower edges lie behind the last pixel. */
  boxes: BoundingBoxes;
  /** Class numbers, int32 [N]: places in the data set's `classes`, the first is 0. */
  labels: Tensor;
}

/** The objects of an image, each with its mask. */
export interface InstanceTarget extends DetectionTarget {
  /** uint8 [N, H, W]: 1 where the object is seen. */
  masks: Mask;
}

/** Changes image and target together: a transform of this library, which keeps their types, or a function. */
export type PairTransform<Target, Sample> =
  | ((pair: [image: Tensor, target: Target]) => Sample)
  | TransformObject<[image: Tensor, target: Target], NoInfer<Sample>>;

/** The pair through its transform, where there is one. */
export function transformed<Target, Sample>(
  transforms: PairTransform<Target, Sample> | undefined,
  image: Tensor,
  target: Target,
): Sample {
  return transforms ? applyTransform(transforms, [image, target]) : ([image, target] as Sample);
}

/** int32 [N] */
export function labelTensor(labels: readonly number[]): Tensor {
  return tensor(Int32Array.from(labels)).reshape([labels.length]);
}
