import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { FusedMBConv, MBConv, type StageBlock } from "./efficientnet-blocks.ts";
import { batchNorm, ConvNormActivation, type NormLayer, silu } from "./layers/conv-norm.ts";
import { kaimingConvolutions, linearsOf } from "./layers/init.ts";
import { makeDivisible } from "./layers/make-divisible.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

export interface EfficientNetOptions {
  /** How many classes the last layer tells apart (1000). */
  numClasses?: number;
  dropout?: number;
  /** Probability that the last residual branch is dropped; earlier ones less, in proportion (0.2). */
  stochasticDepthProb?: number;
}

/** A stage: its kind of block, expansion, kernel, first stride, input and output channels, number of blocks. */
export type Stage = readonly [
  block: StageBlock,
  expansion: number,
  kernel: number,
  stride: number,
  inChannels: number,
  outChannels: number,
  count: number,
];

/**
 * EfficientNet and EfficientNetV2.
 *
 * Source: Tan and Le, "EfficientNet", ICML 2019, and "EfficientNetV2", ICML 2021.
 */
export class EfficientNet extends nn.Module {
  readonly features: nn.Sequential;
  readonly avgpool = new nn.AdaptiveAvgPool2d(1);
  readonly classifier: nn.Sequential;

  constructor(
    stages: readonly Stage[],
    { dropout: ownDropout, norm, last }: { dropout: number; norm: NormLayer; last?: number },
    options: EfficientNetOptions = {},
  ) {
    super();
    const { numClasses, dropout, stochasticDepthProb } = classifierDefaults("efficientnet", options, {
      dropout: ownDropout,
      stochasticDepthProb: 0.2,
    });
    const total = stages.reduce((sum, stage) => sum + stage[6], 0);
    let done = 0;
    this.features = new nn.Sequential(new ConvNormActivation(3, stages[0]![4], { stride: 2, norm, activation: silu }));
    for (const [block, expansion, kernel, stride, inChannels, outChannels, count] of stages) {
      const blocks = new nn.Sequential();
      for (let i = 0; i < count; i++, done++)
        blocks.append(
          new block(i === 0 ? inChannels : outChannels, outChannels, {
            expansion,
            kernel,
            stride: i === 0 ? stride : 1,
            dropPath: (stochasticDepthProb * done) / total,
            norm,
          }),
        );
      this.features.append(blocks);
    }
    const before = stages.at(-1)![5];
    const after = last ?? 4 * before;
    this.features.append(new ConvNormActivation(before, after, { kernelSize: 1, norm, activation: silu }));
    this.classifier = new nn.Sequential(new nn.Dropout(dropout), new nn.Linear(after, numClasses));
    kaimingConvolutions(this);
    for (const { weight, bias, outFeatures } of linearsOf(this)) {
      const bound = 1 / Math.sqrt(outFeatures);
      nn.init.uniform_(weight, { a: -bound, b: bound });
      nn.init.zeros_(bias!);
    }
  }

  forward(images: Tensor): Tensor {
    const features = this.avgpool.forward(this.features.forward(images)); // [N, last, 1, 1]
    return this.classifier.forward(features.flatten(1)); // [N, numClasses]
  }
}

/** The stages of B0, scaled in width and depth as the compound rule says. */
function scaled(width: number, depth: number): Stage[] {
  const base = [
    [1, 3, 1, 32, 16, 1],
    [6, 3, 2, 16, 24, 2],
    [6, 5, 2, 24, 40, 2],
    [6, 3, 2, 40, 80, 3],
    [6, 5, 1, 80, 112, 3],
    [6, 5, 2, 112, 192, 4],
    [6, 3, 1, 192, 320, 1],
  ] as const;
  return base.map(([expansion, kernel, stride, inChannels, outChannels, count]) => [
    MBConv,
    expansion,
    kernel,
    stride,
    makeDivisible(inChannels * width),
    makeDivisible(outChannels * width),
    Math.ceil(count * depth),
  ]);
}

const V2_S: readonly Stage[] = [
  [FusedMBConv, 1, 3, 1, 24, 24, 2],
  [FusedMBConv, 4, 3, 2, 24, 48, 4],
  [FusedMBConv, 4, 3, 2, 48, 64, 4],
  [MBConv, 4, 3, 2, 64, 128, 6],
  [MBConv, 6, 3, 1, 128, 160, 9],
  [MBConv, 6, 3, 2, 160, 256, 15],
];

const googleNorm: NormLayer = (channels) => new nn.BatchNorm2d(channels, { eps: 0.001, momentum: 0.01 });

/** Width, depth, dropout and image size of B0 to B7; the last three keep TensorFlow's batch norm. */
function variant(name: string, width: number, depth: number, dropout: number, size: number, norm = batchNorm) {
  return register(
    name,
    (options: EfficientNetOptions) => new EfficientNet(scaled(width, depth), { dropout, norm }, options),
    { size },
  );
}

export const efficientnetB0 = variant("efficientnet_b0", 1, 1, 0.2, 224);
export const efficientnetB1 = variant("efficientnet_b1", 1, 1.1, 0.2, 240);
export const efficientnetB2 = variant("efficientnet_b2", 1.1, 1.2, 0.3, 288);
export const efficientnetB3 = variant("efficientnet_b3", 1.2, 1.4, 0.3, 300);
export const efficientnetB4 = variant("efficientnet_b4", 1.4, 1.8, 0.4, 380);
export const efficientnetB5 = variant("efficientnet_b5", 1.6, 2.2, 0.4, 456, googleNorm);
export const efficientnetB6 = variant("efficientnet_b6", 1.8, 2.6, 0.5, 528, googleNorm);
export const efficientnetB7 = variant("efficientnet_b7", 2, 3.1, 0.5, 600, googleNorm);

export const efficientnetV2S = register(
  "efficientnet_v2_s",
  (options: EfficientNetOptions) =>
    new EfficientNet(
      V2_S,
      { dropout: 0.2, norm: (channels) => new nn.BatchNorm2d(channels, { eps: 0.001 }), last: 1280 },
      options,
    ),
  { size: 384 },
);
