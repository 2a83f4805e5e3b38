import { withDefaults } from "../nn/options.ts";
import type { Raw } from "../tensor/internal.ts";
import { ascending, checkBetas, checkPositive, decayed } from "./common.ts";
import { Optimizer, type ParamGroup, type Params, type Update } from "./optimizer.ts";

export interface AdamaxOptions {
  /** Learning rate (0.002). */
  lr?: number;
  betas?: readonly [number, number];
  eps?: number;
  weightDecay?: number;
  maximize?: boolean;
}

/**
 * Adam with the largest gradient in place of the mean square.
 *
 * Source: Kingma and Ba, "Adam", ICLR 2015, section 7.
 */
export class Adamax extends Optimizer<Required<AdamaxOptions>> {
  constructor(params: Params<Required<AdamaxOptions>>, options: AdamaxOptions = {}) {
    const defaults = { lr: 0.002, betas: [0.9, 0.999] as [number, number], eps: 1e-8, weightDecay: 0, maximize: false };
    super(params, withDefaults<Required<AdamaxOptions>>("Adamax", options, defaults));
  }

  protected check({ betas, eps, weightDecay }: Required<AdamaxOptions>): void {
    checkBetas("Adamax", betas);
    checkPositive("Adamax", "eps", eps);
    checkPositive("Adamax", "weightDecay", weightDecay);
  }

  protected update(
    update: Update,
    { lr, betas, eps, weightDecay, maximize }: ParamGroup<Required<AdamaxOptions>>,
  ): Raw {
    const { scratch, step } = update;
    const [beta1, beta2] = betas;
    const grad = decayed(update, ascending(update, maximize), weightDecay);
    const mean = scratch.lerp(update.remembered("expAvg"), grad, 1 - beta1);
    const largest = scratch.max(scratch.mul(update.remembered("expInf"), beta2), scratch.add(scratch.abs(grad), eps));
    update.remember("expAvg", mean);
    update.remember("expInf", largest);
    return scratch.sub(update.param, scratch.mul(scratch.div(mean, largest), lr / (1 - beta1 ** step)));
  }
}

export interface NAdamOptions {
  /** Learning rate (0.002). */
  lr?: number;
  betas?: readonly [number, number];
  eps?: number;
  weightDecay?: number;
  /** How the momentum grows with the steps (0.004). */
  momentumDecay?: number;
  /** Take the decay from the weights rather than add it to the gradient (false). */
  decoupledWeightDecay?: boolean;
  maximize?: boolean;
}

/**
 * Adam with Nesterov's momentum.
 *
 * Source: Dozat, "Incorporating Nesterov Momentum into Adam", 2016.
 */
export class NAdam extends Optimizer<Required<NAdamOptions>> {
  constructor(params: Params<Required<NAdamOptions>>, options: NAdamOptions = {}) {
    const defaults: Required<NAdamOptions> = {
      lr: 0.002,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      momentumDecay: 0.004,
      decoupledWeightDecay: false,
      maximize: false,
    };
    super(params, withDefaults("NAdam", options, defaults));
  }

  protected check({ betas, eps, weightDecay, momentumDecay }: Required<NAdamOptions>): void {
    checkBetas("NAdam", betas);
    for (const [name, value] of Object.entries({ eps, weightDecay, momentumDecay }))
      checkPositive("NAdam", name, value);
  }

  protected update(update: Update, group: ParamGroup<Required<NAdamOptions>>): Raw {
    const { scratch, step } = update;
    const { lr, betas, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize } = group;
    const [beta1, beta2] = betas;
    let grad = ascending(update, maximize);
    if (!decoupledWeightDecay) grad = decayed(update, grad, weightDecay);
    const momentumAt = (t: number) => beta1 * (1 - 0.5 * 0.96 ** (t * momentumDecay));
    const [mu, next] = [momentumAt(step), momentumAt(step + 1)];
    const product = update.number("muProduct", 1) * mu;
    update.remember("muProduct", product);
    const mean = scratch.lerp(update.remembered("expAvg"), grad, 1 - beta1);
    const square = scratch.meanSquare(update.remembered("expAvgSq"), grad, beta2);
    update.remember("expAvg", mean);
    update.remember("expAvgSq", square);
    const scale = scratch.add(scratch.sqrt(scratch.div(square, 1 - beta2 ** step)), eps);
    const direction = scratch.add(
      scratch.mul(grad, (lr * (1 - mu)) / (1 - product)),
      scratch.mul(mean, (lr * next) / (1 - product * next)),
    );
    const start = decoupledWeightDecay ? scratch.mul(update.param, 1 - lr * weightDecay) : update.param;
    return scratch.sub(start, scratch.div(direction, scale));
  }
}

export interface RAdamOptions {
  /** Learning rate (0.001). */
  lr?: number;
  betas?: readonly [number, number];
  eps?: number;
  weightDecay?: number;
  /** Take the decay from the weights rather than add it to the gradient (false). */
  decoupledWeightDecay?: boolean;
  maximize?: boolean;
}

/**
 * Adam that takes plain momentum steps until its mean square is known well enough.
 *
 * Source: Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", ICLR 2020.
 */
export class RAdam extends Optimizer<Required<RAdamOptions>> {
  constructor(params: Params<Required<RAdamOptions>>, options: RAdamOptions = {}) {
    const defaults: Required<RAdamOptions> = {
      lr: 0.001,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: 0,
      decoupledWeightDecay: false,
      maximize: false,
    };
    super(params, withDefaults("RAdam", options, defaults));
  }

  protected check({ betas, eps, weightDecay }: Required<RAdamOptions>): void {
    checkBetas("RAdam", betas);
    checkPositive("RAdam", "eps", eps);
    checkPositive("RAdam", "weightDecay", weightDecay);
  }

  protected update(update: Update, group: ParamGroup<Required<RAdamOptions>>): Raw {
    const { scratch, step } = update;
    const { lr, betas, eps, weightDecay, decoupledWeightDecay, maximize } = group;
    const [beta1, beta2] = betas;
    let grad = ascending(update, maximize);
    if (!decoupledWeightDecay) grad = decayed(update, grad, weightDecay);
    const mean = scratch.lerp(update.remembered("expAvg"), grad, 1 - beta1);
    const square = scratch.meanSquare(update.remembered("expAvgSq"), grad, beta2);
    update.remember("expAvg", mean);
    update.remember("expAvgSq", square);
    const size = lr / (1 - beta1 ** step);
    const rectified = rectification(beta2, step);
    const move =
      rectified === null
        ? scratch.mul(mean, size)
        : scratch.mul(
            scratch.div(mean, scratch.add(scratch.sqrt(square), eps)),
            size * Math.sqrt(1 - beta2 ** step) * rectified,
          );
    const start = decoupledWeightDecay ? scratch.mul(update.param, 1 - lr * weightDecay) : update.param;
    return scratch.sub(start, move);
  }
}

/** The factor for the variance of the adaptive rate; null while that variance is not finite. */
function rectification(beta2: number, step: number): number | null {
  const limit = 2 / (1 - beta2) - 1;
  const length = limit - (2 * step * beta2 ** step) / (1 - beta2 ** step);
  if (length <= 5) return null;
  return Math.sqrt(((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length));
}
