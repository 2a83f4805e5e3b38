import * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";

/** Modules that run one after the other, under names of their own: PyTorch's Sequential of an OrderedDict. */
export class NamedSequential extends nn.Module {
  constructor(layers: Readonly<Record<string, nn.Layer>>) {
    super();
    Object.assign(this, layers);
  }

  forward(input: Tensor): Tensor {
    let x = input;
    for (const layer of this.children() as nn.Layer[]) x = layer.forward(x);
    return x;
  }
}
