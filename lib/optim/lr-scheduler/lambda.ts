import { LRScheduler, type ScheduledOptimizer, type SchedulerOptions } from "./scheduler.ts";

type Factor = (epoch: number) => number;

/**
 * Sets the rate to the initial rate times a function of the epoch, one for all groups or one a group.
 *
 * @example
 * const scheduler = new LambdaLR(optimizer, (epoch) => 0.95 ** epoch);
 */
export class LambdaLR extends LRScheduler {
  readonly lrLambdas: readonly Factor[];

  constructor(optimizer: ScheduledOptimizer, lrLambda: Factor | readonly Factor[], options: SchedulerOptions = {}) {
    super(optimizer, options);
    this.lrLambdas = functions("LambdaLR", optimizer, lrLambda);
    this.start();
  }

  protected getLr(): number[] {
    return this.baseLrs.map((lr, i) => lr * this.lrLambdas[i]!(this.lastEpoch));
  }
}

/** Multiplies the rate by a function of the epoch, every epoch. */
export class MultiplicativeLR extends LRScheduler {
  readonly lrLambdas: readonly Factor[];

  constructor(optimizer: ScheduledOptimizer, lrLambda: Factor | readonly Factor[], options: SchedulerOptions = {}) {
    super(optimizer, options);
    this.lrLambdas = functions("MultiplicativeLR", optimizer, lrLambda);
    this.start();
  }

  protected getLr(): number[] {
    const rates = this.currentLr();
    return this.initial ? rates : rates.map((lr, i) => lr * this.lrLambdas[i]!(this.lastEpoch));
  }
}

function functions(owner: string, optimizer: ScheduledOptimizer, given: Factor | readonly Factor[]): readonly Factor[] {
  const groups = optimizer.paramGroups.length;
  const all = typeof given === "function" ? Array.from({ length: groups }, () => given) : given;
  if (!Array.isArray(all) || all.length !== groups || all.some((item) => typeof item !== "function"))
    throw new TypeError(
      `${owner}: expected a function of the epoch, or ${groups} of them, one for each parameter group`,
    );
  return all;
}
