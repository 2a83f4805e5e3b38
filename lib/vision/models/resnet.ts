import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { batchNorm, type NormLayer } from "./layers/conv-norm.ts";
import { kaimingConvolutions } from "./layers/init.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";
import { BasicBlock, type Block, Bottleneck } from "./resnet-blocks.ts";

export interface ResNetOptions {
  /** How many classes the last layer tells apart (1000). */
  numClasses?: number;
  /** Groups of the 3x3 convolutions: ResNeXt's cardinality (1). */
  groups?: number;
  /** Channels of each group in the first stage (64). */
  widthPerGroup?: number;
  /** For stages 2 to 4: dilate in place of the stride, so that the image stays large (none). */
  replaceStrideWithDilation?: readonly [boolean, boolean, boolean];
  /** Makes the normalization layers (batch norm). */
  norm?: NormLayer;
}

/**
 * Residual networks, in torchvision's version 1.5: the stride stands in the 3x3 convolution of a bottleneck, not in its first
 * 1x1, which gains half a per cent (NVIDIA, "ResNet v1.5").
 *
 * Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016. ResNeXt: Xie et al., CVPR 2017. Wide:
 * Zagoruyko and Komodakis, BMVC 2016.
 */
export class ResNet extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.Layer;
  readonly relu = new nn.ReLU();
  readonly maxpool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
  readonly layer1: nn.Sequential;
  readonly layer2: nn.Sequential;
  readonly layer3: nn.Sequential;
  readonly layer4: nn.Sequential;
  readonly avgpool = new nn.AdaptiveAvgPool2d(1);
  fc: nn.Layer;

  constructor(block: Block, counts: readonly [number, number, number, number], options: ResNetOptions = {}) {
    super();
    const given = classifierDefaults("resnet", options, {
      groups: 1,
      widthPerGroup: 64,
      replaceStrideWithDilation: [false, false, false] as readonly [boolean, boolean, boolean],
      norm: batchNorm,
    });
    const { norm, groups, widthPerGroup: baseWidth } = given;
    const stages = new Stages(block, { norm, groups, baseWidth });
    this.conv1 = new nn.Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false });
    this.bn1 = norm(64);
    this.layer1 = stages.next(64, counts[0], 1, false);
    this.layer2 = stages.next(128, counts[1], 2, given.replaceStrideWithDilation[0]);
    this.layer3 = stages.next(256, counts[2], 2, given.replaceStrideWithDilation[1]);
    this.layer4 = stages.next(512, counts[3], 2, given.replaceStrideWithDilation[2]);
    this.fc = new nn.Linear(512 * block.expansion, given.numClasses);
    kaimingConvolutions(this);
  }

  forward(images: Tensor): Tensor {
    let x = this.relu.forward(this.bn1.forward(this.conv1.forward(images))); // [N, 64, H / 2, W / 2]
    x = this.maxpool.forward(x); // [N, 64, H / 4, W / 4]
    x = this.layer1.forward(x);
    x = this.layer2.forward(x); // [N, 128 e, H / 8, W / 8], e is 1 or 4
    x = this.layer3.forward(x); // [N, 256 e, H / 16, W / 16]
    x = this.layer4.forward(x); // [N, 512 e, H / 32, W / 32]
    return this.fc.forward(this.avgpool.forward(x).flatten(1)); // [N, numClasses]
  }
}

/** Makes stage after stage, each with the channels and the dilation the one before left. */
class Stages {
  readonly #block: Block;
  readonly #settings: { norm: NormLayer; groups: number; baseWidth: number };
  #inChannels = 64;
  #dilation = 1;

  constructor(block: Block, settings: { norm: NormLayer; groups: number; baseWidth: number }) {
    this.#block = block;
    this.#settings = settings;
  }

  next(channels: number, count: number, stride: number, dilate: boolean): nn.Sequential {
    const { norm } = this.#settings;
    const before = this.#dilation;
    const step = dilate ? 1 : stride;
    if (dilate) this.#dilation *= stride;
    const out = channels * this.#block.expansion;
    const downsample =
      step !== 1 || this.#inChannels !== out
        ? new nn.Sequential(new nn.Conv2d(this.#inChannels, out, 1, { stride: step, bias: false }), norm(out))
        : null;
    const stage = new nn.Sequential(
      new this.#block(this.#inChannels, channels, {
        ...this.#settings,
        stride: step,
        downsample,
        dilation: before,
      }),
    );
    this.#inChannels = out;
    for (let i = 1; i < count; i++)
      stage.append(new this.#block(out, channels, { ...this.#settings, dilation: this.#dilation }));
    return stage;
  }
}

type Options = ResNetOptions;

export const resnet18 = register("resnet18", (options: Options) => new ResNet(BasicBlock, [2, 2, 2, 2], options));
export const resnet34 = register("resnet34", (options: Options) => new ResNet(BasicBlock, [3, 4, 6, 3], options));
export const resnet50 = register("resnet50", (options: Options) => new ResNet(Bottleneck, [3, 4, 6, 3], options));
export const resnet101 = register("resnet101", (options: Options) => new ResNet(Bottleneck, [3, 4, 23, 3], options));
export const resnet152 = register("resnet152", (options: Options) => new ResNet(Bottleneck, [3, 8, 36, 3], options));

export const resnext50_32x4d = register(
  "resnext50_32x4d",
  (options: Options) => new ResNet(Bottleneck, [3, 4, 6, 3], { groups: 32, widthPerGroup: 4, ...options }),
);
export const resnext101_32x8d = register(
  "resnext101_32x8d",
  (options: Options) => new ResNet(Bottleneck, [3, 4, 23, 3], { groups: 32, widthPerGroup: 8, ...options }),
);
export const resnext101_64x4d = register(
  "resnext101_64x4d",
  (options: Options) => new ResNet(Bottleneck, [3, 4, 23, 3], { groups: 64, widthPerGroup: 4, ...options }),
);
export const wideResnet50_2 = register(
  "wide_resnet50_2",
  (options: Options) => new ResNet(Bottleneck, [3, 4, 6, 3], { widthPerGroup: 128, ...options }),
);
export const wideResnet101_2 = register(
  "wide_resnet101_2",
  (options: Options) => new ResNet(Bottleneck, [3, 4, 23, 3], { widthPerGroup: 128, ...options }),
);
