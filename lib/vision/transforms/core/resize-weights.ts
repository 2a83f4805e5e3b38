export type ResampleMode = "bilinear" | "bicubic";

/** Each output position is a weighted sum of `sizes[i]` inputs from `starts[i]` on; its weights begin at i * taps. */
export interface ResizeWeights {
  readonly starts: Int32Array;
  readonly sizes: Int32Array;
  readonly taps: number;
  readonly weights: Float64Array;
}

/** Weights of whole numbers: a sum is to be shifted right by `precision`. */
export interface FixedWeights extends Omit<ResizeWeights, "weights"> {
  readonly weights: Int16Array;
  readonly precision: number;
}

function triangle(x: number): number {
  const distance = Math.abs(x);
  return distance < 1 ? 1 - distance : 0;
}

/** Keys 1981; `a` is -0.5 with antialiasing (as in Pillow) and -0.75 without (as in OpenCV). */
function cubic(x: number, a: number): number {
  const distance = Math.abs(x);
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * a;
  return 0;
}

/**
 * Weights of a resize along one side, as `torch.nn.functional.interpolate` with alignCorners false has them.
 *
 * Antialiasing widens the filter by the factor of the reduction; it changes nothing where an image grows.
 */
export function resizeWeights(from: number, to: number, mode: ResampleMode, antialias: boolean): ResizeWeights {
  return antialias ? wideWeights(from, to, mode) : narrowWeights(from, to, mode);
}

function wideWeights(from: number, to: number, mode: ResampleMode): ResizeWeights {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  const support = (mode === "bilinear" ? 1 : 2) * reach;
  const taps = Math.ceil(support) * 2 + 1;
  const out = emptyWeights(to, taps);
  for (let i = 0; i < to; i++) {
    const center = scale * (i + 0.5);
    const start = Math.max(Math.trunc(center - support + 0.5), 0);
    const size = Math.min(Math.max(Math.min(Math.trunc(center + support + 0.5), from) - start, 0), taps);
    let total = 0;
    for (let j = 0; j < size; j++) {
      const x = (j + start - center + 0.5) / reach;
      const weight = mode === "bilinear" ? triangle(x) : cubic(x, -0.5);
      out.weights[i * taps + j] = weight;
      total += weight;
    }
    if (total !== 0) for (let j = 0; j < size; j++) out.weights[i * taps + j]! /= total;
    out.starts[i] = start;
    out.sizes[i] = size;
  }
  return out;
}

function narrowWeights(from: number, to: number, mode: ResampleMode): ResizeWeights {
  const scale = from / to;
  const taps = mode === "bilinear" ? 2 : 4;
  const out = emptyWeights(to, taps);
  for (let i = 0; i < to; i++) {
    const position = scale * (i + 0.5) - 0.5;
    const source = mode === "bilinear" ? Math.max(position, 0) : position;
    const index = Math.min(Math.floor(source), from - 1);
    const lambda = Math.min(Math.max(source - index, 0), 1);
    const first = index - taps / 2 + 1;
    const start = Math.max(first, 0);
    const size = Math.min(first + taps, from) - start;
    for (let j = 0; j < taps; j++) {
      const x = j + 1 - taps / 2 - lambda;
      // Inputs beyond a border are the border's pixel again.
      const at = Math.min(Math.max(first + j, 0), from - 1) - start;
      out.weights[i * taps + at]! += mode === "bilinear" ? triangle(x) : cubic(x, -0.75);
    }
    out.starts[i] = start;
    out.sizes[i] = size;
  }
  return out;
}

function emptyWeights(to: number, taps: number): ResizeWeights {
  return { starts: new Int32Array(to), sizes: new Int32Array(to), taps, weights: new Float64Array(to * taps) };
}

/** The weights as 16-bit whole numbers with as many bits as the largest one leaves, which is how PyTorch resizes bytes. */
export function fixedWeights({ starts, sizes, taps, weights }: ResizeWeights): FixedWeights {
  let largest = 0;
  for (const weight of weights) if (weight > largest) largest = weight;
  let precision = 0;
  while (precision < 22 && Math.trunc(0.5 + largest * 2 ** (precision + 1)) < 2 ** 15) precision++;
  const factor = 2 ** precision;
  const whole = new Int16Array(weights.length);
  for (let i = 0; i < whole.length; i++) whole[i] = Math.trunc(weights[i]! * factor + (weights[i]! < 0 ? -0.5 : 0.5));
  return { starts, sizes, taps, weights: whole, precision };
}
