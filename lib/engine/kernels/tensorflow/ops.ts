// What the calls of TensorFlow's own ops share.
import * as tf from "@tensorflow/tfjs-core";
import { int, type OpAttributes } from "../../tensorflow/execute.ts";
import { isUnpadded, type Padding } from "../geometry.ts";

export const first = ([output]: tf.Tensor[]): tf.Tensor => output!;

/** The same values in another shape; outside any gradient tape, unlike `tf.reshape`. */
export function reshaped(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  return tf.engine().runKernel("Reshape", { x }, { shape: [...shape] }) as tf.Tensor;
}

/** Padding and format of an op on [N, H, W, C] images. */
export function paddingAttributes(padding: Padding): OpAttributes {
  if (isUnpadded(padding)) return { data_format: "NHWC", padding: "VALID" };
  const [vertical, horizontal] = padding;
  return {
    data_format: "NHWC",
    padding: "EXPLICIT",
    explicit_paddings: int([0, 0, ...vertical, ...horizontal, 0, 0]),
  };
}
