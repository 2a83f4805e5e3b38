import { type Rle, rleMerge } from "./rle.ts";

const SCALE = 5;

/**
 * The mask inside a polygon [x0, y0, x1, y1, ...], pixel by pixel as pycocotools' `frPyObjects` draws it.
 *
 * @example
 * rleArea(rleFromPolygon([1, 1, 3, 1, 3, 3, 1, 3], [4, 4])); // 4
 */
export function rleFromPolygon(xy: readonly number[], [height, width]: readonly [number, number]): Rle {
  const { u, v } = outline(xy);
  const starts: number[] = [];
  for (let j = 1; j < u.length; j++) {
    if (u[j] === u[j - 1]) continue;
    const x = ((u[j]! < u[j - 1]! ? u[j]! : u[j]! - 1) + 0.5) / SCALE - 0.5;
    if (Math.floor(x) !== x || x < 0 || x > width - 1) continue;
    const y = (Math.min(v[j]!, v[j - 1]!) + 0.5) / SCALE - 0.5;
    starts.push(x * height + Math.ceil(Math.min(Math.max(y, 0), height)));
  }
  starts.push(height * width);
  starts.sort((a, b) => a - b);
  const runs = starts.map((start, i) => start - (i === 0 ? 0 : starts[i - 1]!));
  const counts = [runs[0]!];
  for (let j = 1; j < runs.length; ) {
    if (runs[j]! > 0) counts.push(runs[j++]!);
    else {
      // A run of no length joins its neighbours.
      j++;
      if (j < runs.length) counts[counts.length - 1]! += runs[j++]!;
    }
  }
  return { size: [height, width], counts };
}

/** The mask inside any of several polygons: COCO's form for an object in pieces. */
export function rleFromPolygons(polygons: readonly (readonly number[])[], size: readonly [number, number]): Rle {
  if (polygons.length === 0) return { size, counts: [size[0] * size[1]] };
  return rleMerge(polygons.map((polygon) => rleFromPolygon(polygon, size)));
}

/** The polygon's boundary on a grid five times as fine. */
function outline(xy: readonly number[]): { u: number[]; v: number[] } {
  const points = xy.length >> 1;
  const fine = (value: number) => Math.trunc(SCALE * value + 0.5);
  const [u, v]: [number[], number[]] = [[], []];
  for (let j = 0; j < points; j++) {
    const k = (j + 1) % points;
    let [xs, ys, xe, ye] = [fine(xy[2 * j]!), fine(xy[2 * j + 1]!), fine(xy[2 * k]!), fine(xy[2 * k + 1]!)];
    const [dx, dy] = [Math.abs(xe - xs), Math.abs(ye - ys)];
    const flip = dx >= dy ? xs > xe : ys > ye;
    if (flip) [xs, ys, xe, ye] = [xe, ye, xs, ys];
    const length = Math.max(dx, dy);
    const slope = length === 0 ? 0 : dx >= dy ? (ye - ys) / dx : (xe - xs) / dy;
    for (let d = 0; d <= length; d++) {
      const t = flip ? length - d : d;
      u.push(dx >= dy ? t + xs : Math.trunc(xs + slope * t + 0.5));
      v.push(dx >= dy ? Math.trunc(ys + slope * t + 0.5) : t + ys);
    }
  }
  return { u, v };
}
