import {
  avgPool2d as avgKernel,
  avgPool2dGrad,
  maxPool2d as maxKernel,
  maxPool2dGrad,
} from "../../engine/kernels/index.ts";
import { isGradEnabled, type Tensor } from "../../tensor/index.ts";
import { fromValues, record, show, tracks } from "../../tensor/internal.ts";
import { CHANNELS_LAST, withRaws, wrapIn } from "../layout.ts";
import { type Pair, pairOf, withDefaults } from "../options.ts";
import { maximaAt } from "./adaptive-pool.ts";
import { pad } from "./pad.ts";

/** The windows of a pooling: padding as [[top, bottom], [left, right]], the end's as wide as the last window needs. */
interface Windows {
  kernel: [number, number];
  stride: [number, number];
  padding: [[number, number], [number, number]];
  dilation: [number, number];
  /** [height, width] of the output. */
  output: [number, number];
}

export interface MaxPoolOptions<Size> {
  stride?: Size | null;
  padding?: Size;
  dilation?: Size;
  ceilMode?: boolean;
}
const MAX_DEFAULTS = { stride: null, padding: 0, dilation: 1, ceilMode: false };

/**
 * The maximum of each window of [N, C, H, W] or [C, H, W] images.
 *
 * @example
 * F.maxPool2d(images, 2); // [N, C, H / 2, W / 2]
 */
export function maxPool2d(x: Tensor, kernelSize: Pair, options: MaxPoolOptions<Pair> = {}): Tensor {
  if (x.ndim === 3) return maxPool2d(x.unsqueeze(0), kernelSize, options).squeeze(0);
  const windows = windowsOf(
    "maxPool2d",
    x,
    kernelSize,
    withDefaults<Required<MaxPoolOptions<Pair>>>("maxPool2d", options, MAX_DEFAULTS),
  );
  if (windows.dilation.some((step) => step !== 1)) return maximaOf(x, windows)[0];
  const [raw] = withRaws([[x, CHANNELS_LAST]], (image) => [maxKernel(image!, windows)]);
  const out = wrapIn(raw!, [x.shape[0]!, x.shape[1]!, ...windows.output], CHANNELS_LAST);
  if (!tracks(x)) return out;
  return record("MaxPool2DBackward0", out, [x], [x, out], (g, [x, y]) => {
    if (isGradEnabled())
      throw new Error(
        "maxPool2d: second derivatives are not available; use { returnIndices: true } or avgPool2d in their place",
      );
    const [raw] = withRaws(
      [
        [g, CHANNELS_LAST],
        [x!, CHANNELS_LAST],
        [y!, CHANNELS_LAST],
      ],
      (dy, image, pooled) => [maxPool2dGrad(dy!, image!, pooled!, windows)],
    );
    return [wrapIn(raw!, x!.shape, CHANNELS_LAST)];
  });
}

/** As `maxPool2d`, with the place of each maximum in its image, counted row by row. */
export function maxPool2dWithIndices(
  x: Tensor,
  kernelSize: Pair,
  options: MaxPoolOptions<Pair> = {},
): [output: Tensor, indices: Tensor] {
  const given = withDefaults<Required<MaxPoolOptions<Pair>>>("maxPool2d", options, MAX_DEFAULTS);
  if (x.ndim !== 3) return maximaOf(x, windowsOf("maxPool2d", x, kernelSize, given));
  const [output, indices] = maxPool2dWithIndices(x.unsqueeze(0), kernelSize, options);
  return [output.squeeze(0), indices.squeeze(0)];
}

/** The maximum of each window of [N, C, L] or [C, L] sequences. */
export function maxPool1d(x: Tensor, kernelSize: number, options: MaxPoolOptions<number> = {}): Tensor {
  return maxPool2d(x.unsqueeze(-2), [1, kernelSize], flat(options)).squeeze(-2);
}

export function maxPool1dWithIndices(
  x: Tensor,
  kernelSize: number,
  options: MaxPoolOptions<number> = {},
): [output: Tensor, indices: Tensor] {
  const [output, indices] = maxPool2dWithIndices(x.unsqueeze(-2), [1, kernelSize], flat(options));
  return [output.squeeze(-2), indices.squeeze(-2)];
}

function flat(options: MaxPoolOptions<number>): MaxPoolOptions<Pair> {
  const { stride, padding, dilation, ceilMode } = withDefaults<Required<MaxPoolOptions<number>>>(
    "maxPool1d",
    options,
    MAX_DEFAULTS,
  );
  return { stride: stride === null ? null : [1, stride], padding: [0, padding], dilation: [1, dilation], ceilMode };
}

