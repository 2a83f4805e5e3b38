import { withDefaults } from "../nn/options.ts";
import type { Raw } from "../tensor/internal.ts";
import { ascending, checkFraction, checkPositive, decayed } from "./common.ts";
import { Optimizer, type ParamGroup, type Params, type Update } from "./optimizer.ts";

export interface SGDOptions {
  /** Learning rate (0.001). */
  lr?: number;
  /** Part of the last step that is taken again (0). */
  momentum?: number;
  /** Part of the gradient that does not enter the momentum (0). */
  dampening?: number;
  /** L2 penalty on the weights (0). */
  weightDecay?: number;
  /** Look ahead along the momentum (false). */
  nesterov?: boolean;
  /** Climb instead of descend (false). */
  maximize?: boolean;
}

/**
 * Stochastic gradient descent with momentum.
 *
 * Source: Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013 (PyTorch's form).
 *
 * @example
 * const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9, weightDecay: 5e-4 });
 */
export class SGD extends Optimizer<Required<SGDOptions>> {
  protected override readonly countsSteps = false;

  constructor(params: Params<Required<SGDOptions>>, options: SGDOptions = {}) {
    const defaults = { lr: 0.001, momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, maximize: false };
    super(params, withDefaults("SGD", options, defaults));
  }

  protected check({ momentum, dampening, weightDecay, nesterov }: Required<SGDOptions>): void {
    checkFraction("SGD", "momentum", momentum);
    checkPositive("SGD", "weightDecay", weightDecay);
    if (nesterov && (momentum === 0 || dampening !== 0))
      throw new RangeError("SGD: nesterov needs a momentum above 0 and no dampening");
  }

  protected update(
    update: Update,
    { lr, momentum, dampening, weightDecay, nesterov, maximize }: ParamGroup<Required<SGDOptions>>,
  ): Raw {
    const { param, scratch } = update;
    let direction = decayed(update, ascending(update, maximize), weightDecay);
    if (momentum !== 0) {
      const buffer = update.has("momentumBuffer")
        ? scratch.add(scratch.mul(update.remembered("momentumBuffer"), momentum), scratch.mul(direction, 1 - dampening))
        : direction;
      update.remember("momentumBuffer", buffer);
      direction = nesterov ? scratch.add(direction, scratch.mul(buffer, momentum)) : buffer;
    }
    return scratch.sub(param, scratch.mul(direction, lr));
  }
}
