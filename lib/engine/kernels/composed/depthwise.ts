// Gradient of a depthwise convolution's filters, one filter tap at a time.
import * as tf from "@tensorflow/tfjs-core";
import type { Geometry, Shape4D } from "../geometry.ts";
import { frame, pick } from "./rearrange.ts";
import { composed } from "./scope.ts";

/** dw of filters [kh, kw, 1, channels * multiplier]: for each tap the sum of what it saw times dy. */
export function depthwiseFilterGrad(
  x: tf.Tensor,
  filterShape: Shape4D,
  dy: tf.Tensor,
  { stride, padding, dilation, groups }: Geometry,
): tf.Tensor {
  return composed(() => {
    const [kh, kw, , outputs] = filterShape;
    const [n, oh, ow] = dy.shape as [number, number, number, number];
    const reach = [dilation[0] * (kh - 1), dilation[1] * (kw - 1)] as const;
    const size = [(oh - 1) * stride[0] + 1 + reach[0], (ow - 1) * stride[1] + 1 + reach[1]] as const;
    const padded = frame(x, [padding[0][0], padding[1][0]], size);
    const grads = tf.reshape(dy, [n * oh * ow, groups, outputs / groups]);
    const ones = tf.ones([1, n * oh * ow]) as tf.Tensor2D;
    const taps: tf.Tensor[] = [];
    for (let i = 0; i < kh; i++) {
      for (let j = 0; j < kw; j++) {
        const sum = tf.tidy(() => {
          const seen = pick(padded, [i * dilation[0], j * dilation[1]], stride, [oh, ow]);
          const products = tf.mul(tf.reshape(seen, [n * oh * ow, groups, 1]), grads);
          // A product with ones sums over rows faster than the Sum kernels do.
          return tf.matMul(ones, tf.reshape(products, [n * oh * ow, outputs]) as tf.Tensor2D);
        });
        taps.push(sum);
      }
    }
    return tf.reshape(tf.concat(taps, 0), [...filterShape]);
  });
}
