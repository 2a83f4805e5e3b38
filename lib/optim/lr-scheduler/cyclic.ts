import { LRScheduler, perGroup, type ScheduledOptimizer, type SchedulerOptions } from "./scheduler.ts";

export interface CyclicLROptions extends SchedulerOptions {
  /** Steps from `baseLr` to `maxLr` (2000). */
  stepSizeUp?: number;
  /** Steps back down (`stepSizeUp`). */
  stepSizeDown?: number;
  /** How the peaks change: equal, halved each cycle, or falling by `gamma` a step. */
  mode?: "triangular" | "triangular2" | "exp_range";
  gamma?: number;
  /** Replaces `mode`: the peak's factor as a function of the cycle or the step. */
  scaleFn?: (x: number) => number;
  scaleMode?: "cycle" | "iterations";
  /** Move the momentum (or beta1) the other way, from `maxMomentum` (0.9) to `baseMomentum` (0.8) (true). */
  cycleMomentum?: boolean;
  baseMomentum?: number | readonly number[];
  maxMomentum?: number | readonly number[];
}

/**
 * Moves the rate up and down between `baseLr` and `maxLr`; call `step()` after each batch.
 *
 * Source: Smith, "Cyclical Learning Rates for Training Neural Networks", WACV 2017.
 *
 * @example
 * const scheduler = new CyclicLR(optimizer, 0.001, 0.1, { stepSizeUp: 500 });
 */
export class CyclicLR extends LRScheduler {
  readonly maxLrs: number[];
  readonly totalSize: number;
  readonly stepRatio: number;
  readonly mode: "triangular" | "triangular2" | "exp_range";
  readonly gamma: number;
  readonly scaleMode: "cycle" | "iterations";
  readonly cycleMomentum: boolean;
  readonly baseMomentums: number[];
  readonly maxMomentums: number[];
  readonly #scale: (x: number) => number;

  constructor(
    optimizer: ScheduledOptimizer,
    baseLr: number | readonly number[],
    maxLr: number | readonly number[],
    options: CyclicLROptions = {},
  ) {
    const fresh = (options.lastEpoch ?? -1) === -1;
    const baseLrs = perGroup("CyclicLR: baseLr", optimizer, baseLr);
    if (fresh) for (const [i, group] of optimizer.paramGroups.entries()) group.lr = baseLrs[i]!;
    super(optimizer, options);
    const { stepSizeUp = 2000, stepSizeDown = stepSizeUp } = options;
    this.maxLrs = perGroup("CyclicLR: maxLr", optimizer, maxLr);
    this.totalSize = stepSizeUp + stepSizeDown;
    this.stepRatio = stepSizeUp / this.totalSize;
    this.mode = options.mode ?? "triangular";
    this.gamma = options.gamma ?? 1;
    this.scaleMode = options.scaleFn
      ? (options.scaleMode ?? "cycle")
      : this.mode === "exp_range"
        ? "iterations"
        : "cycle";
    this.#scale = options.scaleFn ?? scaleOf(this.mode, this.gamma);
    this.cycleMomentum = options.cycleMomentum ?? true;
    this.baseMomentums = perGroup("CyclicLR: baseMomentum", optimizer, options.baseMomentum ?? 0.8);
    this.maxMomentums = perGroup("CyclicLR: maxMomentum", optimizer, options.maxMomentum ?? 0.9);
    if (this.cycleMomentum) startMomentum(this, fresh);
    this.start();
    this.baseLrs = baseLrs;
  }

  protected getLr(): number[] {
    const cycle = Math.floor(1 + this.lastEpoch / this.totalSize);
    const x = 1 + this.lastEpoch / this.totalSize - cycle;
    const progress = x <= this.stepRatio ? x / this.stepRatio : (x - 1) / (this.stepRatio - 1);
    const height = progress * this.#scale(this.scaleMode === "cycle" ? cycle : this.lastEpoch);
    if (this.cycleMomentum)
      this.optimizer.paramGroups.forEach((group, i) => {
        setMomentum(group, this.maxMomentums[i]! - (this.maxMomentums[i]! - this.baseMomentums[i]!) * height);
      });
    return this.baseLrs.map((lr, i) => lr + (this.maxLrs[i]! - lr) * height);
  }
}

function scaleOf(mode: string, gamma: number): (x: number) => number {
  if (mode === "triangular") return () => 1;
  if (mode === "triangular2") return (cycle) => 1 / 2 ** (cycle - 1);
  if (mode === "exp_range") return (step) => gamma ** step;
  throw new RangeError(`CyclicLR: expected mode "triangular", "triangular2" or "exp_range", got "${mode}"`);
}

/** Sets the momentum, or beta1 where the optimizer has betas. */
export function setMomentum(group: ScheduledOptimizer["paramGroups"][number], momentum: number): void {
  if (group.betas) group.betas = [momentum, group.betas[1]];
  else group.momentum = momentum;
}

/** Checks that the optimizer has a momentum to move, and sets it to its highest value on a fresh start. */
export function startMomentum(
  scheduler: LRScheduler & { baseMomentums: number[]; maxMomentums: number[] },
  fresh: boolean,
): void {
  scheduler.optimizer.paramGroups.forEach((group, i) => {
    if (group.momentum === undefined && group.betas === undefined)
      throw new TypeError(
        `${scheduler.constructor.name}: the optimizer has neither momentum nor betas; pass cycleMomentum: false`,
      );
    if (!fresh) return;
    setMomentum(group, scheduler.maxMomentums[i]!);
    group.maxMomentum = scheduler.maxMomentums[i]!;
    group.baseMomentum = scheduler.baseMomentums[i]!;
  });
}
