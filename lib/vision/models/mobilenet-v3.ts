import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { ConvNormActivation, hardswish, type NormLayer, relu } from "./layers/conv-norm.ts";
import { kaimingConvolutions, normalLinears } from "./layers/init.ts";
import { makeDivisible } from "./layers/make-divisible.ts";
import { SqueezeExcitation } from "./layers/squeeze-excitation.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";

export interface MobileNetV3Options {
  /** How many classes the last layer tells apart (1000). */
  numClasses?: number;
  /** Scales all channels (1). */
  widthMult?: number;
  /** Half the channels behind the last stride, for backbones (false). */
  reducedTail?: boolean;
  /** Dilate in place of the last stride, so that the image stays at 1/16 (false). */
  dilated?: boolean;
  dropout?: number;
  norm?: NormLayer;
}

/** Kernel, expanded and output channels, squeeze-and-excitation, hard swish, stride; from `TAIL` on channels can be halved. */
type Row = readonly [kernel: number, expanded: number, out: number, se: boolean, swish: boolean, stride: number];

const LARGE: readonly Row[] = [
  [3, 16, 16, false, false, 1],
  [3, 64, 24, false, false, 2],
  [3, 72, 24, false, false, 1],
  [5, 72, 40, true, false, 2],
  [5, 120, 40, true, false, 1],
  [5, 120, 40, true, false, 1],
  [3, 240, 80, false, true, 2],
  [3, 200, 80, false, true, 1],
  [3, 184, 80, false, true, 1],
  [3, 184, 80, false, true, 1],
  [3, 480, 112, true, true, 1],
  [3, 672, 112, true, true, 1],
  [5, 672, 160, true, true, 2],
  [5, 960, 160, true, true, 1],
  [5, 960, 160, true, true, 1],
];
const SMALL: readonly Row[] = [
  [3, 16, 16, true, false, 2],
  [3, 72, 24, false, false, 2],
  [3, 88, 24, false, false, 1],
  [5, 96, 40, true, true, 2],
  [5, 240, 40, true, true, 1],
  [5, 240, 40, true, true, 1],
  [5, 120, 48, true, true, 1],
  [5, 144, 48, true, true, 1],
  [5, 288, 96, true, true, 2],
  [5, 576, 96, true, true, 1],
  [5, 576, 96, true, true, 1],
];
/** The last three rows. */
const TAIL = -3;

/** An inverted residual with squeeze-and-excitation in its middle. */
export class InvertedResidualV3 extends nn.Module {
  readonly residual: boolean;
  /** Whether the image becomes smaller here, or would without dilation. */
  readonly strided: boolean;
  readonly outChannels: number;
  readonly block: nn.Sequential;

  constructor(inChannels: number, row: Row, dilation: number, norm: NormLayer) {
    super();
    const [kernelSize, expanded, out, se, swish, stride] = row;
    const activation = swish ? hardswish : relu;
    this.residual = stride === 1 && inChannels === out;
    this.strided = stride > 1;
    this.outChannels = out;
    this.block = new nn.Sequential();
    if (expanded !== inChannels)
      this.block.append(new ConvNormActivation(inChannels, expanded, { kernelSize: 1, norm, activation }));
    const step = dilation > 1 ? 1 : stride;
    this.block.append(
      new ConvNormActivation(expanded, expanded, {
        kernelSize,
        stride: step,
        dilation,
        groups: expanded,
        norm,
        activation,
      }),
    );
    if (se)
      this.block.append(
        new SqueezeExcitation(expanded, makeDivisible(Math.floor(expanded / 4)), {
          scaleActivation: () => new nn.Hardsigmoid(),
        }),
      );
    this.block.append(new ConvNormActivation(expanded, out, { kernelSize: 1, norm, activation: null }));
  }

  forward(x: Tensor): Tensor {
    const branch = this.block.forward(x);
    return this.residual ? branch.add(x) : branch;
  }
}

/** Source: Howard et al., "Searching for MobileNetV3", ICCV 2019. */
export class MobileNetV3 extends nn.Module {
  readonly features: nn.Sequential;
  readonly avgpool = new nn.AdaptiveAvgPool2d(1);
  readonly classifier: nn.Sequential;

  constructor(size: "large" | "small", options: MobileNetV3Options = {}) {
    super();
    const given = classifierDefaults("mobilenetV3", options, {
      widthMult: 1,
      reducedTail: false,
      dilated: false,
      dropout: 0.2,
      // The paper trained in TensorFlow, with its defaults.
      norm: ((channels) => new nn.BatchNorm2d(channels, { eps: 0.001, momentum: 0.01 })) as NormLayer,
    });
    const { norm, widthMult } = given;
    const rows = size === "large" ? LARGE : SMALL;
    const scaled = (channels: number) => makeDivisible(channels * widthMult);
    const tail = (channels: number) => scaled(given.reducedTail ? Math.floor(channels / 2) : channels);
    let inChannels = scaled(16);
    this.features = new nn.Sequential(
      new ConvNormActivation(3, inChannels, { stride: 2, norm, activation: hardswish }),
    );
    for (const [i, [kernel, expanded, out, ...rest]] of rows.entries()) {
      const inTail = i >= rows.length + TAIL;
      // The first row of the tail still expands the full channels before it.
      const wide = i > rows.length + TAIL ? tail(expanded) : scaled(expanded);
      const row: Row = [kernel, wide, inTail ? tail(out) : scaled(out), ...rest];
      const block = new InvertedResidualV3(inChannels, row, inTail && given.dilated ? 2 : 1, norm);
      this.features.append(block);
      inChannels = block.outChannels;
    }
    this.features.append(
      new ConvNormActivation(inChannels, 6 * inChannels, { kernelSize: 1, norm, activation: hardswish }),
    );
    const last = tail(size === "large" ? 1280 : 1024);
    this.classifier = new nn.Sequential(
      new nn.Linear(6 * inChannels, last),
      new nn.Hardswish(),
      new nn.Dropout(given.dropout),
      new nn.Linear(last, given.numClasses),
    );
    kaimingConvolutions(this);
    normalLinears(this);
  }

  forward(images: Tensor): Tensor {
    const features = this.avgpool.forward(this.features.forward(images)); // [N, 960 or 576, 1, 1]
    return this.classifier.forward(features.flatten(1)); // [N, numClasses]
  }
}

type Options = MobileNetV3Options;

export const mobilenetV3Large = register("mobilenet_v3_large", (options: Options) => new MobileNetV3("large", options));
export const mobilenetV3Small = register("mobilenet_v3_small", (options: Options) => new MobileNetV3("small", options));
