import type { Grid } from "./grid.ts";
import { allocate, type Fill, fillOf, type Pixels, planesOf, resized, roundHalfEven } from "./pixels.ts";

export interface WarpOptions {
  interpolation: "nearest" | "bilinear";
  /** What lies outside; null leaves 0. As in torchvision, bilinear samples at the edge fade to 0 twice where it is a number. */
  fill: Fill;
}

/** Samples each image at the positions of the grid. */
export function warp(pixels: Pixels, grid: Grid, { interpolation, fill }: WarpOptions): Pixels {
  return interpolation === "nearest" ? warpNearest(pixels, grid, fill) : warpBilinear(pixels, grid, fill);
}

function warpNearest(pixels: Pixels, grid: Grid, fill: Fill): Pixels {
  const { data, channels, height, width } = pixels;
  const area = grid.height * grid.width;
  const sources = new Int32Array(area);
  for (let i = 0; i < area; i++) {
    const x = roundHalfEven(grid.x[i]!);
    const y = roundHalfEven(grid.y[i]!);
    sources[i] = x >= 0 && x < width && y >= 0 && y < height ? y * width + x : -1;
  }
  const planes = planesOf(pixels);
  const out = allocate(data, planes * area);
  const fills = fillOf(fill, channels);
  for (let plane = 0; plane < planes; plane++) {
    const [from, to, value] = [plane * height * width, plane * area, fills[plane % channels]!];
    for (let i = 0; i < area; i++) {
      const source = sources[i]!;
      out[to + i] = source < 0 ? value : data[from + source]!;
    }
  }
  return resized(pixels, out, grid);
}

function warpBilinear(pixels: Pixels, grid: Grid, fill: Fill): Pixels {
  const { data, channels, height, width } = pixels;
  const area = grid.height * grid.width;
  const planes = planesOf(pixels);
  const out = allocate(data, planes * area);
  const fills = fillOf(fill, channels);
  const whole = !(data instanceof Float32Array);
  for (let i = 0; i < area; i++) {
    const [x, y] = [grid.x[i]!, grid.y[i]!];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [right, bottom] = [x - left, y - top];
    const inLeft = left >= 0 && left < width;
    const inRight = left + 1 >= 0 && left + 1 < width;
    const inTop = top >= 0 && top < height;
    const inBottom = top + 1 >= 0 && top + 1 < height;
    const w00 = inLeft && inTop ? (1 - right) * (1 - bottom) : 0;
    const w01 = inRight && inTop ? right * (1 - bottom) : 0;
    const w10 = inLeft && inBottom ? (1 - right) * bottom : 0;
    const w11 = inRight && inBottom ? right * bottom : 0;
    const covered = w00 + w01 + w10 + w11;
    for (let plane = 0; plane < planes; plane++) {
      const at = (plane * height + top) * width + left;
      let value = 0;
      if (w00 !== 0) value += data[at]! * w00;
      if (w01 !== 0) value += data[at + 1]! * w01;
      if (w10 !== 0) value += data[at + width]! * w10;
      if (w11 !== 0) value += data[at + width + 1]! * w11;
      if (fill !== null) {
        const outside = fills[plane % channels]!;
        value = (value - outside) * covered + outside;
      }
      out[plane * area + i] = whole ? roundHalfEven(Math.fround(value)) : value;
    }
  }
  return resized(pixels, out, grid);
}
