import type { Pair } from "../../../nn/index.ts";
import * as nn from "../../../nn/index.ts";

/** Makes the normalization layer for so many channels. */
export type NormLayer = (channels: number) => nn.Layer;
/** Makes an activation. */
export type Activation = () => nn.Layer;

export const batchNorm: NormLayer = (channels) => new nn.BatchNorm2d(channels);
export const relu: Activation = () => new nn.ReLU();
export const relu6: Activation = () => new nn.ReLU6();
export const silu: Activation = () => new nn.SiLU();
export const hardswish: Activation = () => new nn.Hardswish();

export interface ConvNormOptions {
  kernelSize?: number;
  stride?: Pair;
  /** What keeps the size at stride 1, unless given. */
  padding?: number;
  dilation?: number;
  groups?: number;
  norm?: NormLayer | null;
  activation?: Activation | null;
  /** A bias where no normalization follows, unless given. */
  bias?: boolean;
}

/** A convolution, its normalization ("1") and its activation ("2"): torchvision's Conv2dNormActivation. */
export class ConvNormActivation extends nn.Sequential {
  readonly outChannels: number;

  constructor(inChannels: number, outChannels: number, options: ConvNormOptions = {}) {
    const { kernelSize = 3, stride = 1, dilation = 1, groups = 1, norm = batchNorm, activation = relu } = options;
    const { padding = Math.floor((kernelSize - 1) / 2) * dilation, bias = norm === null } = options;
    super(new nn.Conv2d(inChannels, outChannels, kernelSize, { stride, padding, dilation, groups, bias }));
    if (norm) this.append(norm(outChannels));
    if (activation) this.append(activation());
    this.outChannels = outChannels;
  }
}
