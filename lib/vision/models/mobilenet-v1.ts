import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { ConvNormActivation } from "./layers/conv-norm.ts";
import { kaimingConvolutions, normalLinears } from "./layers/init.ts";
import { makeDivisible } from "./layers/make-divisible.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

export interface MobileNetV1Options {
  /** How many classes the last layer tells apart (1000). */
  numClasses?: number;
  /** The paper's alpha: scales all channels (1). */
  widthMult?: number;
  dropout?: number;
}

/** Output channels and stride of each depthwise separable convolution. */
const BLOCKS = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...Array.from({ length: 5 }, () => [512, 1] as const),
  [1024, 2],
  // The paper prints stride 2 here, which its output size contradicts.
  [1024, 1],
] as const;

/** Source: Howard et al., "MobileNets", arXiv 1704.04861. torchvision has none; names are those of its MobileNetV2. */
export class MobileNetV1 extends nn.Module {
  readonly features: nn.Sequential;
  readonly classifier: nn.Sequential;

  constructor(options: MobileNetV1Options = {}) {
    super();
    const { numClasses, widthMult, dropout } = classifierDefaults("mobilenetV1", options, {
      widthMult: 1,
      dropout: 0.001,
    });
    let inChannels = makeDivisible(32 * widthMult);
    this.features = new nn.Sequential(new ConvNormActivation(3, inChannels, { stride: 2 }));
    for (const [channels, stride] of BLOCKS) {
      const out = makeDivisible(channels * widthMult);
      this.features.append(new ConvNormActivation(inChannels, inChannels, { stride, groups: inChannels }));
      this.features.append(new ConvNormActivation(inChannels, out, { kernelSize: 1 }));
      inChannels = out;
    }
    this.classifier = new nn.Sequential(new nn.Dropout(dropout), new nn.Linear(inChannels, numClasses));
    kaimingConvolutions(this);
    normalLinears(this);
  }

  forward(images: Tensor): Tensor {
    const features = this.features.forward(images); // [N, 1024 widthMult, H / 32, W / 32]
    return this.classifier.forward(nn.functional.adaptiveAvgPool2d(features, 1).flatten(1)); // [N, numClasses]
  }
}

export const mobilenetV1 = register("mobilenet_v1", (options: MobileNetV1Options) => new MobileNetV1(options));
