import * as nn from "../../nn/index.ts";
import { cat, type Tensor, zeros } from "../../tensor/index.ts";
import { kaimingConvolutions } from "./layers/init.ts";
import { classifierDefaults } from "./registry/options.ts";
import { register } from "./registry/register.ts";
import { BasicBlock } from "./resnet-blocks.ts";

/** The paper's shortcut without parameters (option A): every `stride`-th pixel, and zeros for the new channels. */
export class PadShortcut extends nn.Module {
  readonly stride: number;
  readonly added: number;

  constructor(stride: number, added: number) {
    super();
    this.stride = stride;
    this.added = added;
  }

  forward(x: Tensor): Tensor {
    const every = `::${this.stride}`;
    const picked = x.at(":", ":", every, every); // [N, C, H / stride, W / stride]
    const [n, , h, w] = picked.shape as [number, number, number, number];
    return cat([picked, zeros([n, this.added, h, w])], 1); // [N, C + added, H / stride, W / stride]
  }

  override extraRepr(): string {
    return `stride=${this.stride}, added=${this.added}`;
  }
}

/** A BasicBlock whose shortcut is left out, to see what it is for. */
export class PlainBlock extends BasicBlock {
  override forward(x: Tensor): Tensor {
    const hidden = this.relu.forward(this.bn1.forward(this.conv1.forward(x)));
    return this.relu.forward(this.bn2.forward(this.conv2.forward(hidden)));
  }
}

export interface CifarResNetOptions {
  /** How many classes the last layer tells apart (10). */
  numClasses?: number;
  /** Channels of the images (3). */
  inChannels?: number;
  /** Channels of the first stage; the others have two and four times as many (16). */
  width?: number;
  /** false leaves the shortcuts out: the plain network of the degradation experiment (true). */
  shortcut?: boolean;
}

/**
 * The paper's network of 6n + 2 layers for 32x32 images: three stages of n blocks with 16, 32 and 64 channels.
 *
 * Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, section 4.2, with shortcuts of option A.
 *
 * @example
 * new CifarResNet(1, { inChannels: 1 }).forward(zeros([2, 1, 28, 28])).shape; // [2, 10]
 */
export class CifarResNet extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;
  readonly relu = new nn.ReLU();
  readonly layer1: nn.Sequential;
  readonly layer2: nn.Sequential;
  readonly layer3: nn.Sequential;
  readonly avgpool = new nn.AdaptiveAvgPool2d(1);
  fc: nn.Layer;

  constructor(n: number, options: CifarResNetOptions = {}) {
    super();
    const { numClasses, inChannels, width, shortcut } = classifierDefaults(
      "cifarResnet",
      { numClasses: 10, ...options },
      { inChannels: 3, width: 16, shortcut: true },
    );
    this.conv1 = new nn.Conv2d(inChannels, width, 3, { padding: 1, bias: false });
    this.bn1 = new nn.BatchNorm2d(width);
    this.layer1 = stage(n, width, width, 1, shortcut);
    this.layer2 = stage(n, width, 2 * width, 2, shortcut);
    this.layer3 = stage(n, 2 * width, 4 * width, 2, shortcut);
    this.fc = new nn.Linear(4 * width, numClasses);
    kaimingConvolutions(this);
  }

  forward(images: Tensor): Tensor {
    let x = this.relu.forward(this.bn1.forward(this.conv1.forward(images))); // [N, width, H, W]
    x = this.layer1.forward(x);
    x = this.layer2.forward(x); // [N, 2 width, H / 2, W / 2]
    x = this.layer3.forward(x); // [N, 4 width, H / 4, W / 4]
    return this.fc.forward(this.avgpool.forward(x).flatten(1)); // [N, numClasses]
  }
}

function stage(n: number, inChannels: number, channels: number, stride: number, shortcut: boolean): nn.Sequential {
  const blocks = new nn.Sequential();
  for (let i = 0; i < n; i++) {
    const first = i === 0 && inChannels !== channels;
    const downsample = first && shortcut ? new PadShortcut(stride, channels - inChannels) : null;
    const block = shortcut ? BasicBlock : PlainBlock;
    blocks.append(new block(i === 0 ? inChannels : channels, channels, { stride: i === 0 ? stride : 1, downsample }));
  }
  return blocks;
}

type Options = CifarResNetOptions;
const cifar = { size: 32 };
const plain = (options: Options): Options => ({ ...options, shortcut: false });

export const cifarResnet8 = register("cifar_resnet8", (options: Options) => new CifarResNet(1, options), cifar);
export const cifarResnet20 = register("cifar_resnet20", (options: Options) => new CifarResNet(3, options), cifar);
export const cifarResnet32 = register("cifar_resnet32", (options: Options) => new CifarResNet(5, options), cifar);
export const cifarResnet44 = register("cifar_resnet44", (options: Options) => new CifarResNet(7, options), cifar);
export const cifarResnet56 = register("cifar_resnet56", (options: Options) => new CifarResNet(9, options), cifar);
export const cifarResnet110 = register("cifar_resnet110", (options: Options) => new CifarResNet(18, options), cifar);
export const cifarPlain20 = register("cifar_plain20", (options: Options) => new CifarResNet(3, plain(options)), cifar);
export const cifarPlain56 = register("cifar_plain56", (options: Options) => new CifarResNet(9, plain(options)), cifar);
