import { type Tensor, tensor } from "../../tensor/index.ts";
import { fromValues, show } from "../../tensor/internal.ts";
import { oneOf, withDefaults } from "../options.ts";
import { adaptiveAvgPool1d, adaptiveAvgPool2d } from "./adaptive-pool.ts";

export type InterpolationMode = "nearest" | "nearest-exact" | "linear" | "bilinear" | "bicubic" | "area";

export interface InterpolateOptions {
  /** The output's sizes; or give `scaleFactor`. */
  size?: number | readonly number[] | null;
  scaleFactor?: number | readonly number[] | null;
  mode?: InterpolationMode;
  /** Keep the corners' centres in place, for linear and cubic modes. */
  alignCorners?: boolean | null;
  /** Compute the factor from the rounded size. */
  recomputeScaleFactor?: boolean | null;
  /** Widen the filter when shrinking, so that no pixel is skipped; for bilinear and bicubic. */
  antialias?: boolean;
}

const MODES = ["nearest", "nearest-exact", "linear", "bilinear", "bicubic", "area"] as const;

/**
 * Resizes [N, C, H, W] images or [N, C, L] sequences.
 *
 * Each dimension is one product with a small matrix of weights, whose gradient is exact; the engine's own resize gradients
 * are not.
 *
 * @example
 * F.interpolate(images, { scaleFactor: 2, mode: "bilinear" });
 */
export function interpolate(x: Tensor, options: InterpolateOptions): Tensor {
  const given = withDefaults<Required<InterpolateOptions>>("interpolate", options, {
    size: null,
    scaleFactor: null,
    mode: "nearest",
    alignCorners: null,
    recomputeScaleFactor: null,
    antialias: false,
  });
  const mode = oneOf("interpolate", "mode", given.mode, MODES);
  const spatial = x.shape.slice(2);
  checkRank(x, mode);
  if (given.alignCorners !== null && !["linear", "bilinear", "bicubic"].includes(mode))
    throw new RangeError(`interpolate: alignCorners goes with linear, bilinear and bicubic modes, not with "${mode}"`);
  const { sizes, factors } = sizesOf(spatial, given);
  if (mode === "area")
    return spatial.length === 1 ? adaptiveAvgPool1d(x, sizes[0]!) : adaptiveAvgPool2d(x, sizes as [number, number]);
  let out = x;
  for (const [i, size] of sizes.entries()) {
    const axis = { input: spatial[i]!, output: size, factor: factors[i]! };
    if (mode.startsWith("nearest")) {
      const indices = nearest(axis, mode === "nearest-exact");
      if (indices.every((index, at) => index === at) && size === spatial[i]) continue;
      out = out.indexSelect(i + 2, tensor(indices, { dtype: "int32" }));
    } else if (size !== spatial[i]) {
      out = along(out, i + 2, weights(axis, mode, given.alignCorners ?? false, given.antialias));
    }
  }
  return out;
}

interface Axis {
  input: number;
  output: number;
  /** The factor that was asked for; null if it follows from the sizes. */
  factor: number | null;
}

function checkRank(x: Tensor, mode: InterpolationMode): void {
  const ranks: Partial<Record<InterpolationMode, number>> = { linear: 3, bilinear: 4, bicubic: 4 };
  const wanted = ranks[mode];
  if (wanted === undefined ? x.ndim === 3 || x.ndim === 4 : x.ndim === wanted) return;
  const shape = (wanted ?? 4) === 3 ? "[N, C, L]" : "[N, C, H, W]";
  throw new RangeError(
    `interpolate: mode "${mode}" expects a ${shape} tensor, got ${x.ndim} dimensions ${show(x.shape)}`,
  );
}

