// Pooling as TensorFlow's own ops.
import * as tf from "@tensorflow/tfjs-core";
import { executeOp, int } from "../../tensorflow/execute.ts";
import { NO_PADDING, type Shape4D, type Windows } from "../geometry.ts";
import { first, paddingAttributes } from "./ops.ts";

export function maxPool2d(x: tf.Tensor, windows: Windows): tf.Tensor {
  return first(executeOp("MaxPool", attributesOf(windows), [x], 1));
}

export function maxPool2dGrad(dy: tf.Tensor, x: tf.Tensor, y: tf.Tensor, windows: Windows): tf.Tensor {
  return first(executeOp("MaxPoolGrad", attributesOf(windows), [x, y, dy], 1));
}

export function avgPool2d(x: tf.Tensor, windows: Windows): tf.Tensor {
  return first(executeOp("AvgPool", attributesOf({ ...windows, padding: NO_PADDING }), [x], 1));
}

export function avgPool2dGrad(dy: tf.Tensor, inputShape: Shape4D, windows: Windows): tf.Tensor {
  const sizes = tf.tensor1d([...inputShape], "int32");
  try {
    return first(executeOp("AvgPoolGrad", attributesOf({ ...windows, padding: NO_PADDING }), [sizes, dy], 1));
  } finally {
    sizes.dispose();
  }
}

function attributesOf({ kernel, stride, padding }: Windows) {
  return { ksize: int([1, ...kernel, 1]), strides: int([1, ...stride, 1]), ...paddingAttributes(padding) };
}
