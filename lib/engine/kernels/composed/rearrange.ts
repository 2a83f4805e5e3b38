// Rearrangements of images [N, H, W, C] and filters [kh, kw, in, out] that gradients of convolutions are made of.
import * as tf from "@tensorflow/tfjs-core";
import { isOne, isUnpadded, type Padding, type Pair, paddingOf4D } from "../geometry.ts";

type Sizes = [number, number, number, number];

/** Puts `stride - 1` zeros between neighbours. The zeros after the last row and column stay: cut them with `place`. */
export function insertZeros(images: tf.Tensor, [strideH, strideW]: Pair): tf.Tensor {
  const [n, h, w, c] = images.shape as Sizes;
  const wide = strideW === 1 ? images : padAfter(tf.reshape(images, [n * h, w, 1, c]), 2, strideW - 1);
  const both = strideH === 1 ? wide : padAfter(tf.reshape(wide, [n, h, 1, w * strideW * c]), 2, strideH - 1);
  return tf.reshape(both, [n, h * strideH, w * strideW, c]);
}

/**
 * Images shifted down and right by `offset` in a frame of `size`: cut to what lies inside, with the zeros around it as
 * padding, which a convolution adds at no cost.
 */
export function place(images: tf.Tensor, offset: Pair, size: Pair): { images: tf.Tensor; padding: Padding } {
  const [n, h, w, c] = images.shape as Sizes;
  const vertical = overlap(h, offset[0], size[0]);
  const horizontal = overlap(w, offset[1], size[1]);
  const padding = [vertical.padding, horizontal.padding] as const;
  if (vertical.kept === h && horizontal.kept === w) return { images, padding };
  const begin = [0, vertical.begin, horizontal.begin, 0];
  return { images: tf.slice(images, begin, [n, vertical.kept, horizontal.kept, c]), padding };
}

function overlap(length: number, offset: number, size: number): { begin: number; kept: number; padding: Pair } {
  const begin = Math.max(-offset, 0);
  const before = Math.max(offset, 0);
  const kept = Math.min(length - begin, size - before);
  return { begin, kept, padding: [before, size - before - kept] };
}

/** As `place`, with the zeros added. */
export function frame(images: tf.Tensor, offset: Pair, size: Pair): tf.Tensor {
  const placed = place(images, offset, size);
  return isUnpadded(placed.padding) ? placed.images : tf.pad(placed.images, paddingOf4D(placed.padding));
}

/** Every `stride`-th row and column, `size` of them, from `offset` on. */
export function pick(images: tf.Tensor, offset: Pair, stride: Pair, size: Pair): tf.Tensor {
  const [n, h, w, c] = images.shape as Sizes;
  const end = [offset[0] + (size[0] - 1) * stride[0] + 1, offset[1] + (size[1] - 1) * stride[1] + 1] as const;
  if (isOne(stride)) {
    if (offset[0] === 0 && offset[1] === 0 && size[0] === h && size[1] === w) return images;
    return tf.slice(images, [0, ...offset, 0], [n, ...size, c]);
  }
  return tf.stridedSlice(images, [0, ...offset, 0], [n, ...end, c], [1, ...stride, 1]);
}

/** Turns the kh x kw planes of filters by 180 degrees: whole planes are copied, which is faster than any Reverse kernel. */
export function rotate(filters: tf.Tensor): tf.Tensor {
  const [kh, kw, ...rest] = filters.shape;
  if (kh! * kw! === 1) return filters;
  const planes = tf.split(tf.reshape(filters, [kh! * kw!, -1]), kh! * kw!, 0);
  return tf.reshape(tf.concat(planes.reverse(), 0), [kh!, kw!, ...rest]);
}

function padAfter(x: tf.Tensor, dim: number, count: number): tf.Tensor {
  return tf.pad(
    x,
    x.shape.map((_, i) => [0, i === dim ? count : 0]),
  );
}
