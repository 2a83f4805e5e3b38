import { withDefaults } from "../nn/options.ts";
import type { Raw } from "../tensor/internal.ts";
import { ascending } from "./common.ts";
import { Optimizer, type ParamGroup, type Params, type Update } from "./optimizer.ts";

export interface RpropOptions {
  /** The size of the first step (0.01). */
  lr?: number;
  /** Factors of a step after a change of sign, and after none ([0.5, 1.2]). */
  etas?: readonly [number, number];
  /** The smallest and the largest step ([1e-6, 50]). */
  stepSizes?: readonly [number, number];
  maximize?: boolean;
}

/**
 * Steps whose sizes follow from the signs of gradients alone; for whole batches.
 *
 * Source: Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning", ICNN 1993 (PyTorch's form).
 *
 * @example
 * const optimizer = new optim.Rprop(model.parameters(), { lr: 0.01 });
 */
export class Rprop extends Optimizer<Required<RpropOptions>> {
  constructor(params: Params<Required<RpropOptions>>, options: RpropOptions = {}) {
    const defaults: Required<RpropOptions> = { lr: 0.01, etas: [0.5, 1.2], stepSizes: [1e-6, 50], maximize: false };
    super(params, withDefaults("Rprop", options, defaults));
  }

  protected check({ etas: [down, up] }: Required<RpropOptions>): void {
    if (!(down > 0 && down < 1 && up > 1))
      throw new RangeError(`Rprop: expected etas as a number in (0, 1) and one above 1, got [${down}, ${up}]`);
  }

  protected update(update: Update, { lr, etas, stepSizes, maximize }: ParamGroup<Required<RpropOptions>>): Raw {
    const { scratch } = update;
    const one = scratch.add(scratch.zerosLike(update.param), 1);
    const given = ascending(update, maximize);
    const agreement = scratch.sign(scratch.mul(given, update.remembered("prev"))); // 1, 0 or -1
    const same = scratch.max(agreement, 0);
    const turned = scratch.max(scratch.neg(agreement), 0);
    const neither = scratch.sub(one, scratch.abs(agreement));
    const factor = scratch.add(scratch.add(scratch.mul(same, etas[1]), scratch.mul(turned, etas[0])), neither);
    const wanted = scratch.mul(update.remembered("stepSize", lr), factor);
    const size = scratch.min(scratch.max(wanted, stepSizes[0]), stepSizes[1]);
    // After a change of sign the parameter stays, and the next step counts as a first one.
    const grad = scratch.mul(given, scratch.sub(one, turned));
    update.remember("prev", grad);
    update.remember("stepSize", size);
    return scratch.sub(update.param, scratch.mul(scratch.sign(grad), size));
  }
}
