import * as nn from "../../nn/index.ts";
import { noGrad, type Tensor } from "../../tensor/index.ts";
import { createFeatureExtractor } from "../models/feature-extractor.ts";
import { unitRange, watching } from "./score.ts";

/**
 * What one layer computes for images: its output, mostly feature maps [N, C, h, w], without gradients.
 *
 * @example
 * featureMaps(new nn.Sequential(new nn.Conv2d(1, 4, 3)), rand([2, 1, 8, 8]), "0").shape; // [2, 4, 6, 6]
 */
export function featureMaps(model: nn.Module, images: Tensor, layer: string): Tensor {
  return watching(model, () => noGrad(() => createFeatureExtractor(model, [layer]).forward(images)[layer]!.detach()));
}

/**
 * A convolution's filters as pictures [out, in / groups, kh, kw], each scaled to [0, 1].
 *
 * @example
 * filters(new nn.Conv2d(3, 64, 7)).shape; // [64, 3, 7, 7]
 */
export function filters(layer: nn.Module): Tensor {
  if (!(layer instanceof nn.Conv2d))
    throw new TypeError(
      `filters: expected a Conv2d, got ${layer.constructor.name}; take one with model.getSubmodule("conv1")`,
    );
  return unitRange(layer.weight.detach());
}
