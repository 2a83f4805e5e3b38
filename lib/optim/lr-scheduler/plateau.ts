import { checkOptimizer, perGroup, type ScheduledOptimizer, type SchedulerState } from "./scheduler.ts";

export interface ReduceLROnPlateauOptions {
  /** Is a lower or a higher metric better ("min")? */
  mode?: "min" | "max";
  /** The rate is multiplied by this (0.1). */
  factor?: number;
  /** Epochs without improvement to let pass (10). */
  patience?: number;
  /** How much better counts as an improvement (1e-4), as a part of the best ("rel") or as a difference ("abs"). */
  threshold?: number;
  thresholdMode?: "rel" | "abs";
  /** Epochs to wait after a reduction before counting again (0). */
  cooldown?: number;
  /** The rate never falls below this (0). */
  minLr?: number | readonly number[];
  /** Smaller changes of the rate are left out (1e-8). */
  eps?: number;
}

/**
 * Lowers the rate when a metric has stopped improving; call `step(metric)` after each epoch.
 *
 * @example
 * const scheduler = new ReduceLROnPlateau(optimizer, { patience: 3 });
 * scheduler.step(validationLoss);
 */
export class ReduceLROnPlateau {
  readonly optimizer: ScheduledOptimizer;
  readonly mode: "min" | "max";
  readonly factor: number;
  readonly patience: number;
  readonly threshold: number;
  readonly thresholdMode: "rel" | "abs";
  readonly cooldown: number;
  readonly minLrs: number[];
  readonly eps: number;
  best: number;
  cooldownCounter = 0;
  numBadEpochs = 0;
  lastEpoch = 0;

  constructor(optimizer: ScheduledOptimizer, options: ReduceLROnPlateauOptions = {}) {
    this.optimizer = checkOptimizer("ReduceLROnPlateau", optimizer);
    this.mode = oneOf("mode", options.mode ?? "min", ["min", "max"]);
    this.factor = options.factor ?? 0.1;
    if (!(this.factor < 1)) throw new RangeError(`ReduceLROnPlateau: expected a factor below 1, got ${this.factor}`);
    this.patience = options.patience ?? 10;
    this.threshold = options.threshold ?? 1e-4;
    this.thresholdMode = oneOf("thresholdMode", options.thresholdMode ?? "rel", ["rel", "abs"]);
    this.cooldown = options.cooldown ?? 0;
    this.minLrs = perGroup("ReduceLROnPlateau: minLr", optimizer, options.minLr ?? 0);
    this.eps = options.eps ?? 1e-8;
    this.best = this.mode === "min" ? Infinity : -Infinity;
  }

  /** Takes the metric of another epoch: a number, or a tensor with one. */
  step(metric: number | { item(): number }): void {
    const current = typeof metric === "object" ? metric.item() : metric;
    if (typeof current !== "number")
      throw new TypeError(`ReduceLROnPlateau: step needs the metric to watch, as step(validationLoss), got ${current}`);
    this.lastEpoch += 1;
    if (this.#isBetter(current)) {
      this.best = current;
      this.numBadEpochs = 0;
    } else {
      this.numBadEpochs += 1;
    }
    if (this.cooldownCounter > 0) {
      this.cooldownCounter -= 1;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs <= this.patience) return;
    this.#reduce();
    this.cooldownCounter = this.cooldown;
    this.numBadEpochs = 0;
  }

  /** The rates that are set now. */
  getLastLr(): number[] {
    return this.optimizer.paramGroups.map((group) => group.lr);
  }

  /** The scheduler's numbers under PyTorch's names. */
  stateDict(): SchedulerState {
    return {
      mode: this.mode,
      factor: this.factor,
      patience: this.patience,
      threshold: this.threshold,
      threshold_mode: this.thresholdMode,
      cooldown: this.cooldown,
      min_lrs: [...this.minLrs],
      eps: this.eps,
      best: this.best,
      cooldown_counter: this.cooldownCounter,
      num_bad_epochs: this.numBadEpochs,
      last_epoch: this.lastEpoch,
      _last_lr: this.getLastLr(),
    };
  }

  /** Continues from what `stateDict` returned. */
  loadStateDict(state: SchedulerState): void {
    this.best = state.best as number;
    this.cooldownCounter = state.cooldown_counter as number;
    this.numBadEpochs = state.num_bad_epochs as number;
    this.lastEpoch = state.last_epoch as number;
  }

  #isBetter(metric: number): boolean {
    const { best, threshold } = this;
    if (this.mode === "min") return metric < (this.thresholdMode === "rel" ? best * (1 - threshold) : best - threshold);
    return metric > (this.thresholdMode === "rel" ? best * (1 + threshold) : best + threshold);
  }

  #reduce(): void {
    this.optimizer.paramGroups.forEach((group, i) => {
      const rate = Math.max(group.lr * this.factor, this.minLrs[i]!);
      if (group.lr - rate > this.eps) group.lr = rate;
    });
  }
}

function oneOf<T extends string>(name: string, value: T, allowed: readonly T[]): T {
  if (!allowed.includes(value))
    throw new RangeError(`ReduceLROnPlateau: expected ${name} "${allowed.join('" or "')}", got "${value}"`);
  return value;
}
