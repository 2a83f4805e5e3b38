import { LookedUp } from "./lazy.ts";
import type { Pixels } from "./pixels.ts";

const { fround } = Math;

const factor = fround(1 / 255);
const divided = Float32Array.from({ length: 256 }, (_, value) => value / 255);
const multiplied = Float32Array.from({ length: 256 }, (_, value) => value * factor);

/** Bytes to float32 in [0, 1]; `divide` picks ToTensor's x / 255, else it is ToDtype's x * (1 / 255). */
export function toFloats(pixels: Pixels, divide = false): Pixels {
  if (isFloat(pixels)) return pixels;
  const { data, channels } = pixels;
  if (!(data instanceof Uint8Array)) return { ...pixels, data: Float32Array.from(data, (x) => x * factor) };
  const tables = new Array<Float32Array>(channels).fill(divide ? divided : multiplied);
  return new LookedUp(data, tables, pixels);
}

export function isFloat(pixels: Pixels): boolean {
  return pixels instanceof LookedUp || pixels.data instanceof Float32Array;
}

/** float32 in [0, 1] to bytes, each of the 256 with an equal share of the range. */
export function toBytes(pixels: Pixels): Pixels {
  const { data } = pixels;
  if (data instanceof Uint8Array) return pixels;
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = fround(data[i]! * 255.999);
  return { ...pixels, data: out };
}

/** (x - mean) / std, channel by channel. */
export function normalize(pixels: Pixels, mean: readonly number[], std: readonly number[]): Pixels {
  const means = Float32Array.from({ length: pixels.channels }, (_, c) => (mean.length === 1 ? mean[0]! : mean[c]!));
  const stds = Float32Array.from({ length: pixels.channels }, (_, c) => (std.length === 1 ? std[0]! : std[c]!));
  if (pixels instanceof LookedUp) return pixels.map((value, c) => fround(value - means[c]!) / stds[c]!);
  const { data, channels, height, width } = pixels;
  const area = height * width;
  const out = new Float32Array(data.length);
  for (let start = 0, c = 0; start < data.length; start += area, c = (c + 1) % channels) {
    const m = means[c]!;
    const s = stds[c]!;
    for (let i = start; i < start + area; i++) out[i] = fround(data[i]! - m) / s;
  }
  return { ...pixels, data: out };
}

/** Puts `value` (one number, one a channel, or all [C, h, w] of them) over a region. */
export function erase(
  pixels: Pixels,
  { top, left, height, width }: { top: number; left: number; height: number; width: number },
  value: number | ArrayLike<number>,
): Pixels {
  const { data, channels } = pixels;
  const out = data.slice();
  const area = pixels.height * pixels.width;
  for (let start = 0, c = 0; start < data.length; start += area, c = (c + 1) % channels)
    for (let y = 0; y < height; y++) {
      const row = start + (top + y) * pixels.width + left;
      for (let x = 0; x < width; x++) {
        if (typeof value === "number") out[row + x] = value;
        else if (value.length === 1) out[row + x] = value[0]!;
        else if (value.length === channels) out[row + x] = value[c]!;
        else out[row + x] = value[(c * height + y) * width + x]!;
      }
    }
  return { ...pixels, data: out };
}
