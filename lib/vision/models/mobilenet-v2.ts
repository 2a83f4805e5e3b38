import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { batchNorm, ConvNormActivation, type NormLayer, relu6 } from "./layers/conv-norm.ts";
import { kaimingConvolutions, normalLinears } from "./layers/init.ts";
import { makeDivisible } from "./layers/make-divisible.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

export interface MobileNetV2Options {
  /** How many classes the last layer tells apart (1000). */
  numClasses?: number;
  /** Scales all channels (1). */
  widthMult?: number;
  dropout?: number;
  norm?: NormLayer;
}

/** Expansion, output channels, repetitions and first stride of the paper's table 2. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** Wider inside than at its ends: 1x1 to more channels, depthwise 3x3, 1x1 to few, without activation. */
class InvertedResidual extends nn.Module {
  readonly residual: boolean;
  readonly conv: nn.Sequential;

  constructor(inChannels: number, outChannels: number, stride: number, expansion: number, norm: NormLayer) {
    super();
    const hidden = Math.round(inChannels * expansion);
    this.residual = stride === 1 && inChannels === outChannels;
    this.conv = new nn.Sequential();
    if (expansion !== 1)
      this.conv.append(new ConvNormActivation(inChannels, hidden, { kernelSize: 1, norm, activation: relu6 }));
    this.conv.extend([
      new ConvNormActivation(hidden, hidden, { stride, groups: hidden, norm, activation: relu6 }),
      new nn.Conv2d(hidden, outChannels, 1, { bias: false }),
      norm(outChannels),
    ]);
  }

  forward(x: Tensor): Tensor {
    const branch = this.conv.forward(x);
    return this.residual ? x.add(branch) : branch;
  }
}

/** Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018. */
export class MobileNetV2 extends nn.Module {
  readonly features: nn.Sequential;
  readonly classifier: nn.Sequential;

  constructor(options: MobileNetV2Options = {}) {
    super();
    const { numClasses, widthMult, dropout, norm } = classifierDefaults("mobilenetV2", options, {
      widthMult: 1,
      dropout: 0.2,
      norm: batchNorm,
    });
    let inChannels = makeDivisible(32 * widthMult);
    const last = makeDivisible(1280 * Math.max(1, widthMult));
    this.features = new nn.Sequential(new ConvNormActivation(3, inChannels, { stride: 2, norm, activation: relu6 }));
    for (const [expansion, channels, repeat, stride] of STAGES)
      for (let i = 0; i < repeat; i++) {
        const out = makeDivisible(channels * widthMult);
        this.features.append(new InvertedResidual(inChannels, out, i === 0 ? stride : 1, expansion, norm));
        inChannels = out;
      }
    this.features.append(new ConvNormActivation(inChannels, last, { kernelSize: 1, norm, activation: relu6 }));
    this.classifier = new nn.Sequential(new nn.Dropout(dropout), new nn.Linear(last, numClasses));
    kaimingConvolutions(this);
    normalLinears(this);
  }

  forward(images: Tensor): Tensor {
    const features = this.features.forward(images); // [N, 1280, H / 32, W / 32]
    return this.classifier.forward(nn.functional.adaptiveAvgPool2d(features, 1).flatten(1)); // [N, numClasses]
  }
}

export const mobilenetV2 = register("mobilenet_v2", (options: MobileNetV2Options) => new MobileNetV2(options));
