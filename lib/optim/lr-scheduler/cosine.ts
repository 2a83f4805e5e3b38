import { LRScheduler, type ScheduledOptimizer, type SchedulerOptions } from "./scheduler.ts";

/**
 * Lets the rate swing between the initial rate and `etaMin` (0) along a cosine of half period `tMax` epochs.
 *
 * Source: Loshchilov and Hutter, "SGDR", ICLR 2017 (the annealing without the restarts).
 *
 * @example
 * const scheduler = new CosineAnnealingLR(optimizer, epochs);
 */
export class CosineAnnealingLR extends LRScheduler {
  readonly tMax: number;
  readonly etaMin: number;

  constructor(optimizer: ScheduledOptimizer, tMax: number, options: SchedulerOptions & { etaMin?: number } = {}) {
    super(optimizer, options);
    if (!(tMax > 0))
      throw new RangeError(`CosineAnnealingLR: expected tMax, the epochs of a half period, above 0, got ${tMax}`);
    this.tMax = tMax;
    this.etaMin = options.etaMin ?? 0;
    this.start();
  }

  protected getLr(): number[] {
    const { tMax, etaMin, lastEpoch } = this;
    if (this.initial) return this.currentLr();
    if (this.stepCount === 1 && lastEpoch > 0) return this.closedForm();
    const rates = this.currentLr();
    // At the bottom of the cosine the recursion below would divide by zero.
    if ((lastEpoch - 1 - tMax) % (2 * tMax) === 0)
      return rates.map((lr, i) => lr + ((this.baseLrs[i]! - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2);
    const height = (epoch: number) => 1 + Math.cos((Math.PI * epoch) / tMax);
    return rates.map((lr) => (height(lastEpoch) / height(lastEpoch - 1)) * (lr - etaMin) + etaMin);
  }

  protected override closedForm(): number[] {
    const height = (1 + Math.cos((Math.PI * this.lastEpoch) / this.tMax)) / 2;
    return this.baseLrs.map((lr) => this.etaMin + (lr - this.etaMin) * height);
  }
}

/**
 * Lets the rate fall along a half cosine over `t0` epochs and starts again, each time `tMult` (1) times as long.
 *
 * Source: Loshchilov and Hutter, "SGDR", ICLR 2017.
 *
 * @example
 * const scheduler = new CosineAnnealingWarmRestarts(optimizer, 10, { tMult: 2 });
 */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  readonly t0: number;
  tI: number;
  readonly tMult: number;
  readonly etaMin: number;
  tCur: number;

  constructor(
    optimizer: ScheduledOptimizer,
    t0: number,
    options: SchedulerOptions & { tMult?: number; etaMin?: number } = {},
  ) {
    super(optimizer, options);
    const { tMult = 1, etaMin = 0, lastEpoch = -1 } = options;
    for (const [name, value] of Object.entries({ t0, tMult }))
      if (!Number.isInteger(value) || value < 1)
        throw new RangeError(`CosineAnnealingWarmRestarts: expected ${name} to be an integer >= 1, got ${value}`);
    this.t0 = t0;
    this.tI = t0;
    this.tMult = tMult;
    this.etaMin = etaMin;
    this.tCur = lastEpoch;
    this.start();
  }

  protected getLr(): number[] {
    const height = (1 + Math.cos((Math.PI * this.tCur) / this.tI)) / 2;
    return this.baseLrs.map((lr) => this.etaMin + (lr - this.etaMin) * height);
  }

  /** Moves on by one epoch, or to any, even fractional, epoch: `step(epoch + batch / batches)`. */
  override step(epoch?: number): void {
    if (epoch !== undefined) {
      this.restart(epoch);
      return;
    }
    this.tCur += 1;
    if (this.tCur >= this.tI) {
      this.tCur -= this.tI;
      this.tI *= this.tMult;
    }
    super.step();
  }

  override restart(epoch = 0): void {
    if (!(epoch >= 0)) throw new RangeError(`CosineAnnealingWarmRestarts: expected an epoch >= 0, got ${epoch}`);
    this.tI = this.t0;
    this.tCur = epoch;
    while (this.tCur >= this.tI) {
      this.tCur -= this.tI;
      this.tI *= this.tMult;
    }
    super.restart(epoch);
    this.lastEpoch = Math.floor(epoch);
  }
}
