// Gradients of a convolution as convolutions of rearranged tensors: right for every stride, padding, dilation and number
// of groups, wherever a forward convolution knows them.
import * as tf from "@tensorflow/tfjs-core";
import { type Geometry, isOne, isUnpadded, type Pair, type Shape4D } from "../geometry.ts";
import { frame, insertZeros, pick, place, rotate } from "./rearrange.ts";
import { composed } from "./scope.ts";

export type Convolution = (x: tf.Tensor, w: tf.Tensor, geometry: Geometry) => tf.Tensor;

/** dx: dy with its rows and columns set apart by the stride, convolved with the turned filters. */
export function conv2dInputGrad(
  convolve: Convolution,
  inputShape: Shape4D,
  w: tf.Tensor,
  dy: tf.Tensor,
  { stride, padding, dilation, groups }: Geometry,
): tf.Tensor {
  return composed(() => {
    const [, height, width] = inputShape;
    const [kh, kw, inputs, outputs] = w.shape as [number, number, number, number];
    if (isPointwise(kh, kw, padding, groups)) {
      const dx = multiply(dy, tf.reshape(w, [inputs, outputs]));
      return isOne(stride)
        ? frame(dx, [0, 0], [height, width])
        : frame(insertZeros(dx, stride), [0, 0], [height, width]);
    }
    const turned = rotate(transposeGroups(w, groups));
    const spread = isOne(stride) ? dy : insertZeros(dy, stride);
    const reach = [dilation[0] * (kh - 1), dilation[1] * (kw - 1)] as const;
    // A stride of 1 turns an image of height + reach rows into one of height rows.
    const offset: Pair = [reach[0] - padding[0][0], reach[1] - padding[1][0]];
    const placed = place(spread, offset, [height + reach[0], width + reach[1]]);
    return convolve(placed.images, turned, { stride: [1, 1], padding: placed.padding, dilation, groups });
  });
}

/** dw: the input with channels for its batch, convolved with dy as the filter; stride and dilation change places. */
export function conv2dFilterGrad(
  convolve: Convolution,
  x: tf.Tensor,
  filterShape: Shape4D,
  dy: tf.Tensor,
  { stride, padding, dilation, groups }: Geometry,
): tf.Tensor {
  return composed(() => {
    const [kh, kw, inputs, outputs] = filterShape;
    const [n, oh, ow] = dy.shape as [number, number, number, number];
    if (isPointwise(kh, kw, padding, groups)) {
      const seen = tf.reshape(pick(x, [0, 0], stride, [oh, ow]), [-1, inputs]);
      return tf.reshape(tf.matMul(tf.transpose(seen), tf.reshape(dy, [-1, outputs]) as tf.Tensor2D), [...filterShape]);
    }
    const [, h, w] = x.shape as [number, number, number, number];
    const channelsFirst = tf.transpose(tf.reshape(x, [n, h, w, groups, inputs]), [4, 1, 2, 3, 0]);
    const images = tf.reshape(channelsFirst, [inputs, h, w, groups * n]);
    const filters = tf.transpose(dy, [1, 2, 0, 3]);
    // As many rows and columns as leave exactly kh x kw places for the filter.
    const size: Pair = [
      (oh - 1) * stride[0] + (kh - 1) * dilation[0] + 1,
      (ow - 1) * stride[1] + (kw - 1) * dilation[1] + 1,
    ];
    const placed = place(images, [padding[0][0], padding[1][0]], size);
    const swapped = { stride: dilation, padding: placed.padding, dilation: stride, groups };
    return tf.transpose(convolve(placed.images, filters, swapped), [1, 2, 0, 3]);
  });
}

function isPointwise(kh: number, kw: number, padding: Geometry["padding"], groups: number): boolean {
  return kh === 1 && kw === 1 && groups === 1 && isUnpadded(padding);
}

/** Images times the transpose of a [inputs, outputs] matrix, pixel by pixel. */
function multiply(dy: tf.Tensor, w: tf.Tensor): tf.Tensor {
  const [n, oh, ow, outputs] = dy.shape as [number, number, number, number];
  const product = tf.matMul(tf.reshape(dy, [n * oh * ow, outputs]) as tf.Tensor2D, tf.transpose(w) as tf.Tensor2D);
  return tf.reshape(product, [n, oh, ow, w.shape[0]!]);
}

/** [kh, kw, in / groups, out] to [kh, kw, out / groups, in]. */
function transposeGroups(w: tf.Tensor, groups: number): tf.Tensor {
  const [kh, kw, inputs, outputs] = w.shape as [number, number, number, number];
  if (groups === 1) return tf.transpose(w, [0, 1, 3, 2]);
  const apart = tf.reshape(w, [kh, kw, inputs, groups, outputs / groups]);
  return tf.reshape(tf.transpose(apart, [0, 1, 4, 3, 2]), [kh, kw, outputs / groups, groups * inputs]);
}
