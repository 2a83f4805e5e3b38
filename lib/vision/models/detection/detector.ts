import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import type { Size } from "../../ops/anchors.ts";
import type { ImageList } from "./image-list.ts";
import type { GeneralizedRCNNTransform } from "./transform.ts";
import type { Detection, Losses, Target } from "./types.ts";

/**
 * What all detectors share: with targets they return losses (in training mode), without them detections (in eval mode).
 *
 * Images are float32 [C, H, W] in [0, 1], of any sizes. A detector says what its losses are and what it finds in a batch of
 * images that its transform prepared.
 */
export abstract class Detector extends nn.Module {
  abstract readonly transform: GeneralizedRCNNTransform;

  /** From a batch of prepared images and the true objects on them. */
  protected abstract lossesOf(images: ImageList, targets: readonly Target[]): Losses;
  /** In pixels of the prepared images. */
  protected abstract detectionsOf(images: ImageList): Detection[];

  forward(images: readonly Tensor[]): Detection[];
  forward(images: readonly Tensor[], targets: readonly Target[]): Losses;
  forward(images: readonly Tensor[], targets?: readonly Target[]): Detection[] | Losses {
    if (this.training !== (targets !== undefined))
      throw new TypeError(
        this.training
          ? "expected targets, as the model is in training mode; call eval() on it for detections"
          : "expected images only, as the model is in eval mode; call train() on it for losses",
      );
    return targets ? this.losses(images, targets) : this.detect(images);
  }

  /** The losses in whichever mode the model is. */
  losses(images: readonly Tensor[], targets: readonly Target[]): Losses {
    checkTargets(images, targets);
    const prepared = this.transform.forward(images, targets);
    return this.lossesOf(prepared.images, prepared.targets);
  }

  /** The detections in whichever mode the model is, one for each image. */
  detect(images: readonly Tensor[]): Detection[] {
    const sizes = images.map(({ shape }): Size => [shape[1]!, shape[2]!]);
    const prepared = this.transform.forward(images).images;
    return this.transform.postprocess(this.detectionsOf(prepared), prepared.imageSizes, sizes);
  }
}

function checkTargets(images: readonly Tensor[], targets: readonly Target[]): void {
  if (targets.length !== images.length)
    throw new RangeError(`expected one target for each of ${images.length} images, got ${targets.length}`);
  for (const [i, { boxes, labels }] of targets.entries()) {
    if (boxes.ndim !== 2 || boxes.shape[1] !== 4)
      throw new RangeError(`expected boxes [N, 4] for image ${i}, got [${boxes.shape.join(", ")}]`);
    if (labels.ndim !== 1 || labels.shape[0] !== boxes.shape[0])
      throw new RangeError(
        `expected labels [${boxes.shape[0]}] for image ${i}, one a box, got [${labels.shape.join(", ")}]`,
      );
    const values = boxes.data;
    for (let at = 0; at < values.length; at += 4)
      if (!(values[at + 2]! > values[at]! && values[at + 3]! > values[at + 1]!))
        throw new RangeError(
          `expected boxes with x1 < x2 and y1 < y2, got [${Array.from(values.subarray(at, at + 4)).join(", ")}] in image ${i}`,
        );
  }
}
