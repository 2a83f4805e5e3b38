// A whole sequence through an LSTM as one of TensorFlow's ops.
import type * as tf from "@tensorflow/tfjs-core";
import { executeOp, int64Scalar } from "../../tensorflow/execute.ts";

/** Gates in the order input, forget, new, output. */
export interface LstmInputs {
  /** [L, N, inputs] */
  x: tf.Tensor;
  /** [N, size] */
  h: tf.Tensor;
  c: tf.Tensor;
  /** [inputs + size, 4 size] */
  w: tf.Tensor;
  /** [4 size] */
  b: tf.Tensor;
  /** Any vector [size]: connections from the memory to the gates, which are not used. */
  peephole: tf.Tensor;
}

/** All [L, N, size]. */
export interface LstmResult {
  h: tf.Tensor;
  c: tf.Tensor;
  /** What the gradient needs. */
  saved: tf.Tensor[];
}

export interface LstmGradients {
  dx: tf.Tensor;
  dh: tf.Tensor;
  dc: tf.Tensor;
  dw: tf.Tensor;
  db: tf.Tensor;
}

/** Runs over a sequence of at least one step. */
export function lstm({ x, h, c, w, b, peephole }: LstmInputs): LstmResult {
  const length = int64Scalar(x.shape[0]!);
  try {
    const inputs = [length, x, c, h, w, peephole, peephole, peephole, b];
    const [i, cs, f, o, fresh, squashed, hs] = executeOp("BlockLSTMV2", { use_peephole: false }, inputs, 7) as Seven;
    return { h: hs, c: cs, saved: [i, cs, f, o, fresh, squashed, hs] };
  } finally {
    length.dispose();
  }
}

/** The gradients from those of all hidden states and memories. */
export function lstmGrad(
  { x, h, c, w, b, peephole }: LstmInputs,
  saved: readonly tf.Tensor[],
  dhs: tf.Tensor,
  dcs: tf.Tensor,
): LstmGradients {
  const length = int64Scalar(x.shape[0]!);
  try {
    const inputs = [length, x, c, h, w, peephole, peephole, peephole, b, ...saved, dcs, dhs];
    const [dx, dc, dh, dw, ...rest] = executeOp("BlockLSTMGradV2", { use_peephole: false }, inputs, 8);
    const db = rest.pop()!;
    for (const unused of rest) unused.dispose();
    return { dx: dx!, dh: dh!, dc: dc!, dw: dw!, db };
  } finally {
    length.dispose();
  }
}

type Seven = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
