import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { ConvNormActivation, type NormLayer, silu } from "./layers/conv-norm.ts";
import { makeDivisible } from "./layers/make-divisible.ts";
import { SqueezeExcitation } from "./layers/squeeze-excitation.ts";

export interface StageBlockOptions {
  expansion: number;
  kernel: number;
  stride: number;
  dropPath: number;
  norm: NormLayer;
}

export type StageBlock = new (inChannels: number, outChannels: number, options: StageBlockOptions) => nn.Layer;

/** Layers with a shortcut around them where the shape stays, dropped at random while training. */
class DroppableResidual extends nn.Module {
  static override readonly stateKeys = { stochasticDepth: "stochastic_depth" };
  readonly residual: boolean;
  readonly block: nn.Sequential;
  readonly stochasticDepth: nn.DropPath;

  constructor(residual: boolean, layers: readonly nn.Layer[], dropPath: number) {
    super();
    this.residual = residual;
    this.block = new nn.Sequential(...layers);
    this.stochasticDepth = new nn.DropPath(dropPath);
  }

  forward(x: Tensor): Tensor {
    const branch = this.block.forward(x);
    return this.residual ? this.stochasticDepth.forward(branch).add(x) : branch;
  }
}

/** MobileNet's inverted residual with squeeze-and-excitation and SiLU. */
export class MBConv extends DroppableResidual {
  constructor(inChannels: number, outChannels: number, options: StageBlockOptions) {
    const { expansion, kernel, stride, dropPath, norm } = options;
    const expanded = makeDivisible(inChannels * expansion);
    const layers: nn.Layer[] = [];
    if (expanded !== inChannels)
      layers.push(new ConvNormActivation(inChannels, expanded, { kernelSize: 1, norm, activation: silu }));
    layers.push(
      new ConvNormActivation(expanded, expanded, {
        kernelSize: kernel,
        stride,
        groups: expanded,
        norm,
        activation: silu,
      }),
      // Squeezed to a quarter of the block's input, not of the expanded channels.
      new SqueezeExcitation(expanded, Math.max(1, Math.floor(inChannels / 4)), { activation: silu }),
      new ConvNormActivation(expanded, outChannels, { kernelSize: 1, norm, activation: null }),
    );
    super(stride === 1 && inChannels === outChannels, layers, dropPath);
  }
}

/** The expanding and the depthwise convolution in one ordinary 3x3, which accelerators like better. */
export class FusedMBConv extends DroppableResidual {
  constructor(inChannels: number, outChannels: number, options: StageBlockOptions) {
    const { expansion, kernel, stride, dropPath, norm } = options;
    const expanded = makeDivisible(inChannels * expansion);
    const first = { kernelSize: kernel, stride, norm, activation: silu };
    const layers =
      expanded === inChannels
        ? [new ConvNormActivation(inChannels, outChannels, first)]
        : [
            new ConvNormActivation(inChannels, expanded, first),
            new ConvNormActivation(expanded, outChannels, { kernelSize: 1, norm, activation: null }),
          ];
    super(stride === 1 && inChannels === outChannels, layers, dropPath);
  }
}
