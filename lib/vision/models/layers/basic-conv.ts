import * as nn from "../../../nn/index.ts";
import { type Tensor, tensor } from "../../../tensor/index.ts";

/** Convolution without bias, batch norm (eps 0.001) and ReLU, under the names that the Inception family has in torchvision. */
export class BasicConv2d extends nn.Module {
  readonly conv: nn.Conv2d;
  readonly bn: nn.BatchNorm2d;

  constructor(inChannels: number, outChannels: number, kernelSize: nn.Pair, options: nn.Conv2dOptions = {}) {
    super();
    this.conv = new nn.Conv2d(inChannels, outChannels, kernelSize, { ...options, bias: false });
    this.bn = new nn.BatchNorm2d(outChannels, { eps: 0.001 });
  }

  forward(x: Tensor): Tensor {
    return nn.functional.relu(this.bn.forward(this.conv.forward(x)));
  }
}

const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];

/** [N, 3, H, W] normalized by ImageNet's mean and deviation to (x - 0.5) / 0.5, with which Google trained. */
export function transformInput(x: Tensor): Tensor {
  const perChannel = (values: number[]) => tensor(values).reshape([1, 3, 1, 1]);
  return x.mul(perChannel(STD.map((s) => s / 0.5))).add(perChannel(MEAN.map((m) => (m - 0.5) / 0.5)));
}
