import * as nn from "../../nn/index.ts";
import { cat, type Tensor } from "../../tensor/index.ts";
import { BasicConv2d } from "./layers/basic-conv.ts";

export type ConvBlock = nn.Layer & { readonly conv: nn.Conv2d };
export type MakeConv = (
  inChannels: number,
  outChannels: number,
  kernelSize: number,
  options?: nn.Conv2dOptions,
) => ConvBlock;

/** Convolution with bias and ReLU, as in the paper. */
class BiasedConv2d extends nn.Module {
  readonly conv: nn.Conv2d;

  constructor(inChannels: number, outChannels: number, kernelSize: number, options: nn.Conv2dOptions = {}) {
    super();
    this.conv = new nn.Conv2d(inChannels, outChannels, kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return nn.functional.relu(this.conv.forward(x));
  }
}

/** How a GoogLeNet makes its convolutions. */
export function convBlock(batchNorm: boolean): MakeConv {
  const block = batchNorm ? BasicConv2d : BiasedConv2d;
  return (...args) => new block(...args);
}

/** Four branches side by side: 1x1; 1x1 and 3x3; 1x1 and 5x5; pooling and 1x1. */
export class Inception extends nn.Module {
  readonly branch1: ConvBlock;
  readonly branch2: nn.Sequential;
  readonly branch3: nn.Sequential;
  readonly branch4: nn.Sequential;

  /** Channels in the paper's order: 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool projection. */
  constructor(
    conv: MakeConv,
    inChannels: number,
    [ch1x1, ch3x3Reduce, ch3x3, ch5x5Reduce, ch5x5, poolProjection]: [number, number, number, number, number, number],
    branch3Kernel: 3 | 5,
  ) {
    super();
    this.branch1 = conv(inChannels, ch1x1, 1);
    this.branch2 = new nn.Sequential(conv(inChannels, ch3x3Reduce, 1), conv(ch3x3Reduce, ch3x3, 3, { padding: 1 }));
    this.branch3 = new nn.Sequential(
      conv(inChannels, ch5x5Reduce, 1),
      conv(ch5x5Reduce, ch5x5, branch3Kernel, { padding: (branch3Kernel - 1) / 2 }),
    );
    this.branch4 = new nn.Sequential(
      new nn.MaxPool2d(3, { stride: 1, padding: 1, ceilMode: true }),
      conv(inChannels, poolProjection, 1),
    );
  }

  forward(x: Tensor): Tensor {
    return cat(
      [this.branch1, this.branch2, this.branch3, this.branch4].map((branch) => branch.forward(x)),
      1,
    );
  }
}

/** The classifier that reads the middle of the network while training. */
export class InceptionAux extends nn.Module {
  readonly conv: ConvBlock;
  readonly fc1: nn.Linear;
  readonly fc2: nn.Linear;
  readonly dropout: nn.Dropout;

  constructor(conv: MakeConv, inChannels: number, numClasses: number, dropout: number) {
    super();
    this.conv = conv(inChannels, 128, 1);
    this.fc1 = new nn.Linear(2048, 1024);
    this.fc2 = new nn.Linear(1024, numClasses);
    this.dropout = new nn.Dropout(dropout);
  }

  forward(x: Tensor): Tensor {
    const pooled = this.conv.forward(nn.functional.adaptiveAvgPool2d(x, 4)); // [N, 128, 4, 4]
    const hidden = nn.functional.relu(this.fc1.forward(pooled.flatten(1))); // [N, 1024]
    return this.fc2.forward(this.dropout.forward(hidden)); // [N, numClasses]
  }
}