function sizesOf(
  spatial: readonly number[],
  { size, scaleFactor, recomputeScaleFactor }: Required<InterpolateOptions>,
): { sizes: number[]; factors: (number | null)[] } {
  const each = (value: number | readonly number[]) =>
    typeof value === "number" ? spatial.map(() => value) : [...value];
  if ((size === null) === (scaleFactor === null)) throw new TypeError("interpolate: give either size or scaleFactor");
  const values = each((size ?? scaleFactor)!);
  if (values.length !== spatial.length || !values.every((value) => value > 0))
    throw new RangeError(
      `interpolate: expected ${size === null ? "scaleFactor" : "size"} to be a number above 0 or ${spatial.length} of them, got ${show(values)}`,
    );
  if (size !== null) return { sizes: values, factors: spatial.map(() => null) };
  return {
    sizes: spatial.map((n, i) => Math.floor(n * values[i]!)),
    factors: recomputeScaleFactor ? spatial.map(() => null) : values,
  };
}

/** The input element that each output element repeats. */
function nearest({ input, output, factor }: Axis, exact: boolean): number[] {
  const step = Math.fround(factor === null ? input / output : 1 / factor);
  return Array.from({ length: output }, (_, i) =>
    Math.min(Math.floor(Math.fround(exact ? (i + 0.5) * step : i * step)), input - 1),
  );
}

/** [output, input] weights of a linear or cubic resize. */
function weights(
  { input, output, factor }: Axis,
  mode: "linear" | "bilinear" | "bicubic" | string,
  alignCorners: boolean,
  antialias: boolean,
): Tensor {
  const cubic = mode === "bicubic";
  const step = alignCorners
    ? output > 1
      ? (input - 1) / (output - 1)
      : 0
    : factor === null
      ? input / output
      : 1 / factor;
  const matrix = new Float32Array(output * input);
  for (let i = 0; i < output; i++) {
    const row = matrix.subarray(i * input, (i + 1) * input);
    if (antialias) antialiased(row, (i + 0.5) * step, step, cubic);
    else if (cubic) cubicRow(row, alignCorners ? i * step : (i + 0.5) * step - 0.5);
    else linearRow(row, Math.max(alignCorners ? i * step : (i + 0.5) * step - 0.5, 0));
  }
  return fromValues(matrix, [output, input], "float32");
}

function linearRow(row: Float32Array, at: number): void {
  const low = Math.min(Math.floor(at), row.length - 1);
  const high = Math.min(low + 1, row.length - 1);
  row[low]! += 1 - (at - low);
  row[high]! += at - low;
}

/** Keys' cubic convolution; a is -0.75 as in PyTorch, or -0.5 with antialiasing as in Pillow. */
function cubicWeight(distance: number, a: number): number {
  const x = Math.abs(distance);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

function cubicRow(row: Float32Array, at: number): void {
  const low = Math.floor(at);
  for (let i = low - 1; i <= low + 2; i++) row[Math.min(Math.max(i, 0), row.length - 1)]! += cubicWeight(at - i, -0.75);
}

/** Pillow's filter: the kernel is stretched by the factor of the reduction, then normalized. */
function antialiased(row: Float32Array, centre: number, step: number, cubic: boolean): void {
  const stretch = Math.max(step, 1);
  const reach = (cubic ? 2 : 1) * stretch;
  const first = Math.max(Math.floor(centre - reach + 0.5), 0);
  const end = Math.min(Math.floor(centre + reach + 0.5), row.length);
  let sum = 0;
  for (let i = first; i < end; i++) {
    const distance = (i - centre + 0.5) / stretch;
    row[i] = cubic ? cubicWeight(distance, -0.5) : Math.max(1 - Math.abs(distance), 0);
    sum += row[i]!;
  }
  for (let i = first; i < end; i++) row[i]! /= sum;
}

/** Applies a [output, input] matrix along one dimension. */
function along(x: Tensor, dim: number, matrix: Tensor): Tensor {
  if (dim === x.ndim - 1) return x.matmul(matrix.t());
  return matrix.matmul(x);
}
