import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { type Activation, relu } from "./conv-norm.ts";

export interface SqueezeExcitationOptions {
  activation?: Activation;
  /** Makes the scale from the second convolution's output (sigmoid). */
  scaleActivation?: Activation;
}

/**
 * Weighs each channel by what the whole image says.
 *
 * Source: Hu et al., "Squeeze-and-Excitation Networks", CVPR 2018; names as in torchvision.
 */
export class SqueezeExcitation extends nn.Module {
  readonly avgpool = new nn.AdaptiveAvgPool2d(1);
  readonly fc1: nn.Conv2d;
  readonly fc2: nn.Conv2d;
  readonly activation: nn.Layer;
  readonly scaleActivation: nn.Layer;

  constructor(inputChannels: number, squeezeChannels: number, options: SqueezeExcitationOptions = {}) {
    super();
    const { activation = relu, scaleActivation = () => new nn.Sigmoid() } = options;
    this.fc1 = new nn.Conv2d(inputChannels, squeezeChannels, 1);
    this.fc2 = new nn.Conv2d(squeezeChannels, inputChannels, 1);
    this.activation = activation();
    this.scaleActivation = scaleActivation();
  }

  forward(x: Tensor): Tensor {
    const squeezed = this.activation.forward(this.fc1.forward(this.avgpool.forward(x))); // [N, squeeze, 1, 1]
    return x.mul(this.scaleActivation.forward(this.fc2.forward(squeezed)));
  }
}
