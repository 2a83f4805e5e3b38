// Convolution on devices whose Conv2D kernel knows padding, stride and dilation, but no groups.
import * as tf from "@tensorflow/tfjs-core";
import { type Geometry, isDepthwise, isOne, paddingOf4D, type Shape4D } from "../geometry.ts";
import { composed, kernel } from "./scope.ts";

export function conv2d(x: tf.Tensor, w: tf.Tensor, geometry: Geometry): tf.Tensor {
  return composed(() => convolve(x, w, geometry));
}

export function biasAdd(x: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  return composed(() => kernel("Add", { a: x, b: bias }, {}));
}

function convolve(x: tf.Tensor, w: tf.Tensor, geometry: Geometry): tf.Tensor {
  const { stride, dilation, padding, groups } = geometry;
  const attributes = { strides: stride, dilations: dilation, pad: paddingOf4D(padding), dataFormat: "NHWC" };
  if (groups === 1) return kernel("Conv2D", { x, filter: w }, attributes);
  // The depthwise kernels take a stride or a dilation, not both.
  if (isDepthwise(w.shape as unknown as Shape4D, groups) && (isOne(stride) || isOne(dilation))) {
    const [height, width, , outputs] = w.shape as [number, number, number, number];
    const filter = tf.reshape(w, [height, width, groups, outputs / groups]);
    return kernel("DepthwiseConv2dNative", { x, filter }, attributes);
  }
  const filters = tf.split(w, groups, 3);
  const parts = tf.split(x, groups, 3).map((part, i) => kernel("Conv2D", { x: part, filter: filters[i]! }, attributes));
  return tf.concat(parts, 3);
}
