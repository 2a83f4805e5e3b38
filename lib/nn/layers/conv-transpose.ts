import { empty, type Tensor } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import { Module } from "../module/module.ts";
import { integer, type Pair, pairOf, withDefaults } from "../options.ts";
import { Parameter } from "../parameter.ts";
import { checkChannels, checkImages, describeConvolution, resetLinear } from "./convolution.ts";

export interface ConvTransposeOptions<Size> {
  stride?: Size;
  /** Rows and columns that the matching convolution would add; here they are cut off. */
  padding?: Size;
  /** Rows and columns added at the end, where several input sizes of the convolution give one output size. */
  outputPadding?: Size;
  groups?: number;
  bias?: boolean;
  dilation?: Size;
}

const DEFAULTS = { stride: 1, padding: 0, outputPadding: 0, groups: 1, bias: true, dilation: 1 };

/**
 * Transposed convolution: the gradient of a convolution as a layer, which makes images larger.
 *
 * @example
 * const up = new nn.ConvTranspose2d(64, 32, 2, { stride: 2 }); // [N, 64, H, W] -> [N, 32, 2 H, 2 W]
 */
export class ConvTranspose2d extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: [number, number];
  readonly stride: [number, number];
  readonly padding: [number, number];
  readonly outputPadding: [number, number];
  readonly dilation: [number, number];
  readonly groups: number;
  /** [inChannels, outChannels / groups, kernel height, kernel width] */
  weight: Parameter;
  bias: Parameter | null;

  constructor(inChannels: number, outChannels: number, kernelSize: Pair, options: ConvTransposeOptions<Pair> = {}) {
    super();
    const given = withDefaults<Required<ConvTransposeOptions<Pair>>>("ConvTranspose2d", options, DEFAULTS);
    checkChannels("ConvTranspose2d", inChannels, outChannels, given.groups);
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = pairOf("ConvTranspose2d", "kernelSize", kernelSize, 1);
    this.stride = pairOf("ConvTranspose2d", "stride", given.stride, 1);
    this.padding = pairOf("ConvTranspose2d", "padding", given.padding);
    this.outputPadding = pairOf("ConvTranspose2d", "outputPadding", given.outputPadding);
    this.dilation = pairOf("ConvTranspose2d", "dilation", given.dilation, 1);
    this.groups = given.groups;
    this.weight = new Parameter(empty([inChannels, outChannels / this.groups, ...this.kernelSize]));
    this.bias = given.bias ? new Parameter(empty([outChannels])) : null;
    this.resetParameters();
  }

  resetParameters(): void {
    resetLinear(this.weight, this.bias);
  }

  forward(input: Tensor): Tensor {
    checkImages(this, input, this.inChannels, 2);
    const { stride, padding, outputPadding, groups, dilation } = this;
    return F.convTranspose2d(input, this.weight, this.bias, { stride, padding, outputPadding, groups, dilation });
  }

  override extraRepr(): string {
    return describeConvolution(this, this.kernelSize, [0, 0], [1, 1]);
  }
}

/** Transposed convolution over [N, C, L] (or [C, L]) sequences. */
export class ConvTranspose1d extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: [number];
  readonly stride: [number];
  readonly padding: [number];
  readonly outputPadding: [number];
  readonly dilation: [number];
  readonly groups: number;
  /** [inChannels, outChannels / groups, kernel length] */
  weight: Parameter;
  bias: Parameter | null;

  constructor(inChannels: number, outChannels: number, kernelSize: number, options: ConvTransposeOptions<number> = {}) {
    super();
    const given = withDefaults<Required<ConvTransposeOptions<number>>>("ConvTranspose1d", options, DEFAULTS);
    checkChannels("ConvTranspose1d", inChannels, outChannels, given.groups);
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = [integer("ConvTranspose1d", "kernelSize", kernelSize)];
    this.stride = [integer("ConvTranspose1d", "stride", given.stride)];
    this.padding = [integer("ConvTranspose1d", "padding", given.padding, 0)];
    this.outputPadding = [integer("ConvTranspose1d", "outputPadding", given.outputPadding, 0)];
    this.dilation = [integer("ConvTranspose1d", "dilation", given.dilation)];
    this.groups = given.groups;
    this.weight = new Parameter(empty([inChannels, outChannels / this.groups, kernelSize]));
    this.bias = given.bias ? new Parameter(empty([outChannels])) : null;
    this.resetParameters();
  }

  resetParameters(): void {
    resetLinear(this.weight, this.bias);
  }

  forward(input: Tensor): Tensor {
    checkImages(this, input, this.inChannels, 1);
    return F.convTranspose1d(input, this.weight, this.bias, {
      stride: this.stride[0],
      padding: this.padding[0],
      outputPadding: this.outputPadding[0],
      groups: this.groups,
      dilation: this.dilation[0],
    });
  }

  override extraRepr(): string {
    return describeConvolution(this, this.kernelSize, [0], [1]);
  }
}
