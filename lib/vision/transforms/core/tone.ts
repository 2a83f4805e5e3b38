import { mapValues } from "./color.ts";
import { toBytes, toFloats } from "./convert.ts";
import { allocate, boundOf, type Pixels, resized } from "./pixels.ts";

const { fround } = Math;

export function invert(pixels: Pixels): Pixels {
  const bound = boundOf(pixels.data);
  return mapValues(pixels, (value) => bound - value);
}

/** Keeps the highest `bits` bits of each byte. */
export function posterize(pixels: Pixels, bits: number): Pixels {
  if (!Number.isInteger(bits) || bits < 0 || bits > 8)
    throw new RangeError(`posterize: expected a whole number of bits in [0, 8], got ${bits}`);
  if (pixels.data instanceof Float32Array) {
    const levels = 2 ** bits;
    return mapValues(pixels, (value) => Math.min(Math.max(Math.floor(fround(value * levels)), 0), levels - 1) / levels);
  }
  const mask = bits >= 8 ? 255 : ((1 << bits) - 1) << (8 - bits);
  return mapValues(pixels, (value) => value & mask);
}

/** Inverts the values from `threshold` on. */
export function solarize(pixels: Pixels, threshold: number): Pixels {
  const bound = boundOf(pixels.data);
  if (threshold > bound)
    throw new RangeError(`solarize: expected a threshold of at most ${bound}, the largest pixel, got ${threshold}`);
  const from = pixels.data instanceof Float32Array ? fround(threshold) : threshold;
  return mapValues(pixels, (value) => (value >= from ? bound - value : value));
}

/** Stretches each channel to the whole range. */
export function autocontrast(pixels: Pixels): Pixels {
  const { data, height, width } = pixels;
  const area = height * width;
  const bound = boundOf(data);
  const out = allocate(data, data.length);
  for (let start = 0; start < data.length; start += area) {
    const part = data.subarray(start, start + area);
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < area; i++) {
      if (part[i]! < low) low = part[i]!;
      if (part[i]! > high) high = part[i]!;
    }
    const flat = low === high;
    const scale = flat ? 1 : fround(fround(high - low) * fround(1 / bound));
    const base = flat ? 0 : low;
    const stretch = (value: number) => Math.min(Math.max(fround(fround(value - base) / scale), 0), bound);
    out.set(mapValues({ data: part, channels: 1, height, width }, stretch).data, start);
  }
  return resized(pixels, out, pixels);
}

/** Makes the histogram of each channel flat, as Pillow does; floats pass through bytes. */
export function equalize(pixels: Pixels): Pixels {
  if (pixels.data instanceof Float32Array) return toFloats(equalize(toBytes(pixels)));
  const { data, height, width } = pixels;
  const area = height * width;
  const out = allocate(data, data.length);
  for (let start = 0; start < data.length; start += area) {
    const part = data.subarray(start, start + area);
    const table = equalizeTable(part);
    for (let i = 0; i < area; i++) out[start + i] = table ? table[part[i]!]! : part[i]!;
  }
  return resized(pixels, out, pixels);
}

function equalizeTable(values: ArrayLike<number>): Uint8Array | undefined {
  const histogram = new Int32Array(256);
  for (let i = 0; i < values.length; i++) histogram[values[i]!]!++;
  const last = histogram.findLastIndex((count) => count > 0);
  const step = Math.floor((values.length - histogram[last]!) / 255);
  if (step === 0) return undefined;
  const table = new Uint8Array(256);
  for (let value = 1, below = 0; value < 256; value++) {
    below += histogram[value - 1]!;
    table[value] = Math.min(Math.floor((below + (step >> 1)) / step), 255);
  }
  return table;
}
