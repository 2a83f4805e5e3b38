// The gradient of max pooling, in plain JavaScript: tfjs's wasm kernel gives nothing to windows without a positive value,
// and to the last of equal maxima where PyTorch gives to the first (tfjs 4.22, tfjs-backend-wasm/src/cc/kernels/MaxPoolGrad.cc).
import * as tf from "@tensorflow/tfjs-core";
import { throwIfInterrupted } from "../../interrupt.ts";
import type { Pair, Shape4D, Windows } from "../geometry.ts";

/** [N, H, W, C] */
export function maxPool2dGrad(dy: tf.Tensor, x: tf.Tensor, y: tf.Tensor, windows: Windows): tf.Tensor {
  const [batch, height, width, channels] = x.shape as unknown as Shape4D;
  const images = { size: [height, width] as const, channels, x: x.dataSync(), y: y.dataSync(), dy: dy.dataSync() };
  const dx = new Float32Array(x.size);
  for (let n = 0; n < batch; n++) {
    throwIfInterrupted();
    spread(images, windows, n, dx);
  }
  return tf.tensor(dx, [...x.shape]);
}

interface Images {
  size: Pair;
  channels: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  dy: ArrayLike<number>;
}

/** Adds each window's gradient to the first pixel that holds the window's maximum, for image `n`. */
function spread(
  { size: [height, width], channels, x, y, dy }: Images,
  { kernel, stride, padding, output }: Windows,
  n: number,
  dx: Float32Array,
): void {
  for (let i = 0; i < output[0]; i++) {
    const top = i * stride[0] - padding[0][0];
    const [firstRow, lastRow] = [Math.max(top, 0), Math.min(top + kernel[0], height)];
    for (let j = 0; j < output[1]; j++) {
      const left = j * stride[1] - padding[1][0];
      const [firstColumn, lastColumn] = [Math.max(left, 0), Math.min(left + kernel[1], width)];
      const size = [lastRow - firstRow, lastColumn - firstColumn] as const;
      const pixel = ((n * height + firstRow) * width + firstColumn) * channels;
      const window = ((n * output[0] + i) * output[1] + j) * channels;
      for (let c = 0; c < channels; c++) {
        const place = find(x, y[window + c]!, pixel + c, size, [width * channels, channels]);
        if (place >= 0) dx[place]! += dy[window + c]!;
      }
    }
  }
}

/** Where a value first stands in a rectangle, row by row; -1 for NaN, which stands nowhere. */
function find(x: ArrayLike<number>, value: number, start: number, [rows, columns]: Pair, steps: Pair): number {
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const at = start + row * steps[0] + column * steps[1];
      if (x[at] === value) return at;
    }
  return -1;
}
