import type { Outline } from "./figures.ts";

/** How much of each pixel an outline covers, 0 to 1, within the part of the picture that it reaches. */
export interface Coverage {
  left: number;
  top: number;
  width: number;
  height: number;
  data: Float32Array;
}

/** Lines that each row of pixels is cut into. */
const LINES = 5;

/** The coverage of a closed outline in pixels, cut off at the picture's edges: exact along each line. */
export function coverageOf(outline: Outline, picture: { height: number; width: number }): Coverage {
  const range = (values: number[], end: number) => {
    const from = Math.min(end, Math.max(0, Math.floor(Math.min(...values))));
    return [from, Math.max(0, Math.min(end, Math.ceil(Math.max(...values))) - from)] as const;
  };
  const outlineX = outline.map(([x]) => x);
  const [left, width] = range(outlineX, picture.width);
  const [top, height] = range(
    outline.map(([, y]) => y),
    picture.height,
  );
  const data = new Float32Array(width * height);
  for (let line = 0; line < height * LINES; line++) {
    const crossings = crossingsAt(outline, top + (line + 0.5) / LINES);
    const row = Math.floor(line / LINES) * width;
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [from, to] = [Math.max(0, crossings[i]! - left), Math.min(width, crossings[i + 1]! - left)];
      for (let x = Math.floor(from); x < to; x++) data[row + x]! += (Math.min(x + 1, to) - Math.max(x, from)) / LINES;
    }
  }
  return { left, top, width, height, data };
}

function crossingsAt(outline: Outline, y: number): number[] {
  const crossings: number[] = [];
  let [x0, y0] = outline.at(-1)!;
  for (const [x1, y1] of outline) {
    if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
    [x0, y0] = [x1, y1];
  }
  return crossings.sort((a, b) => a - b);
}

/** 1 a pixel of the picture that is covered by half or more. */
export function maskOf(coverage: Coverage, picture: { height: number; width: number }): Uint8Array {
  const mask = new Uint8Array(picture.height * picture.width);
  for (let y = 0; y < coverage.height; y++)
    for (let x = 0; x < coverage.width; x++)
      if (coverage.data[y * coverage.width + x]! >= 0.5)
        mask[(coverage.top + y) * picture.width + coverage.left + x] = 1;
  return mask;
}
