import { Tensor } from "../tensor/index.ts";
import { keep, partsOf } from "../tensor/internal.ts";

/**
 * A tensor that a module trains: found by `parameters()`, moved by optimizers.
 *
 * It shares the memory of the tensor it is made of.
 *
 * @example
 * this.scale = new nn.Parameter(ones([64]));
 */
export class Parameter extends Tensor {
  constructor(data: Tensor, { requiresGrad = true }: { requiresGrad?: boolean } = {}) {
    if (!(data instanceof Tensor))
      throw new TypeError(`Parameter: expected a tensor, got ${typeof data}; write new nn.Parameter(zeros([3]))`);
    super(...partsOf(data.detach()));
    this.requiresGrad_(requiresGrad);
    keep(this);
  }
}
