import * as nn from "../../../nn/index.ts";
import { withDefaults } from "../../../nn/options.ts";
import { stack, type Tensor, tensor, zeros } from "../../../tensor/index.ts";
import type { Size } from "../../ops/anchors.ts";
import { corners } from "../../ops/boxes.ts";
import { type ImageList, imageList } from "./image-list.ts";
import { pasteMasks } from "./paste-masks.ts";
import type { Detection, Target } from "./types.ts";

const { functional: F } = nn;

export interface DetectionTransformOptions {
  /** The shorter side in pixels; of several, training draws one for each image and evaluation takes the last (800). */
  minSize?: number | readonly number[];
  /** What the longer side must not exceed (1333). */
  maxSize?: number;
  /** [height, width] for all images in place of the two above. */
  fixedSize?: Size | null;
  imageMean?: readonly number[];
  imageStd?: readonly number[];
  /** What the batch's sides divide by (32). */
  sizeDivisible?: number;
}

export const TRANSFORM_DEFAULTS: Required<DetectionTransformOptions> = {
  minSize: 800,
  maxSize: 1333,
  fixedSize: null,
  imageMean: [0.485, 0.456, 0.406],
  imageStd: [0.229, 0.224, 0.225],
  sizeDivisible: 32,
};

/**
 * What detectors do with images before and with boxes after: normalize, resize, batch; and back to the images' own pixels.
 *
 * Source: torchvision's GeneralizedRCNNTransform.
 *
 * @example
 * const transform = new GeneralizedRCNNTransform({ minSize: 64, maxSize: 128 });
 * transform.forward([rand([3, 40, 60])]).images.imageSizes; // [[64, 96]]
 */
export class GeneralizedRCNNTransform extends nn.Module {
  readonly minSize: readonly number[];
  readonly maxSize: number;
  readonly fixedSize: Size | null;
  readonly imageMean: readonly number[];
  readonly imageStd: readonly number[];
  readonly sizeDivisible: number;

  constructor(options: DetectionTransformOptions = {}) {
    super();
    const given = withDefaults<Required<DetectionTransformOptions>>(
      "GeneralizedRCNNTransform",
      options,
      TRANSFORM_DEFAULTS,
    );
    this.minSize = typeof given.minSize === "number" ? [given.minSize] : given.minSize;
    this.maxSize = given.maxSize;
    this.fixedSize = given.fixedSize;
    this.imageMean = given.imageMean;
    this.imageStd = given.imageStd;
    this.sizeDivisible = given.sizeDivisible;
  }

  /** Images [C, H, W] in [0, 1] as one batch, and the targets that lie on them, resized alike. */
  forward(images: readonly Tensor[], targets?: readonly Target[]): { images: ImageList; targets: Target[] } {
    const resized: Tensor[] = [];
    const moved: Target[] = [];
    for (const [i, image] of images.entries()) {
      const small = this.#normalize(image);
      const from: Size = [image.shape[1]!, image.shape[2]!];
      const to = this.#sizeOf(from);
      resized.push(F.interpolate(small.unsqueeze(0), { size: to, mode: "bilinear" }).squeeze(0));
      if (targets) moved.push(resizeTarget(targets[i]!, from, to));
    }
    return { images: imageList(resized, this.sizeDivisible), targets: moved };
  }

  /** Detections on the resized images, on those of the `originalSizes`; masks of boxes become masks of images. */
  postprocess(
    detections: readonly Detection[],
    imageSizes: readonly Size[],
    originalSizes: readonly Size[],
  ): Detection[] {
    return detections.map((detection, i) => {
      const [from, to] = [imageSizes[i]!, originalSizes[i]!];
      const boxes = resizeBoxes(detection.boxes, from, to);
      const { masks, keypoints } = detection;
      return {
        ...detection,
        boxes,
        ...(masks && { masks: pasteMasks(masks, boxes, to) }),
        ...(keypoints && { keypoints: resizeKeypoints(keypoints, from, to) }),
      };
    });
  }

  #normalize(image: Tensor): Tensor {
    const channels = this.imageMean.length;
    if (image.ndim !== 3 || image.shape[0] !== channels || image.dtype !== "float32")
      throw new TypeError(
        `detector: expected images as float32 [${channels}, H, W] in [0, 1], got ${image.dtype} [${image.shape.join(", ")}]`,
      );
    const perChannel = (values: readonly number[]) => tensor([...values]).reshape([-1, 1, 1]);
    return image.sub(perChannel(this.imageMean)).div(perChannel(this.imageStd));
  }

  #sizeOf([height, width]: Size): Size {
    let shorter = this.minSize.at(-1)!;
    // Drawn even where there is nothing to choose, as in torchvision: a seed then gives the same numbers afterwards.
    if (this.training) shorter = this.minSize[Math.floor(zeros([1]).uniform_(0, this.minSize.length).item())]!;
    if (this.fixedSize) return this.fixedSize;
    const factor = Math.min(shorter / Math.min(height, width), this.maxSize / Math.max(height, width));
    return [Math.floor(height * factor), Math.floor(width * factor)];
  }
}

function resizeTarget(target: Target, from: Size, to: Size): Target {
  const { masks, keypoints } = target;
  return {
    ...target,
    boxes: resizeBoxes(target.boxes, from, to),
    ...(masks && { masks: resizeMasks(masks, to) }),
    ...(keypoints && { keypoints: resizeKeypoints(keypoints, from, to) }),
  };
}

function resizeMasks(masks: Tensor, size: Size): Tensor {
  if (masks.shape[0] === 0) return zeros([0, ...size]).byte();
  return F.interpolate(masks.float().unsqueeze(1), { size }).squeeze(1).byte();
}

const ratios = (from: Size, to: Size) => ({ x: Math.fround(to[1] / from[1]), y: Math.fround(to[0] / from[0]) });

/** Corners [N, 4] on an image of size `from`, on one of size `to`. */
export function resizeBoxes(boxes: Tensor, from: Size, to: Size): Tensor {
  const { x, y } = ratios(from, to);
  const [x1, y1, x2, y2] = corners("resizeBoxes", boxes);
  return stack([x1.mul(x), y1.mul(y), x2.mul(x), y2.mul(y)], 1);
}

/** Points [N, K, 3] on an image of size `from`, on one of size `to`; the third number stays. */
export function resizeKeypoints(keypoints: Tensor, from: Size, to: Size): Tensor {
  const { x, y } = ratios(from, to);
  return keypoints.mul(tensor([x, y, 1]));
}
