import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { kaimingConvolutions } from "./layers/init.ts";
import { SqueezeExcitation } from "./layers/squeeze-excitation.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";
import { ResNet, type ResNetOptions } from "./resnet.ts";
import { BasicBlock, type BlockOptions, Bottleneck } from "./resnet-blocks.ts";

const REDUCTION = 16;

/** Two 3x3 convolutions, whose channels are weighed before the shortcut is added. */
export class SEBasicBlock extends BasicBlock {
  static override readonly stateKeys = { seModule: "se_module" };
  readonly seModule: SqueezeExcitation;

  constructor(inChannels: number, channels: number, options: BlockOptions = {}) {
    super(inChannels, channels, options);
    this.seModule = new SqueezeExcitation(channels, channels / REDUCTION);
  }

  override forward(x: Tensor): Tensor {
    const hidden = this.relu.forward(this.bn1.forward(this.conv1.forward(x)));
    const branch = this.seModule.forward(this.bn2.forward(this.conv2.forward(hidden)));
    return this.relu.forward(branch.add(this.downsample ? this.downsample.forward(x) : x));
  }
}

/** A bottleneck whose channels are weighed before the shortcut is added. */
export class SEBottleneck extends Bottleneck {
  static override readonly stateKeys = { seModule: "se_module" };
  readonly seModule: SqueezeExcitation;

  constructor(inChannels: number, channels: number, options: BlockOptions = {}) {
    super(inChannels, channels, options);
    const out = channels * Bottleneck.expansion;
    this.seModule = new SqueezeExcitation(out, out / REDUCTION);
  }

  override forward(x: Tensor): Tensor {
    let branch = this.relu.forward(this.bn1.forward(this.conv1.forward(x)));
    branch = this.relu.forward(this.bn2.forward(this.conv2.forward(branch)));
    branch = this.seModule.forward(this.bn3.forward(this.conv3.forward(branch)));
    return this.relu.forward(branch.add(this.downsample ? this.downsample.forward(x) : x));
  }
}

/**
 * SENet-154: three 3x3 convolutions for the first 7x7, 64 groups, twice the channels in the bottleneck, and 3x3 shortcuts.
 *
 * Source: Hu et al., "Squeeze-and-Excitation Networks", CVPR 2018, appendix.
 */
export class SENet154 extends nn.Module {
  readonly stem: nn.Sequential;
  readonly layers: nn.Sequential;
  readonly avgpool = new nn.AdaptiveAvgPool2d(1);
  readonly dropout: nn.Dropout;
  fc: nn.Layer;

  constructor(options: { numClasses?: number; dropout?: number } = {}) {
    super();
    const { numClasses, dropout } = classifierDefaults("senet154", options, { dropout: 0.2 });
    const conv = (inChannels: number, channels: number, stride: number) => [
      new nn.Conv2d(inChannels, channels, 3, { stride, padding: 1, bias: false }),
      new nn.BatchNorm2d(channels),
      new nn.ReLU(),
    ];
    this.stem = new nn.Sequential(
      ...conv(3, 64, 2),
      ...conv(64, 64, 1),
      ...conv(64, 128, 1),
      new nn.MaxPool2d(3, { stride: 2, ceilMode: true }),
    );
    this.layers = new nn.Sequential();
    let inChannels = 128;
    for (const [stage, count] of [3, 8, 36, 3].entries())
      for (let i = 0; i < count; i++) {
        const channels = 64 * 2 ** stage;
        this.layers.append(new Block154(inChannels, channels, stage > 0 && i === 0 ? 2 : 1, stage > 0 ? 3 : 1));
        inChannels = channels * 4;
      }
    this.dropout = new nn.Dropout(dropout);
    this.fc = new nn.Linear(inChannels, numClasses);
    kaimingConvolutions(this);
  }

  forward(images: Tensor): Tensor {
    const features = this.layers.forward(this.stem.forward(images)); // [N, 2048, H / 32, W / 32]
    return this.fc.forward(this.dropout.forward(this.avgpool.forward(features).flatten(1)));
  }
}

class Block154 extends nn.Module {
  static override readonly stateKeys = { seModule: "se_module" };
  readonly branch: nn.Sequential;
  readonly seModule: SqueezeExcitation;
  readonly downsample: nn.Sequential | null;

  constructor(inChannels: number, channels: number, stride: number, shortcutKernel: number) {
    super();
    const out = channels * 4;
    const conv = (from: number, to: number, kernel: number, step = 1, groups = 1) => [
      new nn.Conv2d(from, to, kernel, { stride: step, padding: (kernel - 1) / 2, groups, bias: false }),
      new nn.BatchNorm2d(to),
    ];
    this.branch = new nn.Sequential(
      ...conv(inChannels, channels * 2, 1),
      new nn.ReLU(),
      ...conv(channels * 2, out, 3, stride, 64),
      new nn.ReLU(),
      ...conv(out, out, 1),
    );
    this.seModule = new SqueezeExcitation(out, out / REDUCTION);
    this.downsample = inChannels === out ? null : new nn.Sequential(...conv(inChannels, out, shortcutKernel, stride));
  }

  forward(x: Tensor): Tensor {
    const branch = this.seModule.forward(this.branch.forward(x));
    return nn.functional.relu(branch.add(this.downsample ? this.downsample.forward(x) : x));
  }
}

type Options = ResNetOptions;

// Strides stand where ResNet v1.5 has them, which changes no count; the authors' Caffe models have them in the first 1x1.
export const seResnet18 = register(
  "se_resnet18",
  (options: Options) => new ResNet(SEBasicBlock, [2, 2, 2, 2], options),
);
export const seResnet34 = register(
  "se_resnet34",
  (options: Options) => new ResNet(SEBasicBlock, [3, 4, 6, 3], options),
);
export const seResnet50 = register(
  "se_resnet50",
  (options: Options) => new ResNet(SEBottleneck, [3, 4, 6, 3], options),
);
export const seResnet101 = register(
  "se_resnet101",
  (options: Options) => new ResNet(SEBottleneck, [3, 4, 23, 3], options),
);
export const seResnet152 = register(
  "se_resnet152",
  (options: Options) => new ResNet(SEBottleneck, [3, 8, 36, 3], options),
);
export const seResnext50_32x4d = register(
  "se_resnext50_32x4d",
  (options: Options) => new ResNet(SEBottleneck, [3, 4, 6, 3], { groups: 32, widthPerGroup: 4, ...options }),
);
export const senet154 = register(
  "senet154",
  (options: { numClasses?: number; dropout?: number }) => new SENet154(options),
);
