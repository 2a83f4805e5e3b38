import { allocate, boundOf, countOf, type PixelArray, type Pixels, resized } from "./pixels.ts";

const { fround } = Math;
const RED = fround(0.2989);
const GREEN = fround(0.587);
const BLUE = fround(0.114);

function checkColors(op: string, { data, channels }: Pixels): void {
  if (channels !== 1 && channels !== 3)
    throw new RangeError(`${op}: expected an image with 1 or 3 channels, got ${channels}`);
  if (data instanceof Int32Array) throw new TypeError(`${op}: expected a uint8 or float32 image, got int32`);
}

/** Each value through a function that depends on it alone: bytes through a table. */
export function mapValues(pixels: Pixels, fn: (value: number) => number): Pixels {
  const { data } = pixels;
  const out = allocate(data, data.length);
  if (data instanceof Uint8Array) {
    const table = Uint8Array.from({ length: 256 }, (_, value) => fn(value));
    for (let i = 0; i < data.length; i++) out[i] = table[data[i]!]!;
  } else for (let i = 0; i < data.length; i++) out[i] = fn(data[i]!);
  return resized(pixels, out, pixels);
}

function clamp(value: number, bound: number): number {
  return Math.min(Math.max(value, 0), bound);
}

/** Luma of pixel i of an image that starts at `start`, in float32 as PyTorch adds it up. */
function luma(data: PixelArray, start: number, area: number, i: number): number {
  const at = start + i;
  return fround(fround(fround(data[at]! * RED) + data[at + area]! * GREEN) + data[at + 2 * area]! * BLUE);
}

/** 0.2989 R + 0.587 G + 0.114 B, cut to a whole number for bytes; in one channel or in three equal ones. */
export function grayscale(pixels: Pixels, channels: number): Pixels {
  const { data, height, width } = pixels;
  if (pixels.channels !== 1 && pixels.channels !== 3)
    throw new RangeError(`grayscale: expected an image with 1 or 3 channels, got ${pixels.channels}`);
  if (channels !== 1 && channels !== 3)
    throw new RangeError(`grayscale: expected numOutputChannels 1 or 3, got ${channels}`);
  const area = height * width;
  const count = countOf(pixels);
  const out = allocate(data, count * channels * area);
  for (let n = 0; n < count; n++) {
    const from = n * pixels.channels * area;
    const to = n * channels * area;
    if (pixels.channels === 1) out.set(data.subarray(from, from + area), to);
    else for (let i = 0; i < area; i++) out[to + i] = luma(data, from, area, i);
    for (let c = 1; c < channels; c++) out.copyWithin(to + c * area, to, to + area);
  }
  return { data: out, channels, height, width };
}

export function brightness(pixels: Pixels, factor: number): Pixels {
  checkColors("adjustBrightness", pixels);
  const [ratio, bound] = [fround(factor), boundOf(pixels.data)];
  return mapValues(pixels, (value) => clamp(fround(value * ratio), bound));
}

/** Towards (or away from) the mean of each image's grey values. */
export function contrast(pixels: Pixels, factor: number): Pixels {
  checkColors("adjustContrast", pixels);
  const { data, channels, height, width } = pixels;
  const [ratio, rest, bound] = [fround(factor), fround(1 - factor), boundOf(data)];
  const [area, size] = [height * width, channels * height * width];
  const whole = data instanceof Uint8Array;
  const out = allocate(data, data.length);
  for (let start = 0; start < data.length; start += size) {
    let sum = 0;
    for (let i = 0; i < area; i++) {
      const grey = channels === 1 ? data[start + i]! : luma(data, start, area, i);
      sum += whole ? Math.floor(grey) : grey;
    }
    const mean = fround(sum / area);
    const part = resized(pixels, data.subarray(start, start + size), pixels);
    out.set(mapValues(part, (value) => clamp(fround(fround(value * ratio) + rest * mean), bound)).data, start);
  }
  return resized(pixels, out, pixels);
}

/** Towards (or away from) each pixel's own grey value. */
export function saturation(pixels: Pixels, factor: number): Pixels {
  checkColors("adjustSaturation", pixels);
  const { data, channels, height, width } = pixels;
  if (channels === 1) return pixels;
  const [ratio, rest, bound] = [fround(factor), fround(1 - factor), boundOf(data)];
  const area = height * width;
  const whole = data instanceof Uint8Array;
  const out = allocate(data, data.length);
  for (let start = 0; start < data.length; start += 3 * area)
    for (let i = 0; i < area; i++) {
      const grey = luma(data, start, area, i);
      const pull = rest * (whole ? Math.floor(grey) : grey);
      for (let at = start + i, c = 0; c < 3; c++, at += area)
        out[at] = clamp(fround(fround(data[at]! * ratio) + pull), bound);
    }
  return resized(pixels, out, pixels);
}

/** A mix with a 3x3 blur: below 1 softer, above 1 sharper; the outermost pixels stay. */
export function sharpness(pixels: Pixels, factor: number): Pixels {
  checkColors("adjustSharpness", pixels);
  const { data, height, width } = pixels;
  if (height <= 2 || width <= 2) return pixels;
  const [edge, middle] = [fround(1 / 13), fround(5 / 13)];
  const [rest, bound] = [fround(1 - factor), boundOf(data)];
  const whole = data instanceof Uint8Array;
  const out = data.slice();
  const area = height * width;
  for (let plane = 0; plane < data.length; plane += area)
    for (let y = 1; y < height - 1; y++)
      for (let x = 1, at = plane + y * width + 1; x < width - 1; x++, at++) {
        const around =
          data[at - width - 1]! +
          data[at - width]! +
          data[at - width + 1]! +
          data[at - 1]! +
          data[at + 1]! +
          data[at + width - 1]! +
          data[at + width]! +
          data[at + width + 1]!;
        const blurred = fround(around * edge + data[at]! * middle);
        const difference = fround((whole ? Math.round(blurred) : blurred) - data[at]!);
        out[at] = clamp(fround(data[at]! + rest * difference), bound);
      }
  if (!whole) for (let i = 0; i < out.length; i++) out[i] = clamp(out[i]!, bound);
  return resized(pixels, out, pixels);
}

/** The channels of each image in another order. */
export function permuteChannels(pixels: Pixels, order: ArrayLike<number>): Pixels {
  const { data, channels, height, width } = pixels;
  if (order.length !== channels)
    throw new RangeError(`permuteChannels: expected an order of ${channels} channels, got ${order.length}`);
  const area = height * width;
  const out = allocate(data, data.length);
  for (let start = 0; start < data.length; start += channels * area)
    for (let c = 0; c < channels; c++) {
      const from = start + order[c]! * area;
      out.set(data.subarray(from, from + area), start + c * area);
    }
  return resized(pixels, out, pixels);
}
