// Convolutions as TensorFlow's own ops, and what its CPU lacks composed of those it has.
import * as tf from "@tensorflow/tfjs-core";
import { executeOp, int, onGpu } from "../../tensorflow/execute.ts";
import * as gradients from "../composed/conv2d-gradients.ts";
import { depthwiseFilterGrad } from "../composed/depthwise.ts";
import { type Geometry, isDepthwise, isOne, type Shape4D } from "../geometry.ts";
import { first, paddingAttributes, reshaped } from "./ops.ts";

export function conv2d(x: tf.Tensor, w: tf.Tensor, geometry: Geometry): tf.Tensor {
  // Of no images TensorFlow returns the input.
  if (x.shape[0] === 0) return tf.zeros([...outputShape(shapeOf(x), shapeOf(w), geometry)]);
  if (!hasDepthwiseKernels(shapeOf(w), geometry)) return first(executeOp("Conv2D", attributesOf(geometry), [x, w], 1));
  return withDepthwiseFilter(w, geometry, (filter) =>
    first(executeOp("DepthwiseConv2dNative", attributesOf(geometry), [x, filter], 1)),
  );
}

export function biasAdd(x: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  return first(executeOp("BiasAdd", { data_format: "NHWC" }, [x, bias], 1));
}

export function conv2dInputGrad(inputShape: Shape4D, w: tf.Tensor, dy: tf.Tensor, geometry: Geometry): tf.Tensor {
  if (inputGradTakesSwapped(shapeOf(w), geometry)) return asForward(w, dy, geometry);
  const depthwise = hasDepthwiseKernels(shapeOf(w), geometry);
  if (!depthwise && !hasGradients(geometry)) return gradients.conv2dInputGrad(conv2d, inputShape, w, dy, geometry);
  return withShape(inputShape, (sizes) => {
    if (!depthwise) return first(executeOp("Conv2DBackpropInput", attributesOf(geometry), [sizes, w, dy], 1));
    return withDepthwiseFilter(w, geometry, (filter) =>
      first(executeOp("DepthwiseConv2dNativeBackpropInput", attributesOf(geometry), [sizes, filter, dy], 1)),
    );
  });
}

export function conv2dFilterGrad(x: tf.Tensor, filterShape: Shape4D, dy: tf.Tensor, geometry: Geometry): tf.Tensor {
  if (hasDepthwiseKernels(filterShape, geometry)) {
    const [kh, kw, , outputs] = filterShape;
    const depthwiseShape = [kh, kw, geometry.groups, outputs / geometry.groups] as const;
    const dw = withShape(depthwiseShape, (sizes) =>
      first(executeOp("DepthwiseConv2dNativeBackpropFilter", attributesOf(geometry), [x, sizes, dy], 1)),
    );
    try {
      return reshaped(dw, filterShape);
    } finally {
      dw.dispose();
    }
  }
  if (hasGradients(geometry)) {
    return withShape(filterShape, (sizes) =>
      first(executeOp("Conv2DBackpropFilter", attributesOf(geometry), [x, sizes, dy], 1)),
    );
  }
  if (isDepthwise(filterShape, geometry.groups)) return depthwiseFilterGrad(x, filterShape, dy, geometry);
  return gradients.conv2dFilterGrad(conv2d, x, filterShape, dy, geometry);
}

/**
 * Whether the input's gradient is a convolution of its own, by the turned filter. On a CPU that is quicker: TensorFlow's
 * kernel reads the whole filter once for each image (4x4 pixels, 512 channels: five times the time of the convolution).
 */
export function inputGradTakesSwapped([kh, kw]: readonly [number, number, ...number[]], geometry: Geometry): boolean {
  const { stride, dilation, padding, groups } = geometry;
  if (onGpu() || groups !== 1 || !isOne(stride) || !isOne(dilation)) return false;
  const [vertical, horizontal] = padding;
  return vertical.every((n) => n < kh) && horizontal.every((n) => n < kw);
}

function asForward(w: tf.Tensor, dy: tf.Tensor, geometry: Geometry): tf.Tensor {
  const [kh, kw] = shapeOf(w);
  const [[top, bottom], [left, right]] = geometry.padding;
  const turned = isOne([kh, kw]) ? w : (tf.engine().runKernel("Reverse", { x: w }, { dims: [0, 1] }) as tf.Tensor);
  const padding = [
    [kh - 1 - top, kh - 1 - bottom],
    [kw - 1 - left, kw - 1 - right],
  ] as const;
  try {
    return conv2d(dy, turned, { ...geometry, padding });
  } finally {
    if (turned !== w) turned.dispose();
  }
}

/** TensorFlow's CPU has no gradients of dilated or grouped convolutions; cuDNN has both. */
function hasGradients({ dilation, groups }: Geometry): boolean {
  return (isOne(dilation) && groups === 1) || onGpu();
}

/** The depthwise kernels know neither dilation nor strides that differ. */
function hasDepthwiseKernels(filterShape: Shape4D, { stride, dilation, groups }: Geometry): boolean {
  return isDepthwise(filterShape, groups) && isOne(dilation) && stride[0] === stride[1];
}

function attributesOf({ stride, padding, dilation }: Geometry) {
  return { strides: int([1, ...stride, 1]), dilations: int([1, ...dilation, 1]), ...paddingAttributes(padding) };
}

function outputShape([n, ...size]: Shape4D, [kh, kw, , outputs]: Shape4D, geometry: Geometry): Shape4D {
  const { stride, padding, dilation } = geometry;
  const side = (i: 0 | 1, kernel: number) =>
    Math.floor((size[i] + padding[i][0] + padding[i][1] - dilation[i] * (kernel - 1) - 1) / stride[i]) + 1;
  return [n, side(0, kh), side(1, kw), outputs];
}

const shapeOf = (x: tf.Tensor): Shape4D => x.shape as [number, number, number, number];

function withShape<T>(shape: readonly number[], body: (sizes: tf.Tensor) => T): T {
  const sizes = tf.tensor1d([...shape], "int32");
  try {
    return body(sizes);
  } finally {
    sizes.dispose();
  }
}

function withDepthwiseFilter<T>(w: tf.Tensor, { groups }: Geometry, body: (filter: tf.Tensor) => T): T {
  const [kh, kw, , outputs] = shapeOf(w);
  const filter = reshaped(w, [kh, kw, groups, outputs / groups]);
  try {
    return body(filter);
  } finally {
    filter.dispose();
  }
}
