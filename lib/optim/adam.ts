import { withDefaults } from "../nn/options.ts";
import type { Raw } from "../tensor/internal.ts";
import { ascending, checkBetas, checkPositive, decayed } from "./common.ts";
import { Optimizer, type ParamGroup, type Params, type Update } from "./optimizer.ts";

export interface AdamOptions {
  /** Learning rate (0.001). */
  lr?: number;
  /** How slowly the means of gradient and squared gradient forget ([0.9, 0.999]). */
  betas?: readonly [number, number];
  /** Added to the root of the mean square (1e-8). */
  eps?: number;
  /** L2 penalty on the weights (0); for AdamW the part of the weights taken away each step (0.01). */
  weightDecay?: number;
  /** Divide by the largest mean square so far (false). */
  amsgrad?: boolean;
  /** Climb instead of descend (false). */
  maximize?: boolean;
  /** Take the decay from the weights rather than add it to the gradient: true for AdamW. */
  decoupledWeightDecay?: boolean;
}

const DEFAULTS: Required<AdamOptions> = {
  lr: 0.001,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  amsgrad: false,
  maximize: false,
  decoupledWeightDecay: false,
};

/**
 * Adam: steps of about `lr` along the mean gradient.
 *
 * Source: Kingma and Ba, "Adam", ICLR 2015; AMSGrad: Reddi et al., ICLR 2018.
 *
 * @example
 * const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
 */
export class Adam extends Optimizer<Required<AdamOptions>> {
  constructor(params: Params<Required<AdamOptions>>, options: AdamOptions = {}) {
    super(params, withDefaults(new.target.name, options, DEFAULTS));
  }

  protected check({ betas, eps, weightDecay }: Required<AdamOptions>): void {
    checkBetas(this.constructor.name, betas);
    checkPositive(this.constructor.name, "eps", eps);
    checkPositive(this.constructor.name, "weightDecay", weightDecay);
  }

  protected update(update: Update, group: ParamGroup<Required<AdamOptions>>): Raw {
    const { scratch, step } = update;
    const { lr, betas, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay } = group;
    const [beta1, beta2] = betas;
    let grad = ascending(update, maximize);
    if (!decoupledWeightDecay) grad = decayed(update, grad, weightDecay);
    const mean = scratch.lerp(update.remembered("expAvg"), grad, 1 - beta1);
    const square = scratch.meanSquare(update.remembered("expAvgSq"), grad, beta2);
    update.remember("expAvg", mean);
    update.remember("expAvgSq", square);
    let largest = square;
    if (amsgrad) {
      largest = scratch.max(update.remembered("maxExpAvgSq"), square);
      update.remember("maxExpAvgSq", largest);
    }
    // Both means start at 0: the corrections, moved out of the arrays, undo that.
    const correction = Math.sqrt(1 - beta2 ** step);
    const size = (lr * correction) / (1 - beta1 ** step);
    const direction = scratch.div(mean, scratch.add(scratch.sqrt(largest), eps * correction));
    const start = decoupledWeightDecay ? scratch.mul(update.param, 1 - lr * weightDecay) : update.param;
    return scratch.sub(start, scratch.mul(direction, size));
  }
}

/**
 * Adam with weight decay that does not pass through the means.
 *
 * Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.
 *
 * @example
 * const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-3, weightDecay: 0.05 });
 */
export class AdamW extends Adam {
  constructor(params: Params<Required<AdamOptions>>, options: Omit<AdamOptions, "decoupledWeightDecay"> = {}) {
    super(params, { weightDecay: 0.01, ...options, decoupledWeightDecay: true });
  }
}
