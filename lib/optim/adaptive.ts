import { withDefaults } from "../nn/options.ts";
import type { Raw } from "../tensor/internal.ts";
import { ascending, checkPositive, decayed } from "./common.ts";
import { Optimizer, type ParamGroup, type Params, type Update } from "./optimizer.ts";

export interface RMSpropOptions {
  /** Learning rate (0.01). */
  lr?: number;
  /** How slowly the mean square forgets (0.99). */
  alpha?: number;
  eps?: number;
  weightDecay?: number;
  momentum?: number;
  /** Divide by the standard deviation rather than the root of the mean square (false). */
  centered?: boolean;
  maximize?: boolean;
}

/** Divides the gradient by the root of its mean square. Source: Hinton, lecture 6e of "Neural Networks for Machine Learning", 2012. */
export class RMSprop extends Optimizer<Required<RMSpropOptions>> {
  constructor(params: Params<Required<RMSpropOptions>>, options: RMSpropOptions = {}) {
    const defaults = {
      lr: 0.01,
      alpha: 0.99,
      eps: 1e-8,
      weightDecay: 0,
      momentum: 0,
      centered: false,
      maximize: false,
    };
    super(params, withDefaults("RMSprop", options, defaults));
  }

  protected check({ alpha, eps, weightDecay, momentum }: Required<RMSpropOptions>): void {
    for (const [name, value] of Object.entries({ alpha, eps, weightDecay, momentum }))
      checkPositive("RMSprop", name, value);
  }

  protected update(update: Update, group: ParamGroup<Required<RMSpropOptions>>): Raw {
    const { scratch } = update;
    const { lr, alpha, eps, weightDecay, momentum, centered, maximize } = group;
    const grad = decayed(update, ascending(update, maximize), weightDecay);
    const square = scratch.meanSquare(update.remembered("squareAvg"), grad, alpha);
    update.remember("squareAvg", square);
    let spread = square;
    if (centered) {
      const mean = scratch.lerp(update.remembered("gradAvg"), grad, 1 - alpha);
      update.remember("gradAvg", mean);
      spread = scratch.sub(square, scratch.mul(mean, mean));
    }
    let direction = scratch.div(grad, scratch.add(scratch.sqrt(spread), eps));
    if (momentum > 0) {
      direction = scratch.add(scratch.mul(update.remembered("momentumBuffer"), momentum), direction);
      update.remember("momentumBuffer", direction);
    }
    return scratch.sub(update.param, scratch.mul(direction, lr));
  }
}

export interface AdagradOptions {
  /** Learning rate (0.01). */
  lr?: number;
  /** How the learning rate falls with the steps (0). */
  lrDecay?: number;
  weightDecay?: number;
  /** Where the sum of squares starts (0). */
  initialAccumulatorValue?: number;
  eps?: number;
  maximize?: boolean;
}

/** Divides the gradient by the root of the sum of its squares. Source: Duchi, Hazan and Singer, JMLR 2011. */
export class Adagrad extends Optimizer<Required<AdagradOptions>> {
  constructor(params: Params<Required<AdagradOptions>>, options: AdagradOptions = {}) {
    const defaults = { lr: 0.01, lrDecay: 0, weightDecay: 0, initialAccumulatorValue: 0, eps: 1e-10, maximize: false };
    super(params, withDefaults("Adagrad", options, defaults));
  }

  protected check({ lrDecay, weightDecay, initialAccumulatorValue, eps }: Required<AdagradOptions>): void {
    for (const [name, value] of Object.entries({ lrDecay, weightDecay, initialAccumulatorValue, eps }))
      checkPositive("Adagrad", name, value);
  }

  protected update(update: Update, group: ParamGroup<Required<AdagradOptions>>): Raw {
    const { scratch, step } = update;
    const { lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize } = group;
    const grad = decayed(update, ascending(update, maximize), weightDecay);
    const sum = scratch.add(update.remembered("sum", initialAccumulatorValue), scratch.mul(grad, grad));
    update.remember("sum", sum);
    const direction = scratch.div(grad, scratch.add(scratch.sqrt(sum), eps));
    return scratch.sub(update.param, scratch.mul(direction, lr / (1 + (step - 1) * lrDecay)));
  }
}

export interface AdadeltaOptions {
  /** Learning rate (1). */
  lr?: number;
  /** How slowly the mean squares forget (0.9). */
  rho?: number;
  eps?: number;
  weightDecay?: number;
  maximize?: boolean;
}

/** Scales the gradient by the ratio of past steps to past gradients. Source: Zeiler, "ADADELTA", 2012. */
export class Adadelta extends Optimizer<Required<AdadeltaOptions>> {
  constructor(params: Params<Required<AdadeltaOptions>>, options: AdadeltaOptions = {}) {
    const defaults = { lr: 1, rho: 0.9, eps: 1e-6, weightDecay: 0, maximize: false };
    super(params, withDefaults("Adadelta", options, defaults));
  }

  protected check({ rho, eps, weightDecay }: Required<AdadeltaOptions>): void {
    if (!(rho >= 0 && rho <= 1)) throw new RangeError(`Adadelta: expected rho in [0, 1], got ${rho}`);
    checkPositive("Adadelta", "eps", eps);
    checkPositive("Adadelta", "weightDecay", weightDecay);
  }

  protected update(
    update: Update,
    { lr, rho, eps, weightDecay, maximize }: ParamGroup<Required<AdadeltaOptions>>,
  ): Raw {
    const { scratch } = update;
    const grad = decayed(update, ascending(update, maximize), weightDecay);
    const square = scratch.meanSquare(update.remembered("squareAvg"), grad, rho);
    update.remember("squareAvg", square);
    const moved = update.remembered("accDelta");
    const ratio = scratch.div(scratch.sqrt(scratch.add(moved, eps)), scratch.sqrt(scratch.add(square, eps)));
    const delta = scratch.mul(ratio, grad);
    update.remember("accDelta", scratch.meanSquare(moved, delta, rho));
    return scratch.sub(update.param, scratch.mul(delta, lr));
  }
}
