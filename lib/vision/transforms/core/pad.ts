import { allocate, type Fill, fillOf, type Pixels, planesOf, resized } from "./pixels.ts";

export type PaddingMode = "constant" | "edge" | "reflect" | "symmetric";

export interface Padding {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Adds a border: a constant, the edge's pixels, or the image mirrored without (reflect) or with (symmetric) its edge. */
export function pad(pixels: Pixels, padding: Padding, mode: PaddingMode, fill: Fill): Pixels {
  const { data, channels, height, width } = pixels;
  const size = { height: height + padding.top + padding.bottom, width: width + padding.left + padding.right };
  const xs = sources(width, padding.left, size.width, mode);
  const ys = sources(height, padding.top, size.height, mode);
  const planes = planesOf(pixels);
  const out = allocate(data, planes * size.height * size.width);
  const fills = fillOf(fill, channels);
  let at = 0;
  for (let plane = 0; plane < planes; plane++) {
    const value = fills[plane % channels]!;
    for (let y = 0; y < size.height; y++, at += size.width) {
      const from = ys[y]!;
      if (from < 0) {
        out.fill(value, at, at + size.width);
        continue;
      }
      const row = (plane * height + from) * width;
      for (let x = 0; x < size.width; x++) {
        const column = xs[x]!;
        out[at + x] = column < 0 ? value : data[row + column]!;
      }
    }
  }
  return resized(pixels, out, size);
}

/** For each position of the padded side the one it is taken from, or -1. */
function sources(from: number, before: number, to: number, mode: PaddingMode): Int32Array {
  const after = to - from - before;
  const most = mode === "reflect" ? from - 1 : mode === "symmetric" ? from : Infinity;
  if (before > most || after > most)
    throw new RangeError(
      `pad: expected at most ${most} pixels of ${mode} padding for a side of ${from}, got ${Math.max(before, after)}`,
    );
  return Int32Array.from({ length: to }, (_, i) => {
    const x = i - before;
    if (x >= 0 && x < from) return x;
    if (mode === "constant") return -1;
    if (mode === "edge") return x < 0 ? 0 : from - 1;
    const shift = mode === "reflect" ? 0 : 1;
    return x < 0 ? -x - shift : 2 * from - 2 - x + shift;
  });
}
