import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { batchNorm, type NormLayer } from "./layers/conv-norm.ts";

export interface BlockOptions {
  stride?: number;
  /** Brings the shortcut to the shape of the branch. */
  downsample?: nn.Layer | null;
  groups?: number;
  baseWidth?: number;
  dilation?: number;
  norm?: NormLayer;
}

/** A class of residual blocks. */
export interface Block {
  /** Output channels for each of `channels`. */
  readonly expansion: number;
  new (inChannels: number, channels: number, options?: BlockOptions): nn.Layer;
}

/** Two 3x3 convolutions. */
export class BasicBlock extends nn.Module {
  static readonly expansion = 1;
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.Layer;
  readonly relu = new nn.ReLU();
  readonly conv2: nn.Conv2d;
  readonly bn2: nn.Layer;
  readonly downsample: nn.Layer | null;

  constructor(inChannels: number, channels: number, options: BlockOptions = {}) {
    super();
    const { stride = 1, downsample = null, groups = 1, baseWidth = 64, dilation = 1, norm = batchNorm } = options;
    if (groups !== 1 || baseWidth !== 64 || dilation !== 1)
      throw new RangeError(
        `BasicBlock: expected groups 1, width 64 and dilation 1, got ${groups}, ${baseWidth} and ${dilation}; use a network of Bottlenecks`,
      );
    this.conv1 = new nn.Conv2d(inChannels, channels, 3, { stride, padding: 1, bias: false });
    this.bn1 = norm(channels);
    this.conv2 = new nn.Conv2d(channels, channels, 3, { padding: 1, bias: false });
    this.bn2 = norm(channels);
    this.downsample = downsample;
  }

  forward(x: Tensor): Tensor {
    const hidden = this.relu.forward(this.bn1.forward(this.conv1.forward(x)));
    const branch = this.bn2.forward(this.conv2.forward(hidden));
    return this.relu.forward(branch.add(this.downsample ? this.downsample.forward(x) : x));
  }
}

/** A 1x1 convolution to fewer channels, a 3x3, and a 1x1 to four times as many. */
export class Bottleneck extends nn.Module {
  static readonly expansion = 4;
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.Layer;
  readonly conv2: nn.Conv2d;
  readonly bn2: nn.Layer;
  readonly conv3: nn.Conv2d;
  readonly bn3: nn.Layer;
  readonly relu = new nn.ReLU();
  readonly downsample: nn.Layer | null;

  constructor(inChannels: number, channels: number, options: BlockOptions = {}) {
    super();
    const { stride = 1, downsample = null, groups = 1, baseWidth = 64, dilation = 1, norm = batchNorm } = options;
    const width = Math.floor(channels * (baseWidth / 64)) * groups;
    const out = channels * Bottleneck.expansion;
    this.conv1 = new nn.Conv2d(inChannels, width, 1, { bias: false });
    this.bn1 = norm(width);
    this.conv2 = new nn.Conv2d(width, width, 3, { stride, padding: dilation, dilation, groups, bias: false });
    this.bn2 = norm(width);
    this.conv3 = new nn.Conv2d(width, out, 1, { bias: false });
    this.bn3 = norm(out);
    this.downsample = downsample;
  }

  forward(x: Tensor): Tensor {
    let branch = this.relu.forward(this.bn1.forward(this.conv1.forward(x)));
    branch = this.relu.forward(this.bn2.forward(this.conv2.forward(branch)));
    branch = this.bn3.forward(this.conv3.forward(branch));
    return this.relu.forward(branch.add(this.downsample ? this.downsample.forward(x) : x));
  }
}
