import {
  biasAdd,
  conv2dFilterGrad,
  conv2dInputGrad,
  conv2d as conv2dKernel,
  inputGradTakesSwapped,
} from "../../engine/kernels/index.ts";
import type { Shape, Tensor } from "../../tensor/index.ts";
import { type Raw, rawOf, record, tracks, using } from "../../tensor/internal.ts";
import { CHANNELS_LAST, FILTER, SWAPPED_FILTER, withRaws, wrapIn } from "../layout.ts";
import { integer, type Pair, pairOf, show, withDefaults } from "../options.ts";

/** The geometry of a convolution: [height, width] throughout, padding as [[top, bottom], [left, right]]. */
export interface Geometry {
  stride: [number, number];
  padding: [[number, number], [number, number]];
  dilation: [number, number];
  groups: number;
}

export interface ConvolutionOptions<Size> {
  stride?: Size;
  padding?: Size | "same" | "valid";
  dilation?: Size;
  groups?: number;
}

const DEFAULTS = { stride: 1, padding: 0, dilation: 1, groups: 1 };

/**
 * Convolution of [N, C, H, W] (or [C, H, W]) images with [out, C / groups, kh, kw] filters.
 *
 * @example
 * F.conv2d(images, weight, bias, { padding: 1 });
 */
export function conv2d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvolutionOptions<Pair> = {},
): Tensor {
  if (input.shape.length === 3) return conv2d(input.unsqueeze(0), weight, bias, options).squeeze(0);
  const given = withDefaults<Required<ConvolutionOptions<Pair>>>("conv2d", options, DEFAULTS);
  const kernel = kernelOf("conv2d", weight);
  const dilation = pairOf("conv2d", "dilation", given.dilation, 1);
  const geometry: Geometry = {
    stride: pairOf("conv2d", "stride", given.stride, 1),
    padding: paddingOf(given.padding, kernel, dilation),
    dilation,
    groups: integer("conv2d", "groups", given.groups),
  };
  checkConvolution(input, weight, geometry);
  return convolve(input, weight, geometry, bias);
}

/** Convolution of [N, C, L] (or [C, L]) sequences with [out, C / groups, k] filters. */
export function conv1d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvolutionOptions<number> = {},
): Tensor {
  const given = withDefaults<Required<ConvolutionOptions<number>>>("conv1d", options, DEFAULTS);
  const { stride, padding, dilation, groups } = given;
  return conv2d(input.unsqueeze(-2), weight.unsqueeze(-2), bias, {
    stride: [1, stride],
    padding: typeof padding === "string" ? padding : [0, padding],
    dilation: [1, dilation],
    groups,
  }).squeeze(-2);
}

export interface TransposeOptions<Size> {
  stride?: Size;
  padding?: Size;
  outputPadding?: Size;
  groups?: number;
  dilation?: Size;
}

/**
 * Transposed convolution with [C, out / groups, kh, kw] filters: the input's gradient of the matching convolution.
 *
 * @example
 * F.convTranspose2d(features, weight, bias, { stride: 2 });
 */
export function convTranspose2d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: TransposeOptions<Pair> = {},
): Tensor {
  if (input.shape.length === 3) return convTranspose2d(input.unsqueeze(0), weight, bias, options).squeeze(0);
  const given = withDefaults<Required<TransposeOptions<Pair>>>("convTranspose2d", options, {
    ...DEFAULTS,
    outputPadding: 0,
  });
  const kernel = kernelOf("convTranspose2d", weight);
  const stride = pairOf("convTranspose2d", "stride", given.stride, 1);
  const pad = pairOf("convTranspose2d", "padding", given.padding);
  const extra = pairOf("convTranspose2d", "outputPadding", given.outputPadding);
  const dilation = pairOf("convTranspose2d", "dilation", given.dilation, 1);
  if (extra.some((n, i) => n >= stride[i]! && n >= dilation[i]!))
    throw new RangeError(
      `convTranspose2d: outputPadding ${show(extra)} must be below the stride ${show(stride)} or the dilation`,
    );
  const [batch, channels, ...size] = input.shape as [number, number, number, number];
  if (weight.shape[0] !== channels)
    throw new RangeError(
      `convTranspose2d: expected a weight for ${channels} input channels, got ${show([...weight.shape])} for input ${show([...input.shape])}`,
    );
  const out = size.map((n, i) => (n - 1) * stride[i]! - 2 * pad[i]! + dilation[i]! * (kernel[i]! - 1) + extra[i]! + 1);
  const geometry: Geometry = {
    stride,
    padding: [
      [pad[0], pad[0]],
      [pad[1], pad[1]],
    ],
    dilation,
    groups: integer("convTranspose2d", "groups", given.groups),
  };
  if (out.some((n) => n < 1))
    throw new RangeError(
      `convTranspose2d: the output would be ${show(out)}, which is empty; lower the padding ${show(pad)}`,
    );
  const shape = [batch, weight.shape[1]! * geometry.groups, ...out];
  const output = inputGradient(shape, weight, input, geometry);
  return bias ? output.add(bias.reshape([1, -1, 1, 1])) : output;
}

/** Transposed convolution of [N, C, L] (or [C, L]) sequences. */
export function convTranspose1d(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: TransposeOptions<number> = {},
): Tensor {
  const given = withDefaults<Required<TransposeOptions<number>>>("convTranspose1d", options, {
    ...DEFAULTS,
    outputPadding: 0,
  });
  const { stride, padding, outputPadding, groups, dilation } = given;
  return convTranspose2d(input.unsqueeze(-2), weight.unsqueeze(-2), bias, {
    stride: [1, stride],
    padding: [0, padding],
    outputPadding: [0, outputPadding],
    groups,
    dilation: [1, dilation],
  }).squeeze(-2);
}

