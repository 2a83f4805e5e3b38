import { withDefaults } from "../nn/options.ts";
import type { Callback } from "./callback.ts";
import type { Trainer } from "./trainer.ts";

export interface TimerOptions {
  /** End the run after so many seconds, behind the running batch (Infinity). */
  maxSeconds?: number;
}

/**
 * Measures each epoch, and ends a run that takes too long.
 *
 * @example
 * const timer = new Timer({ maxSeconds: 60 });
 * await new Trainer(model, { optimizer, callbacks: [timer], progress: false }).fit(loader);
 * timer.epochSeconds; // seconds of each epoch
 */
export class Timer implements Callback {
  readonly maxSeconds: number;
  /** Seconds of each epoch, validation included. */
  epochSeconds: number[] = [];
  /** Whether the time was up. */
  timedOut = false;
  #start = 0;
  #epochStart = 0;

  constructor(options: TimerOptions = {}) {
    this.maxSeconds = withDefaults<Required<TimerOptions>>("Timer", options, { maxSeconds: Infinity }).maxSeconds;
    if (!(this.maxSeconds >= 0)) throw new RangeError(`Timer: expected maxSeconds >= 0, got ${this.maxSeconds}`);
  }

  onFitStart(): void {
    this.#start = performance.now();
    this.timedOut = false;
  }

  onEpochStart(): void {
    this.#epochStart = performance.now();
  }

  onBatchEnd(trainer: Trainer): void {
    if ((performance.now() - this.#start) / 1000 < this.maxSeconds) return;
    this.timedOut = true;
    trainer.shouldStop = true;
  }

  onEpochEnd(): void {
    this.epochSeconds.push((performance.now() - this.#epochStart) / 1000);
  }
}
