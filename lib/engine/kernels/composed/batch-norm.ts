// Batch normalization composed of products with ones, which sum over rows faster than any Sum kernel, and of the
// inference kernel, which normalizes in one pass.
import * as tf from "@tensorflow/tfjs-core";
import type { BatchNormGradients, BatchNormResult } from "../batch-norm.ts";
import { composed, kernel } from "./scope.ts";
import { sumChannels } from "./sum.ts";

export function batchNormTrain(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: number): BatchNormResult {
  return composed(() => {
    const count = x.size / Math.max(scale.size, 1);
    const mean = tf.div(sumChannels(x), count);
    const variance = tf.div(sumChannels(tf.square(tf.sub(x, mean))), count);
    const y = kernel("FusedBatchNorm", { x, scale, offset, mean, variance }, { varianceEpsilon: epsilon });
    return { y, mean, variance, saved: [tf.clone(mean), tf.clone(variance)] };
  });
}

/** The closed form: dx = scale / deviation * (dy - mean(dy) - normal * mean(dy * normal)). */
export function batchNormTrainGrad(
  dy: tf.Tensor,
  x: tf.Tensor,
  scale: tf.Tensor,
  [mean, variance]: readonly tf.Tensor[],
  epsilon: number,
): BatchNormGradients {
  return composed(() => {
    const count = x.size / Math.max(scale.size, 1);
    const inverse = tf.rsqrt(tf.add(variance!, epsilon));
    const centred = tf.sub(x, mean!);
    const dOffset = sumChannels(dy);
    const dScale = tf.mul(sumChannels(tf.mul(dy, centred)), inverse);
    const along = tf.mul(centred, tf.mul(tf.div(dScale, count), inverse));
    const dx = tf.mul(tf.sub(tf.sub(dy, tf.div(dOffset, count)), along), tf.mul(scale, inverse));
    return { dx, dScale, dOffset };
  });
}
