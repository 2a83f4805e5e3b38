import { withDefaults } from "../nn/options.ts";
import type { Raw } from "../tensor/internal.ts";
import { ascending, checkPositive, decayed } from "./common.ts";
import { Optimizer, type ParamGroup, type Params, type Update } from "./optimizer.ts";

export interface ASGDOptions {
  /** Learning rate (0.01). */
  lr?: number;
  /** How the learning rate decays (1e-4). */
  lambd?: number;
  /** Power of that decay (0.75). */
  alpha?: number;
  /** The step at which averaging starts (1e6). */
  t0?: number;
  weightDecay?: number;
  maximize?: boolean;
}

/**
 * Gradient descent that also keeps the average of its parameters, in its state as `ax`.
 *
 * Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992 (PyTorch's form).
 *
 * @example
 * const optimizer = new optim.ASGD(model.parameters(), { lr: 0.05, t0: 100 });
 */
export class ASGD extends Optimizer<Required<ASGDOptions>> {
  constructor(params: Params<Required<ASGDOptions>>, options: ASGDOptions = {}) {
    const defaults = { lr: 0.01, lambd: 1e-4, alpha: 0.75, t0: 1e6, weightDecay: 0, maximize: false };
    super(params, withDefaults("ASGD", options, defaults));
  }

  protected check({ weightDecay }: Required<ASGDOptions>): void {
    checkPositive("ASGD", "weightDecay", weightDecay);
  }

  protected update(update: Update, group: ParamGroup<Required<ASGDOptions>>): Raw {
    const { param, scratch, step } = update;
    const { lr, lambd, alpha, t0, weightDecay, maximize } = group;
    const grad = decayed(update, ascending(update, maximize), weightDecay);
    const eta = update.number("eta", Math.fround(lr));
    const moved = scratch.sub(scratch.mul(param, 1 - lambd * eta), scratch.mul(grad, eta));
    const mu = update.number("mu", 1);
    update.remember("ax", mu === 1 ? moved : scratch.lerp(update.remembered("ax"), moved, mu));
    // PyTorch keeps both as float32.
    update.remember("eta", Math.fround(lr / (1 + lambd * lr * step) ** alpha));
    update.remember("mu", Math.fround(1 / Math.max(1, step - t0)));
    return moved;
  }
}
