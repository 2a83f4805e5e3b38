import { Interleaved } from "./lazy.ts";
import { allocate, type PixelArray, type Pixels, planesOf, type Region, resized, type Size } from "./pixels.ts";
import { resizeBytes } from "./resize-bytes.ts";
import { fixedWeights, type ResizeWeights, resizeWeights } from "./resize-weights.ts";

export type Interpolation = "nearest" | "nearest-exact" | "bilinear" | "bicubic";

export interface ResampleOptions {
  interpolation: Interpolation;
  antialias: boolean;
}

/** Resizes the part `from` of each image (the whole by default) to `to`; bytes are rounded after each of the two passes, as in PyTorch. */
export function resize(pixels: Pixels, to: Size, { interpolation, antialias }: ResampleOptions, from?: Region): Pixels {
  const part = from ?? { top: 0, left: 0, height: pixels.height, width: pixels.width };
  if (interpolation === "nearest" || interpolation === "nearest-exact")
    return pick(pixels, to, part, interpolation === "nearest" ? 0 : 0.5);
  const columns = part.width === to.width ? undefined : resizeWeights(part.width, to.width, interpolation, antialias);
  const rows = part.height === to.height ? undefined : resizeWeights(part.height, to.height, interpolation, antialias);
  if (pixels instanceof Interleaved || pixels.data instanceof Uint8Array)
    return resizeBytes(pixels, to, part, columns && fixedWeights(columns), rows && fixedWeights(rows));
  return resizeFloats(pixels, pixels.data, to, part, columns, rows);
}

/** Takes the pixel under each position: no new values. */
function pick(pixels: Pixels, to: Size, part: Region, shift: number): Pixels {
  const { data, height, width } = pixels;
  const xs = positions(part.width, to.width, shift);
  const ys = positions(part.height, to.height, shift);
  const planes = planesOf(pixels);
  const out = allocate(data, planes * to.height * to.width);
  let at = 0;
  for (let plane = 0; plane < planes; plane++)
    for (let y = 0; y < to.height; y++) {
      const row = (plane * height + part.top + ys[y]!) * width + part.left;
      for (let x = 0; x < to.width; x++) out[at++] = data[row + xs[x]!]!;
    }
  return resized(pixels, out, to);
}

function positions(from: number, to: number, shift: number): Int32Array {
  const scale = Math.fround(from / to);
  return Int32Array.from({ length: to }, (_, i) => Math.min(Math.floor(Math.fround((i + shift) * scale)), from - 1));
}

function resizeFloats(
  pixels: Pixels,
  data: PixelArray,
  to: Size,
  part: Region,
  columns: ResizeWeights | undefined,
  rows: ResizeWeights | undefined,
): Pixels {
  const { height, width } = pixels;
  const planes = planesOf(pixels);
  const out = allocate(data, planes * to.height * to.width);
  const middle = new Float32Array(part.height * to.width);
  const sums = new Float64Array(to.width);
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < part.height; y++) {
      const row = (plane * height + part.top + y) * width + part.left;
      for (let x = 0; x < to.width; x++) {
        let sum = 0;
        if (!columns) sum = data[row + x]!;
        else {
          const weight = x * columns.taps;
          const first = row + columns.starts[x]!;
          for (let j = 0; j < columns.sizes[x]!; j++) sum += data[first + j]! * columns.weights[weight + j]!;
        }
        middle[y * to.width + x] = sum;
      }
    }
    for (let y = 0; y < to.height; y++) {
      const at = (plane * to.height + y) * to.width;
      sums.fill(0);
      for (let j = 0; j < (rows?.sizes[y] ?? 1); j++) {
        const row = ((rows?.starts[y] ?? y) + j) * to.width;
        const weight = rows ? rows.weights[y * rows.taps + j]! : 1;
        for (let x = 0; x < to.width; x++) sums[x]! += middle[row + x]! * weight;
      }
      for (let x = 0; x < to.width; x++) out[at + x] = sums[x]!;
    }
  }
  return resized(pixels, out, to);
}

export interface ResizeTarget {
  /** The size of the shorter side, or [height, width]; null to be set by `maxSize` alone. */
  size: number | readonly number[] | null;
  /** The longest side that may come out. */
  maxSize?: number | undefined;
}

/** The size an image is to get: torchvision's rule for one number is that the longer side is cut to a whole number. */
export function resizedSize({ height, width }: Size, { size, maxSize }: ResizeTarget): Size {
  const one = Array.isArray(size) && size.length === 1 ? (size[0] as number) : size;
  if (Array.isArray(one)) {
    if (maxSize !== undefined)
      throw new RangeError("resize: maxSize goes with the size of the shorter side, not with [height, width]");
    return { height: one[0], width: one[1] };
  }
  const [short, long] = width <= height ? [width, height] : [height, width];
  let newShort: number;
  let newLong: number;
  if (one === null) {
    if (maxSize === undefined) throw new RangeError("resize: expected a size, or maxSize where size is null");
    [newShort, newLong] = [Math.trunc((maxSize * short) / long), maxSize];
  } else {
    const wanted = one as number;
    [newShort, newLong] = [wanted, Math.trunc((wanted * long) / short)];
    if (maxSize !== undefined && maxSize <= wanted)
      throw new RangeError(`resize: expected maxSize > ${wanted}, the size of the shorter side, got ${maxSize}`);
    if (maxSize !== undefined && newLong > maxSize)
      [newShort, newLong] = [Math.trunc((maxSize * newShort) / newLong), maxSize];
  }
  return width <= height ? { height: newLong, width: newShort } : { height: newShort, width: newLong };
}
