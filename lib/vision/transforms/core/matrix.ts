import type { Size } from "./pixels.ts";

/** Two rows of three numbers: x' = a x + b y + c, y' = d x + e y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];
export type Point = readonly [x: number, y: number];

export interface AffineParts {
  /** Degrees, clockwise. */
  angle: number;
  /** Pixels. */
  translate: Point;
  scale: number;
  /** Degrees along x and y. */
  shear: Point;
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Scale, shear, rotate about the centre, then translate; inverted by default: where an output pixel comes from. */
export function affineMatrix({ angle, translate, scale, shear }: AffineParts, center: Point, inverted = true): Matrix {
  const [rotation, sx, sy] = [radians(angle), radians(shear[0]), radians(shear[1])];
  const [cx, cy] = center;
  const [movedX, movedY] = [cx + translate[0], cy + translate[1]];
  const a = Math.cos(rotation - sy) / Math.cos(sy);
  const b = -(a * Math.tan(sx) + Math.sin(rotation));
  const c = Math.sin(rotation - sy) / Math.cos(sy);
  const d = Math.cos(rotation) - c * Math.tan(sx);
  if (!inverted) {
    const [m0, m1, m3, m4] = [a * scale, b * scale, c * scale, d * scale];
    return [m0, m1, movedX - m0 * cx - m1 * cy, m3, m4, movedY - m3 * cx - m4 * cy];
  }
  const [m0, m1, m3, m4] = [d / scale, -b / scale, -c / scale, a / scale];
  return [m0, m1, cx - m0 * movedX - m1 * movedY, m3, m4, cy - m3 * movedX - m4 * movedY];
}

export function invertMatrix([a, b, c, d, e, f]: Matrix): Matrix {
  const determinant = a * e - b * d;
  if (determinant === 0)
    throw new RangeError(
      `affine: expected a matrix that can be inverted, got [[${a}, ${b}, ${c}], [${d}, ${e}, ${f}]]`,
    );
  const [p, q, r, s] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
  return [p, q, -(p * c + q * f), r, s, -(r * c + s * f)];
}

/** The size that holds an image after it was moved by the inverse of `matrix`, which has its origin in the middle. */
export function expandedSize([a, b, c, d, e, f]: Matrix, { height, width }: Size): Size {
  const [halfWidth, halfHeight] = [0.5 * width, 0.5 * height];
  const xs: number[] = [];
  const ys: number[] = [];
  for (const [x, y] of [
    [-halfWidth, -halfHeight],
    [-halfWidth, halfHeight],
    [halfWidth, halfHeight],
    [halfWidth, -halfHeight],
  ] as const) {
    xs.push(a * x + b * y + c + halfWidth);
    ys.push(d * x + e * y + f + halfHeight);
  }
  return { height: extent(ys), width: extent(xs) };
}

/** Cut to 1e-4 first: a corner that rounding put a little beyond a pixel adds no pixel. */
function extent(values: readonly number[]): number {
  const cut = (value: number) => Math.fround(Math.trunc(Math.fround(value) * 1e4) * 1e-4);
  return Math.ceil(cut(Math.max(...values))) - Math.floor(cut(Math.min(...values)));
}

/** The eight numbers of the map from `end` back to `start`: x = (ax + by + c) / (gx + hy + 1). */
export function perspectiveCoefficients(start: readonly Point[], end: readonly Point[]): number[] {
  if (start.length !== 4 || end.length !== 4)
    throw new RangeError(`perspective: expected four corners each, got ${start.length} and ${end.length}`);
  const rows = end.flatMap(([x, y], i) => {
    const [u, v] = start[i]!;
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  return solve(rows).map(Math.fround);
}

/** Gaussian elimination with partial pivoting; each row ends with its right-hand side. */
function solve(rows: number[][]): number[] {
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column + 1; r < n; r++) if (Math.abs(rows[r]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = r;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const lead = rows[column]!;
    if (Math.abs(lead[column]!) < 1e-12)
      throw new RangeError("perspective: three of the four corners lie on one line; no perspective maps them");
    for (let r = 0; r < n; r++) {
      if (r === column) continue;
      const factor = rows[r]![column]! / lead[column]!;
      if (factor !== 0) for (let k = column; k <= n; k++) rows[r]![k]! -= factor * lead[k]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}
