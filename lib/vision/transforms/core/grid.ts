import type { Matrix } from "./matrix.ts";
import type { Size } from "./pixels.ts";

const { fround } = Math;

/** For each output pixel the position it is sampled at, in the input's pixels; held as float32, PyTorch's precision. */
export interface Grid extends Size {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

function emptyGrid({ height, width }: Size): Grid {
  return { height, width, x: new Float32Array(height * width), y: new Float32Array(height * width) };
}

/** From grid_sample's [-1, 1] to pixels. */
function unnormalize(value: number, size: number): number {
  return fround(fround(fround(value + 1) * (size / 2)) - 0.5);
}

/** `matrix` has its origin in the middle of the images. */
export function affineGrid(matrix: Matrix, from: Size, to: Size): Grid {
  const [a, b, c, d, e, f] = matrix.map((value, i) =>
    fround(fround(value) / fround(0.5 * (i < 3 ? from.width : from.height))),
  ) as unknown as Matrix;
  const grid = emptyGrid(to);
  let at = 0;
  for (let row = 0; row < to.height; row++) {
    const y = row + (1 - to.height) * 0.5;
    for (let column = 0; column < to.width; column++, at++) {
      const x = column + (1 - to.width) * 0.5;
      grid.x[at] = unnormalize(fround(fround(fround(x * a) + y * b) + c), from.width);
      grid.y[at] = unnormalize(fround(fround(fround(x * d) + y * e) + f), from.height);
    }
  }
  return grid;
}

export function perspectiveGrid(coefficients: readonly number[], size: Size): Grid {
  const [a, b, c, d, e, f, g, h] = coefficients as [number, number, number, number, number, number, number, number];
  const grid = emptyGrid(size);
  const [halfWidth, halfHeight] = [0.5 * size.width, 0.5 * size.height];
  const scaled = (value: number, half: number) => fround(fround(value) / half);
  const [a1, b1, c1] = [scaled(a, halfWidth), scaled(b, halfWidth), scaled(c, halfWidth)];
  const [d1, e1, f1] = [scaled(d, halfHeight), scaled(e, halfHeight), scaled(f, halfHeight)];
  const [g1, h1] = [fround(g), fround(h)];
  let at = 0;
  for (let row = 0; row < size.height; row++) {
    const y = row + 0.5;
    for (let column = 0; column < size.width; column++, at++) {
      const x = column + 0.5;
      const depth = fround(fround(fround(x * g1) + y * h1) + 1);
      const gx = fround(fround(fround(fround(x * a1) + y * b1) + c1) / depth);
      const gy = fround(fround(fround(fround(x * d1) + y * e1) + f1) / depth);
      grid.x[at] = unnormalize(fround(gx - 1), size.width);
      grid.y[at] = unnormalize(fround(gy - 1), size.height);
    }
  }
  return grid;
}

/** Positions moved by `dx`, `dy`, given as parts of half the side: grid_sample's units. */
export function displacedGrid(dx: Float32Array, dy: Float32Array, size: Size): Grid {
  const grid = emptyGrid(size);
  const { height, width } = size;
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < width; column++, at++) {
      grid.x[at] = unnormalize(fround(fround((2 * column + 1 - width) / width) + dx[at]!), width);
      grid.y[at] = unnormalize(fround(fround((2 * row + 1 - height) / height) + dy[at]!), height);
    }
  return grid;
}
