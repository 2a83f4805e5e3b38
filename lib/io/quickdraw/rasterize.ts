/** Points of one line, in pixels of the picture. */
export interface StrokePoints {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/**
 * Draws lines with smooth edges into a grey picture, white on black: each pixel is as bright as the line's edge covers it.
 *
 * `width` is the line's width in pixels; pixel i reaches from i to i + 1. Returns uint8 [side, side], row by row.
 *
 * @example
 * rasterize([{ x: [0, 4], y: [2, 2] }], { side: 4, width: 2 })[5]; // 255
 */
export function rasterize(
  strokes: readonly StrokePoints[],
  { side, width }: { side: number; width: number },
): Uint8Array {
  const coverage = new Float32Array(side * side);
  const reach = width / 2 + 0.5;
  for (const { x, y } of strokes) {
    const last = Math.max(1, x.length - 1);
    for (let i = 0; i < last && i < x.length; i++) {
      const j = Math.min(i + 1, x.length - 1);
      segment(coverage, side, reach, [x[i]!, y[i]!, x[j]!, y[j]!]);
    }
  }
  return Uint8Array.from(coverage, (share) => Math.round(share * 255));
}

/** Raises each pixel near the segment to the share of it that the line covers. */
function segment(
  coverage: Float32Array,
  side: number,
  reach: number,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
): void {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const squared = dx * dx + dy * dy;
  const low = (a: number, b: number) => Math.max(0, Math.floor(Math.min(a, b) - reach));
  const high = (a: number, b: number) => Math.min(side - 1, Math.ceil(Math.max(a, b) + reach));
  for (let row = low(y0, y1); row <= high(y0, y1); row++)
    for (let column = low(x0, x1); column <= high(x0, x1); column++) {
      const [px, py] = [column + 0.5 - x0, row + 0.5 - y0];
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
      const [ox, oy] = [px - along * dx, py - along * dy];
      const share = Math.min(1, Math.max(0, reach - Math.sqrt(ox * ox + oy * oy)));
      const at = row * side + column;
      if (share > coverage[at]!) coverage[at] = share;
    }
}
