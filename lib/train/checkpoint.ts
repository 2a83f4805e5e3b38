import { renameSync } from "node:fs";
import type { DataLoader, LoaderState } from "../data/index.ts";
import { loadCheckpoint, saveCheckpoint } from "../io/index.ts";
import { oneOf, withDefaults } from "../nn/options.ts";
import type { Callback } from "./callback.ts";
import type { Batches } from "./options.ts";
import type { Logged, Trainer } from "./trainer.ts";

/** How far a run has come. */
export interface Progress {
  epoch: number;
  globalStep: number;
  batchIndex: number;
  history: Logged[];
  logged: Logged;
  sums: { loss: number; seen: number };
}

/** Writes the whole state of a run; a kill while it is written leaves the checkpoint before. */
export function saveRun(path: string, trainer: Trainer, loader: Batches | null, progress: Progress): void {
  const draft = `${path}.part`;
  saveCheckpoint(draft, { ...partsOf(trainer, loader), progress });
  renameSync(draft, path);
}

export function restoreRun(path: string, trainer: Trainer, loader: Batches | null): Progress {
  const { progress } = loadCheckpoint(path, partsOf(trainer, loader)) as { progress?: Progress };
  if (!progress)
    throw new Error(`Trainer.loadCheckpoint: "${path}" was not written by a Trainer; load it with loadCheckpoint`);
  return progress;
}

/** All that has a state, by names that are the same in the next process. */
function partsOf(trainer: Trainer, loader: Batches | null): Record<string, object> {
  const { optimizer, scheduler } = trainer.options;
  const parts: Record<string, object> = { model: trainer.model, optimizer };
  if (scheduler) parts.scheduler = scheduler;
  if (typeof (loader as { stateDict?: unknown } | null)?.stateDict === "function")
    parts.loader = trainer.batchIndex > 0 ? (loader as object) : betweenEpochs(loader as DataLoader<unknown>);
  const counts = new Map<string, number>();
  for (const callback of trainer.callbacks) {
    if (!callback.stateDict) continue;
    const name = callback.constructor.name;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    parts[`${name}${count}`] = callback;
  }
  return parts;
}

/** An interrupted epoch begins again, wherever its loader was left. */
function betweenEpochs(loader: DataLoader<unknown>): object {
  return {
    stateDict: (): LoaderState => ({ ...loader.stateDict(), batches: 0, start: null }),
    loadStateDict: (state: LoaderState) => loader.loadStateDict(state),
  };
}

export interface ModelCheckpointOptions {
  /** A logged number: only better ones are written (null: every time). */
  monitor?: string | null;
  /** Whether the smallest or the largest is best ("min"). */
  mode?: "min" | "max";
  /** Write after so many updates too, in the middle of an epoch (null: only at the end of epochs). */
  everyNTrainSteps?: number | null;
}

/**
 * Writes checkpoints that `fit({ ckptPath })` goes on from: weights, optimizer, scheduler, random numbers, the loader's place,
 * and what the callbacks remember.
 *
 * @example
 * const callbacks = [new ModelCheckpoint("run.pth", { everyNTrainSteps: 100 })];
 * const trainer = new Trainer(model, { optimizer, callbacks, progress: false });
 * await trainer.fit(loader, null, { maxEpochs: 1, ckptPath: "run.pth" });
 */
export class ModelCheckpoint implements Callback {
  readonly path: string;
  readonly #options: Required<ModelCheckpointOptions>;
  best: number | null = null;
  #savedStep = 0;

  constructor(path: string, options: ModelCheckpointOptions = {}) {
    this.path = path;
    this.#options = withDefaults<Required<ModelCheckpointOptions>>("ModelCheckpoint", options, {
      monitor: null,
      mode: "min",
      everyNTrainSteps: null,
    });
    oneOf("ModelCheckpoint", "mode", this.#options.mode, ["min", "max"]);
  }

  onBatchEnd(trainer: Trainer): void {
    const every = this.#options.everyNTrainSteps;
    if (every === null || trainer.globalStep % every !== 0 || trainer.globalStep === this.#savedStep) return;
    this.#savedStep = trainer.globalStep;
    trainer.saveCheckpoint(this.path);
  }

  onEpochEnd(trainer: Trainer): void {
    const { monitor, mode } = this.#options;
    if (monitor !== null) {
      const value = trainer.metric(monitor);
      if (this.best !== null && !(mode === "min" ? value < this.best : value > this.best)) return;
      this.best = value;
    }
    trainer.saveCheckpoint(this.path);
  }

  stateDict(): object {
    return { best: this.best, saved_step: this.#savedStep };
  }

  loadStateDict(state: { best: number | null; saved_step: number }): void {
    this.best = state.best;
    this.#savedStep = state.saved_step;
  }
}
