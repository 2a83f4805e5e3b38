import type { Padding, PaddingMode } from "../core/pad.ts";
import type { Size } from "../core/pixels.ts";
import type { Interpolation } from "../core/resize.ts";

/** One number for a square, or [height, width]. */
export type SizeArgument = number | readonly number[];
/** Pixels on all sides, [left and right, top and bottom], or [left, top, right, bottom]. */
export type PaddingArgument = number | readonly number[];

export function toSize(op: string, size: SizeArgument): Size {
  const [height, width = height] = typeof size === "number" ? [size] : size;
  if (!Number.isInteger(height) || !Number.isInteger(width) || height! < 1 || width! < 1)
    throw new RangeError(`${op}: expected a size >= 1 or [height, width], got ${JSON.stringify(size)}`);
  return { height: height!, width: width! };
}

export function toPadding(op: string, padding: PaddingArgument): Padding {
  const given = typeof padding === "number" ? [padding] : padding;
  if (![1, 2, 4].includes(given.length) || !given.every((side) => Number.isInteger(side) && side >= 0))
    throw new RangeError(
      `${op}: expected a padding >= 0 as one number, [x, y] or [left, top, right, bottom], got ${JSON.stringify(padding)}`,
    );
  const [left, top = left, right = left, bottom = top] = given as [number, number, number, number];
  return { left, top, right, bottom };
}

const modes: readonly PaddingMode[] = ["constant", "edge", "reflect", "symmetric"];

export function checkPaddingMode(op: string, mode: PaddingMode): PaddingMode {
  if (!modes.includes(mode)) throw new RangeError(`${op}: expected paddingMode ${modes.join(", ")}, got ${mode}`);
  return mode;
}

const interpolations: readonly Interpolation[] = ["nearest", "nearest-exact", "bilinear", "bicubic"];

export function checkInterpolation<T extends Interpolation>(op: string, value: T, allowed = interpolations): T {
  if (!allowed.includes(value))
    throw new RangeError(`${op}: expected interpolation ${allowed.join(" or ")}, got ${value}`);
  return value;
}

export function checkFactor(op: string, factor: number): number {
  if (!(factor >= 0)) throw new RangeError(`${op}: expected a factor >= 0, got ${factor}`);
  return factor;
}