/** The padding that keeps the size at stride 1; where it is odd the end gets one more, as in PyTorch. */
export function samePadding(
  kernel: readonly [number, number],
  dilation: readonly [number, number],
): [[number, number], [number, number]] {
  return [0, 1].map((i) => {
    const total = dilation[i]! * (kernel[i]! - 1);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  }) as [[number, number], [number, number]];
}

// A convolution is linear in the input and in the filter, so the three operations below are each other's gradients.

function convolve(x: Tensor, w: Tensor, geometry: Geometry, bias: Tensor | null = null): Tensor {
  const raws = withRaws(
    [
      [x, CHANNELS_LAST],
      [w, FILTER],
    ],
    (xRaw, wRaw) => [biased(conv2dKernel(xRaw, wRaw, geometry), bias)],
  );
  const [n, h, width, c] = raws[0]!.shape as [number, number, number, number];
  const output = wrapIn(raws[0]!, [n, c, h, width], CHANNELS_LAST);
  if (!tracks(x, w, bias)) return output;
  return record("ConvolutionBackward0", output, [x, w, bias], [x, w], (dy, [x, w], node) => [
    node.needs(0) ? inputGradient(x!.shape, w!, dy, geometry) : null,
    node.needs(1) ? filterGradient(x!, w!.shape, dy, geometry) : null,
    node.needs(2) ? dy.sum([0, 2, 3]) : null,
  ]);
}

/** Adds a bias to each channel of a raw tensor that nobody else has. */
function biased(raw: Raw, bias: Tensor | null): Raw {
  return bias === null ? raw : using([raw], () => biasAdd(raw, rawOf(bias)));
}

function inputGradient(shape: Shape, w: Tensor, dy: Tensor, geometry: Geometry): Tensor {
  const physical = CHANNELS_LAST.map((dim) => shape[dim]!) as [number, number, number, number];
  const filterOrder = inputGradTakesSwapped([w.shape[2]!, w.shape[3]!], geometry) ? SWAPPED_FILTER : FILTER;
  const raws = withRaws(
    [
      [w, filterOrder],
      [dy, CHANNELS_LAST],
    ],
    (wRaw, dyRaw) => [conv2dInputGrad(physical, wRaw, dyRaw, geometry)],
  );
  const output = wrapIn(raws[0]!, shape, CHANNELS_LAST);
  if (!tracks(w, dy)) return output;
  return record("ConvolutionBackward0", output, [w, dy], [w, dy], (dx, [w, dy], node) => [
    node.needs(0) ? filterGradient(dx, w!.shape, dy!, geometry) : null,
    node.needs(1) ? convolve(dx, w!, geometry) : null,
  ]);
}

function filterGradient(x: Tensor, shape: Shape, dy: Tensor, geometry: Geometry): Tensor {
  const physical = FILTER.map((dim) => shape[dim]!) as [number, number, number, number];
  const raws = withRaws(
    [
      [x, CHANNELS_LAST],
      [dy, CHANNELS_LAST],
    ],
    (xRaw, dyRaw) => [conv2dFilterGrad(xRaw, physical, dyRaw, geometry)],
  );
  const output = wrapIn(raws[0]!, shape, FILTER);
  if (!tracks(x, dy)) return output;
  return record("ConvolutionBackward0", output, [x, dy], [x, dy], (dw, [x, dy], node) => [
    node.needs(0) ? inputGradient(x!.shape, dw, dy!, geometry) : null,
    node.needs(1) ? convolve(x!, dw, geometry) : null,
  ]);
}

function kernelOf(owner: string, weight: Tensor): [number, number] {
  if (weight.shape.length !== 4)
    throw new RangeError(
      `${owner}: expected a weight of 4 dimensions [out, in / groups, kh, kw], got ${show([...weight.shape])}`,
    );
  return [weight.shape[2]!, weight.shape[3]!];
}

function paddingOf(
  padding: Pair | "same" | "valid",
  kernel: [number, number],
  dilation: [number, number],
): Geometry["padding"] {
  if (padding === "same") return samePadding(kernel, dilation);
  const [h, w] = padding === "valid" ? [0, 0] : pairOf("conv2d", "padding", padding as Pair);
  return [
    [h, h],
    [w, w],
  ];
}

function checkConvolution(input: Tensor, weight: Tensor, { padding, dilation, groups }: Geometry): void {
  const [inShape, wShape] = [show([...input.shape]), show([...weight.shape])];
  if (input.shape.length !== 4)
    throw new RangeError(
      `conv2d: expected a [N, C, H, W] or [C, H, W] input, got ${input.shape.length} dimensions ${inShape}`,
    );
  if (input.dtype !== "float32" || weight.dtype !== "float32")
    throw new TypeError(
      `conv2d: expected float32 tensors, got input ${input.dtype} and weight ${weight.dtype}; convert with x.float()`,
    );
  if (input.shape[1] !== weight.shape[1]! * groups)
    throw new RangeError(
      `conv2d: expected an input with ${weight.shape[1]! * groups} channels for weight ${wShape} and groups ${groups}, got ${input.shape[1]} ${inShape}`,
    );
  for (const i of [0, 1]) {
    const padded = input.shape[i + 2]! + padding[i]![0] + padding[i]![1];
    const reach = dilation[i]! * (weight.shape[i + 2]! - 1) + 1;
    if (padded < reach)
      throw new RangeError(
        `conv2d: the kernel reaches over ${reach} ${i ? "columns" : "rows"}, but the padded input has only ${padded} ${inShape}; ` +
          "use a larger image, a smaller kernel or more padding",
      );
  }
}
