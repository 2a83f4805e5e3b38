import { type Pixels, planesOf, type Region, resized, type Size } from "./pixels.ts";
import type { FixedWeights } from "./resize-weights.ts";

/** Weights padded with 0 to groups of four, each group within the side: the loops then need no inner loop and no checks. */
interface Groups {
  readonly starts: Int32Array;
  readonly taps: number;
  readonly weights: Int32Array;
  readonly precision: number;
}

function grouped({ starts, sizes, taps, weights, precision }: FixedWeights, side: number): Groups {
  let most = 0;
  for (const size of sizes) most = Math.max(most, size);
  const padded = Math.min(Math.ceil(most / 4) * 4, side);
  const first = new Int32Array(starts.length);
  const values = new Int32Array(starts.length * padded);
  for (let i = 0; i < starts.length; i++) {
    first[i] = Math.min(starts[i]!, side - padded);
    const shift = starts[i]! - first[i]!;
    for (let j = 0; j < sizes[i]!; j++) values[i * padded + shift + j] = weights[i * taps + j]!;
  }
  return { starts: first, taps: padded, weights: values, precision };
}

/** Resizes bytes along rows, then along columns; undefined weights leave a side as it is. */
export function resizeBytes(
  pixels: Pixels,
  data: Uint8Array,
  to: Size,
  part: Region,
  columns: FixedWeights | undefined,
  rows: FixedWeights | undefined,
): Pixels {
  const { height, width } = pixels;
  const planes = planesOf(pixels);
  const area = to.height * to.width;
  const out = new Uint8Array(planes * area);
  const clamped = new Uint8ClampedArray(out.buffer);
  const across = columns && grouped(columns, part.width);
  const down = rows && grouped(rows, part.height);
  const middle = new Uint8ClampedArray(across && down ? part.height * to.width : 0);
  const bytes = new Uint8Array(middle.buffer);
  for (let plane = 0; plane < planes; plane++) {
    const start = (plane * height + part.top) * width + part.left;
    const at = plane * area;
    if (across && down) {
      alongRows(data, start, width, middle, 0, part.height, to.width, across);
      alongColumns(bytes, 0, to.width, clamped, at, to.height, to.width, down);
    } else if (across) alongRows(data, start, width, clamped, at, part.height, to.width, across);
    else if (down) alongColumns(data, start, width, clamped, at, to.height, to.width, down);
    else
      for (let y = 0; y < to.height; y++)
        out.set(data.subarray(start + y * width, start + y * width + to.width), at + y * to.width);
  }
  return resized(pixels, out, to);
}

const { imul } = Math;

/** One output column at a time, its weights in registers. */
function alongRows(
  data: Uint8Array,
  start: number,
  stride: number,
  out: Uint8ClampedArray,
  at: number,
  height: number,
  width: number,
  { starts, taps, weights, precision }: Groups,
): void {
  const half = 1 << (precision - 1);
  for (let x = 0; x < width; x++) {
    const w = x * taps;
    let from = start + starts[x]!;
    let to = at + x;
    if (taps === 4 || taps === 8) {
      const w0 = weights[w]!;
      const w1 = weights[w + 1]!;
      const w2 = weights[w + 2]!;
      const w3 = weights[w + 3]!;
      if (taps === 4)
        for (let y = 0; y < height; y++, from += stride, to += width)
          out[to] =
            (half +
              imul(data[from]!, w0) +
              imul(data[from + 1]!, w1) +
              imul(data[from + 2]!, w2) +
              imul(data[from + 3]!, w3)) >>
            precision;
      else {
        const w4 = weights[w + 4]!;
        const w5 = weights[w + 5]!;
        const w6 = weights[w + 6]!;
        const w7 = weights[w + 7]!;
        for (let y = 0; y < height; y++, from += stride, to += width)
          out[to] =
            (half +
              imul(data[from]!, w0) +
              imul(data[from + 1]!, w1) +
              imul(data[from + 2]!, w2) +
              imul(data[from + 3]!, w3) +
              imul(data[from + 4]!, w4) +
              imul(data[from + 5]!, w5) +
              imul(data[from + 6]!, w6) +
              imul(data[from + 7]!, w7)) >>
            precision;
      }
    } else
      for (let y = 0; y < height; y++, from += stride, to += width) {
        let sum = half;
        for (let j = 0; j < taps; j++) sum += imul(data[from + j]!, weights[w + j]!);
        out[to] = sum >> precision;
      }
  }
}

/** One output row at a time, its weights in registers. */
function alongColumns(
  data: Uint8Array,
  start: number,
  stride: number,
  out: Uint8ClampedArray,
  at: number,
  height: number,
  width: number,
  { starts, taps, weights, precision }: Groups,
): void {
  const half = 1 << (precision - 1);
  const sums = new Int32Array(width);
  for (let y = 0; y < height; y++) {
    const w = y * taps;
    const a = start + starts[y]! * stride;
    const to = at + y * width;
    if (taps === 4 || taps === 8) {
      const b = a + stride;
      const c = a + 2 * stride;
      const d = a + 3 * stride;
      const w0 = weights[w]!;
      const w1 = weights[w + 1]!;
      const w2 = weights[w + 2]!;
      const w3 = weights[w + 3]!;
      if (taps === 4)
        for (let x = 0; x < width; x++)
          out[to + x] =
            (half +
              imul(data[a + x]!, w0) +
              imul(data[b + x]!, w1) +
              imul(data[c + x]!, w2) +
              imul(data[d + x]!, w3)) >>
            precision;
      else {
        const e = a + 4 * stride;
        const f = a + 5 * stride;
        const g = a + 6 * stride;
        const h = a + 7 * stride;
        const w4 = weights[w + 4]!;
        const w5 = weights[w + 5]!;
        const w6 = weights[w + 6]!;
        const w7 = weights[w + 7]!;
        for (let x = 0; x < width; x++)
          out[to + x] =
            (half +
              imul(data[a + x]!, w0) +
              imul(data[b + x]!, w1) +
              imul(data[c + x]!, w2) +
              imul(data[d + x]!, w3) +
              imul(data[e + x]!, w4) +
              imul(data[f + x]!, w5) +
              imul(data[g + x]!, w6) +
              imul(data[h + x]!, w7)) >>
            precision;
      }
      continue;
    }
    sums.fill(half);
    for (let j = 0; j < taps; j++) {
      const row = a + j * stride;
      const weight = weights[w + j]!;
      for (let x = 0; x < width; x++) sums[x] = sums[x]! + imul(data[row + x]!, weight);
    }
    for (let x = 0; x < width; x++) out[to + x] = sums[x]! >> precision;
  }
}