/** Maxima by gathering each window's elements: slower than the kernel, but it knows dilation and says where they were. */
function maximaOf(
  x: Tensor,
  { kernel, stride, padding, dilation, output }: Windows,
): [output: Tensor, indices: Tensor] {
  const [h, w] = x.shape.slice(-2) as [number, number];
  const places: number[][] = [];
  for (let i = 0; i < output[0]; i++)
    for (let j = 0; j < output[1]; j++) {
      const place: number[] = [];
      for (let a = 0; a < kernel[0]; a++)
        for (let b = 0; b < kernel[1]; b++) {
          const row = i * stride[0] - padding[0][0] + a * dilation[0];
          const column = j * stride[1] - padding[1][0] + b * dilation[1];
          if (row >= 0 && row < h && column >= 0 && column < w) place.push(row * w + column);
        }
      places.push(place);
    }
  const [values, indices] = maximaAt(x.flatten(-2), places);
  const shape = [...x.shape.slice(0, -2), ...output];
  return [values.reshape(shape), indices.reshape(shape)];
}

/** Puts values back where `maxPool2dWithIndices` took them from, and 0 elsewhere. */
export function maxUnpool2d(
  x: Tensor,
  indices: Tensor,
  kernelSize: Pair,
  options: { stride?: Pair | null; padding?: Pair; outputSize?: readonly number[] | null } = {},
): Tensor {
  const kernel = pairOf("maxUnpool2d", "kernelSize", kernelSize, 1);
  const stride = options.stride ? pairOf("maxUnpool2d", "stride", options.stride, 1) : kernel;
  const padding = pairOf("maxUnpool2d", "padding", options.padding ?? 0);
  const size =
    options.outputSize?.slice(-2) ??
    [0, 1].map((i) => (x.shape.at(i - 2)! - 1) * stride[i]! - 2 * padding[i]! + kernel[i]!);
  const [h, w] = size as [number, number];
  const lead = x.shape.slice(0, -2);
  const empty = fromValues(new Float32Array(lead.reduce((a, b) => a * b, h * w)), [...lead, h * w], "float32");
  return empty.scatter(-1, indices.flatten(-2), x.flatten(-2)).reshape([...lead, h, w]);
}

export interface AvgPool2dOptions {
  stride?: Pair | null;
  padding?: Pair;
  ceilMode?: boolean;
  countIncludePad?: boolean;
  divisorOverride?: number | null;
}
const AVG_DEFAULTS: Required<AvgPool2dOptions> = {
  stride: null,
  padding: 0,
  ceilMode: false,
  countIncludePad: true,
  divisorOverride: null,
};

/**
 * The mean of each window of [N, C, H, W] or [C, H, W] images.
 *
 * @example
 * F.avgPool2d(images, 2); // [N, C, H / 2, W / 2]
 */
export function avgPool2d(x: Tensor, kernelSize: Pair, options: AvgPool2dOptions = {}): Tensor {
  if (x.ndim === 3) return avgPool2d(x.unsqueeze(0), kernelSize, options).squeeze(0);
  const given = withDefaults<Required<AvgPool2dOptions>>("avgPool2d", options, AVG_DEFAULTS);
  const windows = windowsOf("avgPool2d", x, kernelSize, { ...given, dilation: 1 });
  const [[top, bottom], [left, right]] = windows.padding;
  // Zeros are added outside the kernel, which then divides by the whole window everywhere.
  const padded = pad(x, [left, right, top, bottom]);
  const inner: Windows = {
    ...windows,
    padding: [
      [0, 0],
      [0, 0],
    ],
  };
  const means = average(padded, inner);
  const factors = corrections(x, windows, given);
  return factors ? means.mul(factors) : means;
}

/** Means over whole windows, without padding. */
function average(x: Tensor, windows: Windows): Tensor {
  const [raw] = withRaws([[x, CHANNELS_LAST]], (image) => [avgKernel(image!, windows)]);
  const out = wrapIn(raw!, [x.shape[0]!, x.shape[1]!, ...windows.output], CHANNELS_LAST);
  if (!tracks(x)) return out;
  const shape = x.shape;
  return record("AvgPool2DBackward0", out, [x], [], (g) => [spread(g, shape, windows)]);
}

/** The gradient of `average`. */
function spread(g: Tensor, shape: readonly number[], windows: Windows): Tensor {
  const physical = CHANNELS_LAST.map((dim) => shape[dim]!) as [number, number, number, number];
  const [raw] = withRaws([[g, CHANNELS_LAST]], (dy) => [avgPool2dGrad(dy!, physical, windows)]);
  const out = wrapIn(raw!, shape, CHANNELS_LAST);
  return tracks(g) ? record("AvgPool2DBackwardBackward0", out, [g], [], (gg) => [average(gg, windows)]) : out;
}

