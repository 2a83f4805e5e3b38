// The core of the transforms works on plain arrays: no tensors, so that a loader's worker threads need no engine.
import { Interleaved } from "./lazy.ts";

export type PixelArray = Uint8Array | Float32Array | Int32Array;

/** Images of one size, one behind the other: [N, C, H, W] in row-major order. */
export interface Pixels {
  readonly data: PixelArray;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export interface Size {
  readonly height: number;
  readonly width: number;
}

export interface Region extends Size {
  readonly top: number;
  readonly left: number;
}

/** A value for what an image does not cover: one number, or one for each channel. */
export type Fill = number | readonly number[] | null;

export function allocate<A extends PixelArray>(like: A, length: number): A {
  return new (like.constructor as new (length: number) => A)(length);
}

/** The number of channels of all images together. */
export function planesOf(pixels: Pixels): number {
  if (pixels instanceof Interleaved) return 3;
  const { data, height, width } = pixels;
  const area = height * width;
  return area === 0 ? 0 : data.length / area;
}

export function countOf(pixels: Pixels): number {
  return planesOf(pixels) / pixels.channels;
}

/** The same images at another size, with new values. */
export function resized(pixels: Pixels, data: PixelArray, { height, width }: Size): Pixels {
  return { data, channels: pixels.channels, height, width };
}

/** Half-way cases go to the even neighbour, as in Python's `round` and the processor's default. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The largest value of a pixel: 255 for bytes, 1 for floats. */
export function boundOf(data: PixelArray): number {
  return data instanceof Float32Array ? 1 : 255;
}

/** One fill value for each channel. */
export function fillOf(fill: Fill, channels: number): Float64Array {
  const values = typeof fill === "number" || fill === null ? [fill ?? 0] : fill;
  if (values.length !== 1 && values.length !== channels)
    throw new RangeError(`fill: expected one value or ${channels}, one a channel, got ${values.length}`);
  return Float64Array.from({ length: channels }, (_, c) => (values.length === 1 ? values[0]! : values[c]!));
}
