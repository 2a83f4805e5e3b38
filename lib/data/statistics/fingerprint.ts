import { createHash } from "node:crypto";
import { type PlainImage, scaleOf, sizesOf } from "./samples.ts";

/** What an image is compared by. */
export interface Fingerprint {
  /** Equal where type, shape and all values are. */
  exact: string;
  /** 64 bits: whether each of 8 x 8 fields is brighter than its right neighbour, in the manner of imagehash's dhash. */
  hash: readonly [low: number, high: number];
  /** Brightness of 16 x 16 fields, 0 to 1. */
  thumbnail: Float32Array;
}

const [ROWS, COLUMNS, SIDE] = [8, 9, 16];

export function fingerprint(image: PlainImage): Fingerprint {
  const [channels, height, width] = sizesOf(image);
  const grey = brightness(image, channels, height * width);
  const fields = shrink(grey, height, width, ROWS, COLUMNS);
  const hash: [number, number] = [0, 0];
  for (let bit = 0; bit < 64; bit++) {
    const at = (bit >> 3) * COLUMNS + (bit & 7);
    // Smaller steps are grain and rounding: on an even ground they would make bits of chance.
    if (fields[at]! > fields[at + 1]! + 1 / 128) hash[bit >> 5]! |= 1 << (bit & 31);
  }
  const { data, shape, dtype } = image;
  const values = ArrayBuffer.isView(data) ? data : Float64Array.from(data);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const exact = createHash("sha256").update(`${dtype} ${shape.join()} `).update(bytes).digest("base64");
  return { exact, hash, thumbnail: shrink(grey, height, width, SIDE, SIDE) };
}

/** In how many bits two hashes differ. */
export function hashDistance(a: Fingerprint["hash"], b: Fingerprint["hash"]): number {
  return bits(a[0] ^ b[0]) + bits(a[1] ^ b[1]);
}

/** The mean difference of two thumbnails' fields, 0 to 1. */
export function thumbnailDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}

function bits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The mean of the colours of each pixel, 0 to 1; further channels (opacity) are left out. */
function brightness(image: PlainImage, channels: number, area: number): Float32Array {
  const colours = channels >= 3 ? 3 : 1;
  const factor = scaleOf(image) / colours;
  const grey = new Float32Array(area);
  for (let c = 0; c < colours; c++) for (let i = 0; i < area; i++) grey[i]! += image.data[c * area + i]! * factor;
  return grey;
}

/** Means over fields of equal size, pixels at their edges shared by area. */
function shrink(grey: Float32Array, height: number, width: number, rows: number, columns: number): Float32Array {
  const across = new Float32Array(height * columns);
  for (let y = 0; y < height; y++)
    for (let c = 0; c < columns; c++)
      across[y * columns + c] = meanBetween((x) => grey[y * width + x]!, width, c, columns);
  const out = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++)
      out[r * columns + c] = meanBetween((y) => across[y * columns + c]!, height, r, rows);
  return out;
}

function meanBetween(at: (i: number) => number, length: number, field: number, fields: number): number {
  const [from, to] = [(field * length) / fields, ((field + 1) * length) / fields];
  let sum = 0;
  for (let i = Math.floor(from); i < to; i++) sum += at(i) * (Math.min(i + 1, to) - Math.max(i, from));
  return sum / (to - from);
}
