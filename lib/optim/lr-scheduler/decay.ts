import { LRScheduler, type ScheduledOptimizer, type SchedulerOptions } from "./scheduler.ts";

/**
 * Multiplies the rate by `gamma` (0.1) every `stepSize` epochs.
 *
 * @example
 * const scheduler = new StepLR(optimizer, 30, { gamma: 0.1 });
 */
export class StepLR extends LRScheduler {
  readonly stepSize: number;
  readonly gamma: number;

  constructor(optimizer: ScheduledOptimizer, stepSize: number, options: SchedulerOptions & { gamma?: number } = {}) {
    super(optimizer, options);
    if (!(stepSize > 0)) throw new RangeError(`StepLR: expected a stepSize of at least one epoch, got ${stepSize}`);
    this.stepSize = stepSize;
    this.gamma = options.gamma ?? 0.1;
    this.start();
  }

  protected getLr(): number[] {
    const due = this.lastEpoch !== 0 && this.lastEpoch % this.stepSize === 0;
    return this.currentLr(due ? this.gamma : 1);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** Math.floor(this.lastEpoch / this.stepSize));
  }
}

/**
 * Multiplies the rate by `gamma` (0.1) at each of the epochs in `milestones`.
 *
 * @example
 * const scheduler = new MultiStepLR(optimizer, [30, 80]);
 */
export class MultiStepLR extends LRScheduler {
  readonly milestones: readonly number[];
  readonly gamma: number;

  constructor(
    optimizer: ScheduledOptimizer,
    milestones: readonly number[],
    options: SchedulerOptions & { gamma?: number } = {},
  ) {
    super(optimizer, options);
    this.milestones = [...milestones].sort((a, b) => a - b);
    this.gamma = options.gamma ?? 0.1;
    this.start();
  }

  protected getLr(): number[] {
    const due = this.milestones.filter((milestone) => milestone === this.lastEpoch).length;
    return this.currentLr(this.gamma ** due);
  }

  protected override closedForm(): number[] {
    const passed = this.milestones.filter((milestone) => milestone <= this.lastEpoch).length;
    return this.baseLrs.map((lr) => lr * this.gamma ** passed);
  }
}

/** Multiplies the rate by `factor` (1/3) until epoch `totalIters` (5). */
export class ConstantLR extends LRScheduler {
  readonly factor: number;
  readonly totalIters: number;

  constructor(
    optimizer: ScheduledOptimizer,
    options: SchedulerOptions & { factor?: number; totalIters?: number } = {},
  ) {
    super(optimizer, options);
    this.factor = inUnitInterval("ConstantLR: factor", options.factor ?? 1 / 3);
    this.totalIters = options.totalIters ?? 5;
    this.start();
  }

  protected getLr(): number[] {
    if (this.lastEpoch === 0) return this.currentLr(this.factor);
    return this.currentLr(this.lastEpoch === this.totalIters ? 1 / this.factor : 1);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * (this.lastEpoch >= this.totalIters ? 1 : this.factor));
  }
}

/**
 * Moves the rate's factor in a straight line from `startFactor` (1/3) to `endFactor` (1) over `totalIters` (5) epochs.
 *
 * @example
 * const warmup = new LinearLR(optimizer, { startFactor: 0.1, totalIters: 5 });
 */
export class LinearLR extends LRScheduler {
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  constructor(
    optimizer: ScheduledOptimizer,
    options: SchedulerOptions & { startFactor?: number; endFactor?: number; totalIters?: number } = {},
  ) {
    super(optimizer, options);
    this.startFactor = inUnitInterval("LinearLR: startFactor", options.startFactor ?? 1 / 3);
    if (this.startFactor === 0) throw new RangeError("LinearLR: expected a startFactor above 0, got 0");
    this.endFactor = inUnitInterval("LinearLR: endFactor", options.endFactor ?? 1);
    this.totalIters = options.totalIters ?? 5;
    this.start();
  }

  protected getLr(): number[] {
    if (this.lastEpoch === 0) return this.currentLr(this.startFactor);
    if (this.initial || this.lastEpoch > this.totalIters) return this.currentLr();
    const slope = this.endFactor - this.startFactor;
    return this.currentLr(1 + slope / (this.totalIters * this.startFactor + (this.lastEpoch - 1) * slope));
  }

  protected override closedForm(): number[] {
    const progress = Math.min(this.totalIters, this.lastEpoch) / this.totalIters;
    return this.baseLrs.map((lr) => lr * (this.startFactor + (this.endFactor - this.startFactor) * progress));
  }
}

/** Multiplies the rate by `gamma` every epoch. */
export class ExponentialLR extends LRScheduler {
  readonly gamma: number;

  constructor(optimizer: ScheduledOptimizer, gamma: number, options: SchedulerOptions = {}) {
    super(optimizer, options);
    this.gamma = gamma;
    this.start();
  }

  protected getLr(): number[] {
    return this.currentLr(this.initial ? 1 : this.gamma);
  }

  protected override closedForm(): number[] {
    return this.baseLrs.map((lr) => lr * this.gamma ** this.lastEpoch);
  }
}

/** Lets the rate fall to 0 over `totalIters` (5) epochs along (1 - progress)^`power` (1). */
export class PolynomialLR extends LRScheduler {
  readonly totalIters: number;
  readonly power: number;

  constructor(optimizer: ScheduledOptimizer, options: SchedulerOptions & { totalIters?: number; power?: number } = {}) {
    super(optimizer, options);
    this.totalIters = options.totalIters ?? 5;
    this.power = options.power ?? 1;
    this.start();
  }

  protected getLr(): number[] {
    if (this.initial || this.lastEpoch > this.totalIters) return this.currentLr();
    const remaining = (epoch: number) => 1 - epoch / this.totalIters;
    return this.currentLr((remaining(this.lastEpoch) / remaining(this.lastEpoch - 1)) ** this.power);
  }

  protected override closedForm(): number[] {
    const progress = Math.min(this.totalIters, this.lastEpoch) / this.totalIters;
    return this.baseLrs.map((lr) => lr * (1 - progress) ** this.power);
  }
}

function inUnitInterval(owner: string, factor: number): number {
  if (!(factor >= 0 && factor <= 1)) throw new RangeError(`${owner}: expected a number in [0, 1], got ${factor}`);
  return factor;
}
