import { empty, type Tensor } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import * as init from "../init.ts";
import { fail } from "../module/context.ts";
import { Module } from "../module/module.ts";
import { python } from "../module/repr.ts";
import { integer, oneOf, type Pair, pairOf, withDefaults } from "../options.ts";
import { Parameter } from "../parameter.ts";

export type PaddingMode = "zeros" | "reflect" | "replicate" | "circular";

export interface Conv2dOptions {
  stride?: Pair;
  /** Rows and columns added on each side; "same" keeps the size, "valid" adds none. */
  padding?: Pair | "same" | "valid";
  dilation?: Pair;
  /** Number of groups of channels that see only each other; `inChannels` makes it depthwise. */
  groups?: number;
  bias?: boolean;
  paddingMode?: PaddingMode;
}

const DEFAULTS: Required<Conv2dOptions> = {
  stride: 1,
  padding: 0,
  dilation: 1,
  groups: 1,
  bias: true,
  paddingMode: "zeros",
};

/**
 * Convolution over [N, C, H, W] (or [C, H, W]) images.
 *
 * @example
 * const conv = new nn.Conv2d(3, 64, 3, { stride: 2, padding: 1, bias: false });
 * conv.forward(images); // [N, 64, H / 2, W / 2]
 */
export class Conv2d extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: [number, number];
  readonly stride: [number, number];
  readonly padding: [number, number] | "same" | "valid";
  readonly dilation: [number, number];
  readonly groups: number;
  readonly paddingMode: PaddingMode;
  /** [outChannels, inChannels / groups, kernel height, kernel width] */
  weight: Parameter;
  bias: Parameter | null;

  constructor(inChannels: number, outChannels: number, kernelSize: Pair, options: Conv2dOptions = {}) {
    super();
    const given = withDefaults<Required<Conv2dOptions>>("Conv2d", options, DEFAULTS);
    checkChannels("Conv2d", inChannels, outChannels, given.groups);
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = pairOf("Conv2d", "kernelSize", kernelSize, 1);
    this.stride = pairOf("Conv2d", "stride", given.stride, 1);
    this.padding =
      typeof given.padding === "string"
        ? oneOf<"same" | "valid">("Conv2d", "padding", given.padding, ["same", "valid"])
        : pairOf("Conv2d", "padding", given.padding);
    this.dilation = pairOf("Conv2d", "dilation", given.dilation, 1);
    this.groups = given.groups;
    this.paddingMode = oneOf("Conv2d", "paddingMode", given.paddingMode, ["zeros", "reflect", "replicate", "circular"]);
    if (this.padding === "same" && this.stride.some((step) => step !== 1))
      throw new RangeError(
        `Conv2d: padding "same" keeps the size, which a stride of [${this.stride}] cannot; pass numbers`,
      );
    this.weight = new Parameter(empty([outChannels, inChannels / this.groups, ...this.kernelSize]));
    this.bias = given.bias ? new Parameter(empty([outChannels])) : null;
    this.resetParameters();
  }

  /** Draws the initial weights afresh, as PyTorch does. */
  resetParameters(): void {
    resetLinear(this.weight, this.bias);
  }

  forward(input: Tensor): Tensor {
    checkImages(this, input, this.inChannels, 2);
    const { stride, dilation, groups } = this;
    if (this.paddingMode === "zeros")
      return F.conv2d(input, this.weight, this.bias, { stride, padding: this.padding, dilation, groups });
    const padded = F.pad(input, this.#surroundings(), { mode: this.paddingMode });
    return F.conv2d(padded, this.weight, this.bias, { stride, dilation, groups });
  }

  /** [left, right, top, bottom] for the padding modes that do not fill with zeros */
  #surroundings(): number[] {
    if (this.padding === "valid") return [0, 0, 0, 0];
    const [[top, bottom], [left, right]] =
      this.padding === "same"
        ? F.samePadding(this.kernelSize, this.dilation)
        : (this.padding.map((n) => [n, n]) as [[number, number], [number, number]]);
    return [left, right, top, bottom];
  }

  override extraRepr(): string {
    return describeConvolution(this, this.kernelSize, [0, 0], [1, 1]);
  }
}

export interface Conv1dOptions {
  stride?: number;
  padding?: number | "same" | "valid";
  dilation?: number;
  groups?: number;
  bias?: boolean;
  paddingMode?: PaddingMode;
}

/**
 * Convolution over [N, C, L] (or [C, L]) sequences.
 *
 * @example
 * const conv = new nn.Conv1d(16, 33, 3, { stride: 2 });
 */
