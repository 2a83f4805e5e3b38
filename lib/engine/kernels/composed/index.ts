import type * as tf from "@tensorflow/tfjs-core";
import { type Geometry, isDepthwise, type Shape4D } from "../geometry.ts";
import { biasAdd, conv2d } from "./conv2d.ts";
import * as gradients from "./conv2d-gradients.ts";
import { depthwiseFilterGrad } from "./depthwise.ts";

export { batchNormTrain, batchNormTrainGrad } from "./batch-norm.ts";
export { maxPool2dGrad } from "./max-pool-grad.ts";
export { avgPool2d, avgPool2dGrad, maxPool2d } from "./pool2d.ts";
export { biasAdd, conv2d };

export function conv2dInputGrad(inputShape: Shape4D, w: tf.Tensor, dy: tf.Tensor, geometry: Geometry): tf.Tensor {
  return gradients.conv2dInputGrad(conv2d, inputShape, w, dy, geometry);
}

export const inputGradTakesSwapped = (): boolean => false;

export function conv2dFilterGrad(x: tf.Tensor, filterShape: Shape4D, dy: tf.Tensor, geometry: Geometry): tf.Tensor {
  if (isDepthwise(filterShape, geometry.groups)) return depthwiseFilterGrad(x, filterShape, dy, geometry);
  return gradients.conv2dFilterGrad(conv2d, x, filterShape, dy, geometry);
}
