import { BatchNorm1d, BatchNorm2d } from "../nn/layers/batch-norm.ts";
import type { Module } from "../nn/module/module.ts";
import type { StateDict } from "../nn/module/state-dict.ts";
import { withDefaults } from "../nn/options.ts";
import { EMA } from "../optim/ema.ts";
import { noGrad, scope, type Tensor } from "../tensor/index.ts";
import type { Callback } from "./callback.ts";
import type { Batches } from "./options.ts";
import { restore, type Snapshot, snapshot } from "./snapshot.ts";
import type { Trainer } from "./trainer.ts";

export interface WeightAveragingOptions {
  /** Part of the average that stays at each update (0.999); null gives all the same weight (SWA). */
  decay?: number | null;
  /** The epoch, from 0, from which on weights are averaged (0). */
  startEpoch?: number;
  /** Average after each update of the weights or after each epoch, as SWA does ("step"). */
  interval?: "step" | "epoch";
}

/**
 * Averages the weights while a run goes on (EMA; SWA with `decay: null`): validates with the average and leaves it in the model.
 *
 * After SWA, `updateBn(loader, model)` gives batch norms the statistics of the averaged weights.
 *
 * @example
 * const ema = new WeightAveraging({ decay: 0.99 });
 * const trainer = new Trainer(model, { optimizer, callbacks: [ema], progress: false });
 * await trainer.fit(loader, loader, { maxEpochs: 2 });
 */
export class WeightAveraging implements Callback {
  readonly #options: Required<WeightAveragingOptions>;
  #ema: EMA | null = null;
  #own: Snapshot | null = null;
  #averagedStep = 0;
  #loaded: { average: StateDict; updates: number; step: number } | null = null;

  constructor(options: WeightAveragingOptions = {}) {
    this.#options = withDefaults<Required<WeightAveragingOptions>>("WeightAveraging", options, {
      decay: 0.999,
      startEpoch: 0,
      interval: "step",
    });
  }

  onFitStart(trainer: Trainer): void {
    if (this.#ema?.model !== trainer.model) this.#ema = new EMA(trainer.model, { decay: this.#options.decay });
    if (this.#loaded === null) return;
    const { average, updates, step } = this.#loaded;
    this.#loaded = null;
    if (updates > 0) this.#ema.loadStateDict(average);
    this.#ema.updates = updates;
    this.#averagedStep = step;
  }

  onBatchEnd(trainer: Trainer): void {
    if (this.#options.interval === "step" && trainer.globalStep > this.#averagedStep) this.#update(trainer);
  }

  onEpochEnd(trainer: Trainer): void {
    if (this.#options.interval === "epoch") this.#update(trainer);
  }

  onValidationStart(trainer: Trainer): void {
    if (this.#ema === null || this.#ema.updates === 0) return;
    this.#own = snapshot(trainer.model);
    this.#ema.copyTo(trainer.model);
  }

  onValidationEnd(trainer: Trainer): void {
    if (this.#own !== null) restore(trainer.model, this.#own);
    this.#own = null;
  }

  onFitEnd(trainer: Trainer): void {
    if (this.#ema !== null && this.#ema.updates > 0) this.#ema.copyTo(trainer.model);
  }

  stateDict(): object {
    return { average: this.#ema?.stateDict() ?? {}, updates: this.#ema?.updates ?? 0, step: this.#averagedStep };
  }

  loadStateDict(state: { average: StateDict; updates: number; step: number }): void {
    this.#loaded = state;
  }

  #update(trainer: Trainer): void {
    this.#averagedStep = trainer.globalStep;
    const epoch = this.#options.interval === "epoch" ? trainer.epoch - 1 : trainer.epoch;
    if (epoch >= this.#options.startEpoch) this.#ema!.update();
  }
}

/**
 * Measures a model's batch-norm statistics anew, over all batches of a loader: as `torch.optim.swa_utils.update_bn`.
 *
 * @example
 * await updateBn(loader, model);
 */
export async function updateBn(loader: Batches, model: Module): Promise<void> {
  const norms: { momentum: number | null }[] = model
    .modules()
    .filter((module) => module instanceof BatchNorm1d || module instanceof BatchNorm2d);
  if (norms.length === 0) return;
  const before = norms.map(({ momentum }) => momentum);
  const training = model.modules().map((module) => [module, module.training] as const);
  model.train();
  try {
    let seen = 0;
    for await (const batch of loader) {
      // The mean over all batches, each with the same weight.
      seen++;
      for (const norm of norms) norm.momentum = 1 / seen;
      const x = Array.isArray(batch) ? (batch[0] as Tensor) : (batch as Tensor);
      scope(() => {
        noGrad(() => (model.forward as (x: Tensor) => unknown)(x));
      });
    }
  } finally {
    for (const [i, norm] of norms.entries()) norm.momentum = before[i]!;
    for (const [module, mode] of training) module.training = mode;
  }
}