export class Conv1d extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: [number];
  readonly stride: [number];
  readonly padding: [number] | "same" | "valid";
  readonly dilation: [number];
  readonly groups: number;
  readonly paddingMode: PaddingMode;
  /** [outChannels, inChannels / groups, kernel length] */
  weight: Parameter;
  bias: Parameter | null;

  constructor(inChannels: number, outChannels: number, kernelSize: number, options: Conv1dOptions = {}) {
    super();
    const given = withDefaults<Required<Conv2dOptions>>("Conv1d", options, DEFAULTS) as Required<Conv1dOptions>;
    checkChannels("Conv1d", inChannels, outChannels, given.groups);
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = [integer("Conv1d", "kernelSize", kernelSize)];
    this.stride = [integer("Conv1d", "stride", given.stride)];
    this.padding =
      typeof given.padding === "string"
        ? oneOf<"same" | "valid">("Conv1d", "padding", given.padding, ["same", "valid"])
        : [integer("Conv1d", "padding", given.padding, 0)];
    this.dilation = [integer("Conv1d", "dilation", given.dilation)];
    this.groups = given.groups;
    this.paddingMode = oneOf("Conv1d", "paddingMode", given.paddingMode, ["zeros", "reflect", "replicate", "circular"]);
    if (this.padding === "same" && this.stride[0] !== 1)
      throw new RangeError(
        `Conv1d: padding "same" keeps the size, which a stride of ${this.stride} cannot; pass a number`,
      );
    this.weight = new Parameter(empty([outChannels, inChannels / this.groups, kernelSize]));
    this.bias = given.bias ? new Parameter(empty([outChannels])) : null;
    this.resetParameters();
  }

  resetParameters(): void {
    resetLinear(this.weight, this.bias);
  }

  forward(input: Tensor): Tensor {
    checkImages(this, input, this.inChannels, 1);
    const options = { stride: this.stride[0], dilation: this.dilation[0], groups: this.groups };
    const padding = typeof this.padding === "string" ? this.padding : this.padding[0];
    if (this.paddingMode === "zeros") return F.conv1d(input, this.weight, this.bias, { ...options, padding });
    const [, [left, right]] =
      padding === "same"
        ? F.samePadding([1, this.kernelSize[0]], [1, this.dilation[0]])
        : [0, padding === "valid" ? [0, 0] : [padding, padding]];
    return F.conv1d(F.pad(input, [left!, right!], { mode: this.paddingMode }), this.weight, this.bias, options);
  }

  override extraRepr(): string {
    return describeConvolution(this, this.kernelSize, [0], [1]);
  }
}

/** The initial weights of linear and convolutional layers: uniform within 1 / sqrt(inputs). */
export function resetLinear(weight: Parameter, bias: Parameter | null): void {
  init.kaimingUniform_(weight, { a: Math.sqrt(5) });
  if (!bias) return;
  const { fanIn } = init.fans(weight);
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  init.uniform_(bias, { a: -bound, b: bound });
}

export function checkChannels(owner: string, inChannels: number, outChannels: number, groups: number): void {
  integer(owner, "inChannels", inChannels);
  integer(owner, "outChannels", outChannels);
  integer(owner, "groups", groups);
  for (const [name, channels] of Object.entries({ inChannels, outChannels }))
    if (channels % groups !== 0)
      throw new RangeError(
        `${owner}: ${name} ${channels} must divide by groups ${groups}, so that each group gets as many`,
      );
}

/** The input must be [N, C, ...] or [C, ...] with the layer's channels. */
export function checkImages(layer: Module, input: Tensor, channels: number, dimensions: 1 | 2): void {
  const rank = input.shape.length;
  const sizes = dimensions === 1 ? "L" : "H, W";
  const shape = `[${input.shape.join(", ")}]`;
  if (rank !== dimensions + 2 && rank !== dimensions + 1)
    fail(
      layer,
      `expected a [N, ${channels}, ${sizes}] tensor, got ${rank} dimensions ${shape}. ${rankHint(rank, dimensions)}`,
    );
  const given = input.shape[rank - dimensions - 1]!;
  if (given !== channels)
    fail(
      layer,
      `expected ${channels} input channels, got ${given} ${shape}. ` +
        `Pass a [N, ${channels}, ${sizes}] tensor or build the layer with inChannels: ${given}`,
    );
}

function rankHint(rank: number, dimensions: 1 | 2): string {
  if (rank === 2 && dimensions === 2)
    return "A flattened batch has lost its rows and columns: reshape it, or use nn.Linear";
  return rank > dimensions + 2
    ? "Merge or index the leading dimensions first"
    : "Add the missing dimensions with unsqueeze";
}

interface Described {
  inChannels: number;
  outChannels: number;
  stride: readonly number[];
  padding: readonly number[] | string;
  dilation: readonly number[];
  groups: number;
  paddingMode?: string;
  outputPadding?: readonly number[];
  bias: unknown;
}

export function describeConvolution(
  layer: Described,
  kernel: readonly number[],
  zeros: number[],
  ones: number[],
): string {
  const differs = (value: unknown, other: unknown) => python(value) !== python(other);
  return [
    `${layer.inChannels}, ${layer.outChannels}, kernel_size=${python(kernel)}, stride=${python(layer.stride)}`,
    differs(layer.padding, zeros) && `padding=${python(layer.padding)}`,
    differs(layer.dilation, ones) && `dilation=${python(layer.dilation)}`,
    layer.outputPadding && differs(layer.outputPadding, zeros) && `output_padding=${python(layer.outputPadding)}`,
    layer.groups !== 1 && `groups=${layer.groups}`,
    layer.bias === null && "bias=False",
    layer.paddingMode && layer.paddingMode !== "zeros" && `padding_mode=${layer.paddingMode}`,
  ]
    .filter(Boolean)
    .join(", ");
}
