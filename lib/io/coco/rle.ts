// Run-length masks exactly as pycocotools makes them: common/maskApi.c of cocodataset/cocoapi (simplified BSD licence).
import { FormatError } from "../format-error.ts";

/** Lengths of runs of 0 and 1 in turn, beginning with 0, down the columns from left to right. */
export interface Rle {
  size: readonly [height: number, width: number];
  counts: readonly number[];
}

/** 0 or 1 a pixel, row by row. */
export interface BinaryMask {
  height: number;
  width: number;
  data: Uint8Array;
}

const MAX_PIXELS = 2 ** 28;

/**
 * @example
 * rleEncode({ height: 2, width: 2, data: new Uint8Array([0, 1, 0, 1]) }).counts; // [2, 2]
 */
export function rleEncode({ height, width, data }: BinaryMask): Rle {
  const counts: number[] = [];
  let [previous, run] = [0, 0];
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) {
      const value = data[y * width + x] === 0 ? 0 : 1;
      if (value !== previous) {
        counts.push(run);
        [previous, run] = [value, 0];
      }
      run++;
    }
  counts.push(run);
  return { size: [height, width], counts };
}

/**
 * @example
 * rleDecode({ size: [2, 2], counts: [2, 2] }).data; // Uint8Array [0, 1, 0, 1]
 */
export function rleDecode(rle: Rle): BinaryMask {
  checkRle(rle);
  const [height, width] = rle.size;
  const data = new Uint8Array(height * width);
  let at = 0;
  for (const [i, count] of rle.counts.entries()) {
    if (i % 2 === 1) for (let k = at; k < at + count; k++) data[(k % height) * width + Math.floor(k / height)] = 1;
    at += count;
  }
  return { height, width, data };
}

/** The number of pixels that are 1. */
export function rleArea({ counts }: Rle): number {
  return counts.reduce((sum, count, i) => sum + (i % 2) * count, 0);
}

/** The union of masks of one size, or what they share. */
export function rleMerge(masks: readonly Rle[], { intersect = false }: { intersect?: boolean } = {}): Rle {
  const [first, ...others] = masks;
  if (!first) return { size: [0, 0], counts: [] };
  return others.reduce((a, b) => mergeTwo(a, b, intersect), first);
}

function mergeTwo(first: Rle, second: Rle, intersect: boolean): Rle {
  if (first.size.join() !== second.size.join())
    throw new RangeError(`rleMerge: expected masks of one size, got [${first.size}] and [${second.size}]`);
  const counts: number[] = [];
  let [left, right] = [first.counts[0]!, second.counts[0]!];
  let [a, b, inA, inB, value, run] = [1, 1, false, false, false, 0];
  for (let more = true; more; ) {
    const step = Math.min(left, right);
    run += step;
    left -= step;
    right -= step;
    if (left === 0 && a < first.counts.length) {
      left = first.counts[a++]!;
      inA = !inA;
    }
    if (right === 0 && b < second.counts.length) {
      right = second.counts[b++]!;
      inB = !inB;
    }
    more = left + right > 0;
    const before = value;
    value = intersect ? inA && inB : inA || inB;
    if (value !== before || !more) {
      counts.push(run);
      run = 0;
    }
  }
  return { size: first.size, counts };
}

/** The smallest box around the pixels that are 1, as [x, y, width, height]. */
export function rleToBbox({ size: [height, width], counts }: Rle): [number, number, number, number] {
  const runs = Math.floor(counts.length / 2) * 2;
  if (runs === 0) return [0, 0, 0, 0];
  let [left, top, right, bottom, at, from] = [width, height, 0, 0, 0, 0];
  for (let i = 0; i < runs; i++) {
    at += counts[i]!;
    const t = at - (i % 2);
    const y = t % height;
    const x = Math.floor(t / height);
    if (i % 2 === 0) from = x;
    else if (from < x) [top, bottom] = [0, height - 1];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return [left, top, right - left + 1, bottom - top + 1];
}

/** Refuses runs that do not fill the mask; `name` stands in the error. */
export function checkRle({ size, counts }: Rle, name = "run-length mask"): void {
  const [height, width] = size;
  if (![height, width].every((side) => Number.isInteger(side) && side >= 0) || height * width > MAX_PIXELS)
    throw new FormatError(name, `expected a size [height, width] of at most ${MAX_PIXELS} pixels, got [${size}]`);
  let sum = 0;
  for (const count of counts) {
    if (!Number.isInteger(count) || count < 0) throw new FormatError(name, `expected runs >= 0, got ${count}`);
    sum += count;
  }
  if (sum !== height * width)
    throw new FormatError(name, `expected runs that sum to ${height} x ${width} pixels, got ${sum}`);
}
