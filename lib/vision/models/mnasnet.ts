import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { kaimingConvolutions, linearsOf } from "./layers/init.ts";
import { makeDivisible } from "./layers/make-divisible.ts";
import { type ClassifierOptions, classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

// The paper's TensorFlow kept 0.9997 of the old statistics.
const batchNorm = (channels: number) => new nn.BatchNorm2d(channels, { momentum: 1 - 0.9997 });

const depthwise = (channels: number, kernelSize: number, stride: number) =>
  new nn.Conv2d(channels, channels, kernelSize, {
    stride,
    padding: Math.floor(kernelSize / 2),
    groups: channels,
    bias: false,
  });

class InvertedResidual extends nn.Module {
  readonly residual: boolean;
  readonly layers: nn.Sequential;

  constructor(inChannels: number, outChannels: number, kernelSize: number, stride: number, expansion: number) {
    super();
    const middle = inChannels * expansion;
    this.residual = inChannels === outChannels && stride === 1;
    this.layers = new nn.Sequential(
      new nn.Conv2d(inChannels, middle, 1, { bias: false }),
      batchNorm(middle),
      new nn.ReLU(),
      depthwise(middle, kernelSize, stride),
      batchNorm(middle),
      new nn.ReLU(),
      new nn.Conv2d(middle, outChannels, 1, { bias: false }),
      batchNorm(outChannels),
    );
  }

  forward(x: Tensor): Tensor {
    const branch = this.layers.forward(x);
    return this.residual ? branch.add(x) : branch;
  }
}

/** Kernel, first stride, expansion and repetitions of the six stages. */
const STAGES = [
  [3, 2, 3, 3],
  [5, 2, 3, 3],
  [5, 2, 6, 3],
  [3, 1, 6, 2],
  [5, 2, 6, 4],
  [3, 1, 6, 1],
] as const;

/** Source: Tan et al., "MnasNet: Platform-Aware Neural Architecture Search for Mobile", CVPR 2019, variant B1. */
export class MNASNet extends nn.Module {
  readonly layers: nn.Sequential;
  readonly classifier: nn.Sequential;

  /** `alpha` scales all channels. */
  constructor(alpha: number, options: ClassifierOptions = {}) {
    super();
    const { numClasses, dropout } = classifierDefaults("mnasnet", options, { dropout: 0.2 });
    const [stem, first, ...depths] = [32, 16, 24, 40, 80, 96, 192, 320].map((n) => makeDivisible(n * alpha)) as [
      number,
      number,
      ...number[],
    ];
    this.layers = new nn.Sequential(
      new nn.Conv2d(3, stem, 3, { padding: 1, stride: 2, bias: false }),
      batchNorm(stem),
      new nn.ReLU(),
      depthwise(stem, 3, 1),
      batchNorm(stem),
      new nn.ReLU(),
      new nn.Conv2d(stem, first, 1, { bias: false }),
      batchNorm(first),
    );
    let inChannels = first;
    for (const [i, [kernel, stride, expansion, repeat]] of STAGES.entries()) {
      const stage = new nn.Sequential();
      for (let k = 0; k < repeat; k++) {
        stage.append(new InvertedResidual(inChannels, depths[i]!, kernel, k === 0 ? stride : 1, expansion));
        inChannels = depths[i]!;
      }
      this.layers.append(stage);
    }
    this.layers.extend([new nn.Conv2d(inChannels, 1280, 1, { bias: false }), batchNorm(1280), new nn.ReLU()]);
    this.classifier = new nn.Sequential(new nn.Dropout(dropout), new nn.Linear(1280, numClasses));
    kaimingConvolutions(this);
    for (const { weight, bias } of linearsOf(this)) {
      nn.init.kaimingUniform_(weight, { mode: "fanOut", nonlinearity: "sigmoid" });
      nn.init.zeros_(bias!);
    }
  }

  forward(images: Tensor): Tensor {
    return this.classifier.forward(this.layers.forward(images).mean([2, 3])); // [N, numClasses]
  }
}

type Options = ClassifierOptions;

export const mnasnet0_5 = register("mnasnet0_5", (options: Options) => new MNASNet(0.5, options));
export const mnasnet0_75 = register("mnasnet0_75", (options: Options) => new MNASNet(0.75, options));
export const mnasnet1_0 = register("mnasnet1_0", (options: Options) => new MNASNet(1, options));
export const mnasnet1_3 = register("mnasnet1_3", (options: Options) => new MNASNet(1.3, options));
