import { allocate, type Pixels, resized } from "./pixels.ts";

const { fround } = Math;
const BYTE = fround(1 / 255);
const SIXTH = fround(1 / 6);

/** Turns the hue by `factor` of the colour circle, in [-0.5, 0.5]; grey images stay as they are. */
export function hue(pixels: Pixels, factor: number): Pixels {
  const { data, channels, height, width } = pixels;
  if (channels !== 1 && channels !== 3)
    throw new RangeError(`adjustHue: expected an image with 1 or 3 channels, got ${channels}`);
  if (!(factor >= -0.5 && factor <= 0.5))
    throw new RangeError(`adjustHue: expected a factor in [-0.5, 0.5], got ${factor}`);
  if (channels === 1) return pixels;
  const whole = data instanceof Uint8Array;
  const turn = fround(factor);
  const area = height * width;
  const out = allocate(data, data.length);
  const rgb = new Float32Array(3);
  for (let start = 0; start < data.length; start += 3 * area)
    for (let i = start; i < start + area; i++) {
      for (let c = 0; c < 3; c++) rgb[c] = whole ? data[i + c * area]! * BYTE : data[i + c * area]!;
      turnHue(rgb, turn);
      for (let c = 0; c < 3; c++) out[i + c * area] = whole ? fround(rgb[c]! * 255.999) : rgb[c]!;
    }
  return resized(pixels, out, pixels);
}

/** RGB to HSV, the turn, and back, in float32 step by step: bytes then come out as torchvision's. */
function turnHue(rgb: Float32Array, turn: number): void {
  const [r, g, b] = rgb as unknown as [number, number, number];
  const high = Math.max(r, g, b);
  const low = Math.min(r, g, b);
  const range = fround(high - low);
  const saturation = high === low ? 0 : fround(range / high);
  const divisor = high === low ? 1 : range;
  const rc = fround(fround(high - r) / divisor);
  const gc = fround(fround(high - g) / divisor);
  const bc = fround(fround(high - b) / divisor);
  const raw = high === r ? fround(bc - gc) : high === g ? fround(fround(rc + 2) - bc) : fround(fround(gc + 4) - rc);
  const start = fround(fround(fround(raw * SIXTH) + 1) % 1);
  const moved = fround(start + turn);
  const h = fround(moved - Math.floor(moved));
  const h6 = fround(h * 6);
  const sector = Math.floor(h6);
  const f = fround(h6 - sector);
  const sf = fround(saturation * f);
  const rest = fround(1 - saturation);
  const q = clamp01(fround(fround(1 - sf) * high));
  const t = clamp01(fround(fround(sf + rest) * high));
  const p = clamp01(fround(rest * high));
  const order = [
    [high, t, p],
    [q, high, p],
    [p, high, t],
    [p, q, high],
    [t, p, high],
    [high, p, q],
  ][sector % 6]!;
  rgb.set(order);
}

function clamp01(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
