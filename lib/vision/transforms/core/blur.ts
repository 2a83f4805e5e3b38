import { allocate, type Pixels, planesOf, resized, roundHalfEven } from "./pixels.ts";

/** A Gaussian over `size` samples as torchvision has it, which is narrower than `sigma` says: x runs over (size - 1) / sqrt(8) * [-1, 1]. */
export function gaussianKernel(size: number, sigma: number): Float64Array {
  const limit = (size - 1) / (2 * Math.SQRT2);
  const step = size === 1 ? 0 : (2 * limit) / (size - 1);
  const kernel = Float64Array.from({ length: size }, (_, i) => Math.exp(-(((-limit + i * step) / sigma) ** 2)));
  const sum = kernel.reduce((a, b) => a + b, 0);
  return kernel.map((value) => Math.fround(value / sum));
}

/** Convolves with one kernel along rows and one along columns, mirrored at the borders. */
export function blur(pixels: Pixels, alongX: Float64Array, alongY: Float64Array): Pixels {
  const { data, height, width } = pixels;
  const [rx, ry] = [alongX.length >> 1, alongY.length >> 1];
  if (rx >= width || ry >= height)
    throw new RangeError(
      `gaussianBlur: expected a kernel that reaches less than the image's side, got ${alongX.length}x${alongY.length} for ${width}x${height}`,
    );
  const planes = planesOf(pixels);
  const out = allocate(data, data.length);
  const whole = !(data instanceof Float32Array);
  const padded = new Float64Array(width + 2 * rx);
  const middle = new Float64Array(height * width);
  const sums = new Float64Array(width);
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < height; y++) {
      const row = (plane * height + y) * width;
      for (let x = 0; x < width; x++) padded[rx + x] = data[row + x]!;
      for (let k = 1; k <= rx; k++) {
        padded[rx - k] = data[row + k]!;
        padded[rx + width - 1 + k] = data[row + width - 1 - k]!;
      }
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = 0; k < alongX.length; k++) sum += padded[x + k]! * alongX[k]!;
        middle[y * width + x] = sum;
      }
    }
    for (let y = 0; y < height; y++) {
      sums.fill(0);
      for (let k = 0; k < alongY.length; k++) {
        let from = Math.abs(y + k - ry);
        if (from >= height) from = 2 * height - 2 - from;
        const [row, weight] = [from * width, alongY[k]!];
        for (let x = 0; x < width; x++) sums[x]! += middle[row + x]! * weight;
      }
      const to = (plane * height + y) * width;
      if (whole) for (let x = 0; x < width; x++) out[to + x] = roundHalfEven(sums[x]!);
      else for (let x = 0; x < width; x++) out[to + x] = sums[x]!;
    }
  }
  return resized(pixels, out, pixels);
}