/** The means of [N, C, L] or [C, L] sequences' windows. */
export function avgPool1d(
  x: Tensor,
  kernelSize: number,
  options: { stride?: number | null; padding?: number; ceilMode?: boolean; countIncludePad?: boolean } = {},
): Tensor {
  const { stride = null, padding = 0, ...rest } = options;
  return avgPool2d(x.unsqueeze(-2), [1, kernelSize], {
    ...rest,
    stride: stride === null ? null : [1, stride],
    padding: [0, padding],
  }).squeeze(-2);
}

/** What the means over whole windows must be multiplied with where PyTorch divides by another number; null for 1. */
function corrections(
  x: Tensor,
  windows: Windows,
  { padding, countIncludePad, divisorOverride }: Required<AvgPool2dOptions>,
): Tensor | null {
  const whole = windows.kernel[0] * windows.kernel[1];
  if (divisorOverride !== null) {
    if (divisorOverride === 0) throw new RangeError("avgPool2d: divisorOverride must not be 0");
    return fromValues(Float32Array.of(whole / divisorOverride), [1, 1, 1, 1], "float32");
  }
  const sides = pairOf("avgPool2d", "padding", padding);
  const counts = [0, 1].map((i) => {
    const [size, before] = [x.shape[i + 2]!, sides[i]!];
    const [low, high] = countIncludePad ? [-before, size + before] : [0, size];
    return Array.from({ length: windows.output[i]! }, (_, at) => {
      const start = at * windows.stride[i]! - before;
      return Math.min(start + windows.kernel[i]!, high) - Math.max(start, low);
    });
  });
  const [rows, columns] = counts as [number[], number[]];
  if (rows.every((n) => n === windows.kernel[0]) && columns.every((n) => n === windows.kernel[1])) return null;
  const factors = Float32Array.from(rows.flatMap((r) => columns.map((c) => whole / (r * c))));
  return fromValues(factors, [1, 1, rows.length, columns.length], "float32");
}

/** p-norms of windows: (sum |x|^p)^(1/p). */
export function lpPool2d(
  x: Tensor,
  normType: number,
  kernelSize: Pair,
  options: { stride?: Pair | null; ceilMode?: boolean } = {},
): Tensor {
  const { stride, ceilMode } = withDefaults<{ stride: Pair | null; ceilMode: boolean }>("lpPool2d", options, {
    stride: null,
    ceilMode: false,
  });
  const kernel = pairOf("lpPool2d", "kernelSize", kernelSize, 1);
  const mean = avgPool2d(x.pow(normType), kernel, { stride, ceilMode });
  return mean
    .abs()
    .mul(mean.sign())
    .relu()
    .mul(kernel[0] * kernel[1])
    .pow(1 / normType);
}

function windowsOf(
  owner: string,
  x: Tensor,
  kernelSize: Pair,
  options: { stride: Pair | null; padding: Pair; dilation: Pair; ceilMode: boolean },
): Windows {
  if (x.ndim !== 4)
    throw new RangeError(
      `${owner}: expected a [N, C, H, W] or [C, H, W] tensor, got ${x.ndim} dimensions ${show(x.shape)}`,
    );
  const kernel = pairOf(owner, "kernelSize", kernelSize, 1);
  const stride = options.stride === null ? kernel : pairOf(owner, "stride", options.stride, 1);
  const padding = pairOf(owner, "padding", options.padding);
  const dilation = pairOf(owner, "dilation", options.dilation, 1);
  if (padding.some((n, i) => n > kernel[i]! / 2))
    throw new RangeError(`${owner}: padding ${show(padding)} must be at most half of kernelSize ${show(kernel)}`);
  const sides = [0, 1].map((i) => {
    const [size, before, step] = [x.shape[i + 2]!, padding[i]!, stride[i]!];
    const reach = dilation[i]! * (kernel[i]! - 1) + 1;
    const free = size + 2 * before - reach;
    let count = (options.ceilMode ? Math.ceil(free / step) : Math.floor(free / step)) + 1;
    // A window must start inside the input or the padding before it.
    if (options.ceilMode && (count - 1) * step >= size + before) count -= 1;
    if (count < 1)
      throw new RangeError(
        `${owner}: the window reaches over ${reach} ${i ? "columns" : "rows"}, but the padded input has only ${size + 2 * before} ${show(x.shape)}; ` +
          "pool less often or start from larger images",
      );
    return { count, after: Math.max((count - 1) * step + reach - size - before, 0) };
  });
  return {
    kernel,
    stride,
    padding: [
      [padding[0], sides[0]!.after],
      [padding[1], sides[1]!.after],
    ],
    dilation,
    output: [sides[0]!.count, sides[1]!.count],
  };
}
