import { oneOf, withDefaults } from "../nn/options.ts";
import type { Callback } from "./callback.ts";
import { restore, type Snapshot, snapshot } from "./snapshot.ts";
import type { Trainer } from "./trainer.ts";

export interface EarlyStoppingOptions {
  /** The logged number to watch ("valLoss"). */
  monitor?: string;
  mode?: "min" | "max";
  /** Epochs without improvement after which the run ends (3). */
  patience?: number;
  /** What counts as an improvement at least (0). */
  minDelta?: number;
  /** Give the model the weights of the best epoch at the end (true). */
  restoreBest?: boolean;
}

/**
 * Ends a run when a number has stopped to improve, and gives the model the weights of its best epoch.
 *
 * @example
 * const stopping = new EarlyStopping({ monitor: "valLoss", patience: 2 });
 * const trainer = new Trainer(model, { optimizer, callbacks: [stopping], progress: false });
 * await trainer.fit(loader, loader, { maxEpochs: 3 });
 * stopping.bestEpoch; // the epoch whose weights the model has now
 */
export class EarlyStopping implements Callback {
  readonly #options: Required<EarlyStoppingOptions>;
  best: number | null = null;
  bestEpoch = 0;
  /** Epochs since the best one. */
  wait = 0;
  /** The epoch at which the run was ended; 0 if it was not. */
  stoppedEpoch = 0;
  #weights: Snapshot | null = null;

  constructor(options: EarlyStoppingOptions = {}) {
    this.#options = withDefaults<Required<EarlyStoppingOptions>>("EarlyStopping", options, {
      monitor: "valLoss",
      mode: "min",
      patience: 3,
      minDelta: 0,
      restoreBest: true,
    });
    oneOf("EarlyStopping", "mode", this.#options.mode, ["min", "max"]);
  }

  onEpochEnd(trainer: Trainer): void {
    const { monitor, mode, patience, minDelta, restoreBest } = this.#options;
    const value = trainer.metric(monitor);
    const gain = this.best === null ? Number.POSITIVE_INFINITY : mode === "min" ? this.best - value : value - this.best;
    if (gain > minDelta) {
      this.best = value;
      this.bestEpoch = trainer.epoch;
      this.wait = 0;
      if (restoreBest) this.#weights = snapshot(trainer.model);
      return;
    }
    this.wait++;
    if (this.wait < patience) return;
    this.stoppedEpoch = trainer.epoch;
    trainer.shouldStop = true;
  }

  onFitEnd(trainer: Trainer): void {
    if (this.#weights !== null && this.bestEpoch !== trainer.epoch) restore(trainer.model, this.#weights);
  }

  stateDict(): object {
    const { best, bestEpoch, wait } = this;
    return { best, best_epoch: bestEpoch, wait, weights: this.#weights };
  }

  loadStateDict(state: { best: number | null; best_epoch: number; wait: number; weights: Snapshot | null }): void {
    this.best = state.best;
    this.bestEpoch = state.best_epoch;
    this.wait = state.wait;
    this.#weights = state.weights;
  }
}
