// Batch normalization as TensorFlow's fused ops.
import * as tf from "@tensorflow/tfjs-core";
import { executeOp, float } from "../../tensorflow/execute.ts";
import type { BatchNormGradients, BatchNormResult } from "../batch-norm.ts";
import { composed } from "../composed/scope.ts";

export function batchNormTrain(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: number): BatchNormResult {
  return composed(() => {
    // Mean and variance are inputs for inference only: of two of the right shape the op reads nothing.
    const inputs = [x, scale, offset, offset, offset];
    const [y, mean, unbiased, ...saved] = executeOp("FusedBatchNormV3", attributesOf(epsilon), inputs, 6);
    const count = x.size / Math.max(scale.size, 1);
    return { y: y!, mean: mean!, variance: tf.mul(unbiased!, (count - 1) / Math.max(count, 1)), saved };
  });
}

export function batchNormTrainGrad(
  dy: tf.Tensor,
  x: tf.Tensor,
  scale: tf.Tensor,
  saved: readonly tf.Tensor[],
  epsilon: number,
): BatchNormGradients {
  const [dx, dScale, dOffset, ...unused] = executeOp(
    "FusedBatchNormGradV3",
    attributesOf(epsilon),
    [dy, x, scale, ...saved],
    5,
  );
  for (const output of unused) output.dispose();
  return { dx: dx!, dScale: dScale!, dOffset: dOffset! };
}

function attributesOf(epsilon: number) {
  return { epsilon: float(epsilon), data_format: "NHWC", is_training: true };
}
