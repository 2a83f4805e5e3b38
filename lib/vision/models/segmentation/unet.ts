import * as nn from "../../../nn/index.ts";
import { withDefaults } from "../../../nn/options.ts";
import { cat, type Tensor } from "../../../tensor/index.ts";
import { register } from "../registry/register.ts";

export interface UNetOptions {
  /** Channels of the images (3). */
  inChannels?: number;
  /** How many classes, the background among them (2). */
  numClasses?: number;
  /** Channels at full size; doubled at each step down (64). */
  width?: number;
  /** Steps down (4). */
  depth?: number;
  /** Batch norm behind each 3x3 convolution, which the paper had not yet (true). */
  batchNorm?: boolean;
}

/** Two 3x3 convolutions. */
class DoubleConv extends nn.Sequential {
  constructor(inChannels: number, outChannels: number, batchNorm: boolean) {
    const conv = (from: number) => [
      new nn.Conv2d(from, outChannels, 3, { padding: 1, bias: !batchNorm }),
      ...(batchNorm ? [new nn.BatchNorm2d(outChannels)] : []),
      new nn.ReLU(),
    ];
    super(...conv(inChannels), ...conv(outChannels));
  }
}

/**
 * U-Net: down by pooling, up by 2x2 transposed convolutions, with the features of each size handed across.
 *
 * Unlike the paper's, its convolutions are padded, so that scores are as large as the image.
 *
 * Source: Ronneberger et al., "U-Net: Convolutional Networks for Biomedical Image Segmentation", MICCAI 2015.
 *
 * @example
 * const model = unet({ inChannels: 1, numClasses: 2, width: 8 });
 * model.forward(zeros([1, 1, 32, 32])).shape; // [1, 2, 32, 32]
 */
export class UNet extends nn.Module {
  readonly depth: number;
  readonly down: nn.ModuleList;
  readonly up: nn.ModuleList;
  readonly merge: nn.ModuleList;
  readonly head: nn.Conv2d;

  constructor(options: UNetOptions = {}) {
    super();
    const { inChannels, numClasses, width, depth, batchNorm } = withDefaults<Required<UNetOptions>>("unet", options, {
      inChannels: 3,
      numClasses: 2,
      width: 64,
      depth: 4,
      batchNorm: true,
    });
    const channels = Array.from({ length: depth + 1 }, (_, i) => width * 2 ** i);
    this.depth = depth;
    this.down = new nn.ModuleList(
      channels.map((out, i) => new DoubleConv(i === 0 ? inChannels : channels[i - 1]!, out, batchNorm)),
    );
    const upwards = channels.slice(0, -1).reverse();
    this.up = new nn.ModuleList(upwards.map((out) => new nn.ConvTranspose2d(2 * out, out, 2, { stride: 2 })));
    this.merge = new nn.ModuleList(upwards.map((out) => new DoubleConv(2 * out, out, batchNorm)));
    this.head = new nn.Conv2d(width, numClasses, 1);
  }

  forward(images: Tensor): Tensor {
    const [height, width] = images.shape.slice(-2) as [number, number];
    const step = 2 ** this.depth;
    if (height % step !== 0 || width % step !== 0)
      throw new RangeError(
        `unet: expected rows and columns that divide by ${step}, as ${this.depth} poolings halve them, got ${height} x ${width}; pad or resize the images`,
      );
    const skips: Tensor[] = [];
    let x = images;
    for (const [i, block] of [...this.down].entries()) {
      x = block.forward(i === 0 ? x : nn.functional.maxPool2d(x, 2)); // [N, width 2^i, H / 2^i, W / 2^i]
      skips.push(x);
    }
    skips.pop();
    for (const [i, up] of [...this.up].entries()) {
      const joined = cat([skips.pop()!, up.forward(x)], 1);
      x = this.merge.at(i).forward(joined);
    }
    return this.head.forward(x); // [N, numClasses, H, W]
  }
}

export const unet = register("unet", (options: UNetOptions) => new UNet(options), { task: "segmentation", size: 256 });
