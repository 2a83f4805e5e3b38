import * as tf from "@tensorflow/tfjs-core";

/**
 * The sum of [N, H, W, C] over all but the channels: over the batch, then over the places, so that no float32
 * accumulator takes more than a few thousand terms.
 */
export function sumChannels(x: tf.Tensor): tf.Tensor {
  const channels = x.shape.at(-1)!;
  const batch = x.shape[0]!;
  const places = x.size / Math.max(batch * channels, 1);
  if (x.size === 0) return tf.zeros([channels]);
  const images = sumRows(tf.reshape(x, [batch, places * channels]));
  return tf.reshape(sumRows(tf.reshape(images, [places, channels])), [channels]);
}

function sumRows(x: tf.Tensor): tf.Tensor {
  const rows = x.shape[0]!;
  return rows === 1 ? x : tf.matMul(tf.ones([1, rows]) as tf.Tensor2D, x as tf.Tensor2D);
}
