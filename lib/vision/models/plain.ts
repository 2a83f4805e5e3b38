import type { Tensor } from "../../tensor/index.ts";
import { PlainBlock } from "./cifar-resnet.ts";
import { register } from "./registry/register.ts";
import { ResNet, type ResNetOptions } from "./resnet.ts";
import type { BlockOptions } from "./resnet-blocks.ts";

/** A plain block has no use for what would bring the shortcut to shape. */
class Plain extends PlainBlock {
  constructor(inChannels: number, channels: number, options: BlockOptions = {}) {
    super(inChannels, channels, { ...options, downsample: null });
  }

  override forward(x: Tensor): Tensor {
    return super.forward(x);
  }
}

// The plain networks of the residual paper's figure 4: the ResNets with their shortcuts cut out.
export const plain18 = register("plain18", (options: ResNetOptions) => new ResNet(Plain, [2, 2, 2, 2], options));
export const plain34 = register("plain34", (options: ResNetOptions) => new ResNet(Plain, [3, 4, 6, 3], options));
