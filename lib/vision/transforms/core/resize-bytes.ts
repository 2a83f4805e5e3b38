import { Interleaved } from "./lazy.ts";
import { type Loops, loopsWith, Places } from "./loops/loops.ts";
import { type Pixels, planesOf, type Region, resized, type Size } from "./pixels.ts";
import type { FixedWeights } from "./resize-weights.ts";

/** The loops sum so many products at a time: a side's weights are padded with 0 to groups of them. */
const ROW_GROUP = 8;
const COLUMN_GROUP = 2;

/** A side's weights and where they lie in the loops' memory. */
class Placed {
  readonly from: FixedWeights;
  readonly group: number;
  readonly groups: number;
  readonly starts: number;
  readonly weights: number;

  constructor(places: Places, from: FixedWeights, group: number) {
    let most = 1;
    for (const size of from.sizes) most = Math.max(most, size);
    this.from = from;
    this.group = group;
    this.groups = Math.ceil(most / group);
    // The loop along rows makes four outputs at a time.
    const outputs = Math.ceil(from.starts.length / 4) * 4;
    this.starts = places.take(4 * outputs);
    this.weights = places.take(2 * outputs * this.taps);
  }

  get taps(): number {
    return this.groups * this.group;
  }

  write(memory: ArrayBuffer): void {
    const { starts, sizes, taps, weights } = this.from;
    new Int32Array(memory, this.starts, Math.ceil(starts.length / 4) * 4).fill(0).set(starts);
    const padded = new Int16Array(memory, this.weights, starts.length * this.taps).fill(0);
    for (let i = 0; i < starts.length; i++)
      for (let j = 0; j < sizes[i]!; j++) padded[i * this.taps + j] = weights[i * taps + j]!;
  }
}

/** Resizes bytes along rows, then along columns; undefined weights leave a side as it is. */
export function resizeBytes(
  pixels: Pixels,
  to: Size,
  part: Region,
  columns: FixedWeights | undefined,
  rows: FixedWeights | undefined,
): Pixels {
  const planes = planesOf(pixels);
  const area = to.height * to.width;
  const out = new Uint8Array(planes * area);
  const places = new Places();
  const across = columns && new Placed(places, columns, ROW_GROUP);
  const down = rows && new Placed(places, rows, COLUMN_GROUP);
  const middle = places.take(part.height * to.width + (down?.taps ?? 0) * to.width);
  const result = places.take(area);
  const planeAt = placePlanes(pixels, part, places, (down?.taps ?? 0) * pixels.width + (across?.taps ?? 0));
  const loops = loopsWith(places.end);
  across?.write(loops.memory.buffer);
  down?.write(loops.memory.buffer);
  for (let plane = 0; plane < planes; plane++) {
    let [from, stride] = [planeAt(loops, plane), pixels.width];
    if (across) {
      const at = down ? middle : result;
      const { starts, weights, groups } = across;
      loops.alongRows(from, stride, at, part.height, to.width, starts, weights, groups, across.from.precision);
      [from, stride] = [at, to.width];
    }
    if (down) {
      const { starts, weights, groups } = down;
      loops.alongColumns(from, stride, result, to.height, to.width, starts, weights, groups, down.from.precision);
      [from, stride] = [result, to.width];
    }
    if (stride === to.width) out.set(loops.bytes.subarray(from, from + area), plane * area);
    else
      for (let y = 0; y < to.height; y++)
        out.set(loops.bytes.subarray(from + y * stride, from + y * stride + to.width), plane * area + y * to.width);
  }
  return resized(pixels, out, to);
}

/** Room for the part's rows; what comes back puts a plane there and tells where its first pixel is. */
function placePlanes(
  pixels: Pixels,
  { top, left, height, width }: Region,
  places: Places,
  beyond: number,
): (loops: Loops, plane: number) => number {
  const stride = pixels.width;
  if (pixels instanceof Interleaved) {
    const rows = pixels.interleaved.subarray(3 * top * stride, 3 * (top + height) * stride);
    const mixed = places.take(rows.length);
    const first = places.take(height * stride);
    const distance = places.end - first;
    places.take(2 * distance + beyond);
    return ({ bytes, split }, plane) => {
      if (plane === 0) {
        bytes.set(rows, mixed);
        split(mixed, first, height * stride, distance);
      }
      return first + plane * distance + left;
    };
  }
  const data = pixels.data as Uint8Array;
  const length = (height - 1) * stride + width;
  const at = places.take(length + beyond);
  return ({ bytes }, plane) => {
    const start = (plane * pixels.height + top) * stride + left;
    bytes.set(data.subarray(start, start + length), at);
    return at;
  };
}
