import { existsSync } from "node:fs";
import { F } from "../nn/f.ts";
import type { Module } from "../nn/module/module.ts";
import { integer, oneOf, withDefaults } from "../nn/options.ts";
import { clipGradNorm, clipGradValue } from "../nn/utils.ts";
import { ReduceLROnPlateau } from "../optim/lr-scheduler/index.ts";
import { noGrad, scope, type Tensor } from "../tensor/index.ts";
import { hasPosition, lengthOf, outputOf, pairOf, sizeOf } from "./batches.ts";
import { breathe } from "./breathe.ts";
import type { Callback, StepResult } from "./callback.ts";
import { type Progress, restoreRun, saveRun } from "./checkpoint.ts";
import { fast } from "./fast.ts";
import { LiveCurves } from "./live-curves.ts";
import { NaNGuard } from "./nan-guard.ts";
import { type Batches, DEFAULTS, type Evaluated, type FitOptions, type TrainerOptions } from "./options.ts";
import { ProgressBar } from "./progress-bar.ts";

/** The numbers of an epoch: `epoch`, `lr`, `loss`, `valLoss`, `valAccuracy` ... */
export type Logged = Record<string, number>;

/**
 * Trains a model: batches, epochs, validation, and whatever the callbacks add.
 *
 * What one step does stands in `trainBatch`, what one epoch does in `#epoch`: the loop of the first lesson, with the ends
 * tied. An interrupted run keeps what the model has learned; `fit` may be called again. Names are Lightning's.
 *
 * @example
 * const trainer = new Trainer(model, { optimizer, loss: F.crossEntropy, progress: false });
 * await trainer.fit(loader, loader, { maxEpochs: 2 });
 * trainer.history.length; // 2
 */
export class Trainer {
  readonly model: Module;
  readonly options: Required<TrainerOptions>;
  readonly callbacks: readonly Callback[];
  /** Epochs that are done, and updates of the weights. */
  epoch = 0;
  globalStep = 0;
  /** Batches of the running epoch that are done. */
  batchIndex = 0;
  /** Where `fit` is to end, and how many batches an epoch has, where that is known. */
  maxEpochs = 0;
  batches: number | null = null;
  /** The latest numbers, and those of all epochs. */
  logged: Logged = {};
  history: Logged[] = [];
  /** Set it to true in a callback to end the run after the running batch. */
  shouldStop = false;
  /** Whether the last `fit` was interrupted. */
  interrupted = false;

  #sums = { loss: 0, seen: 0 };
  #loader: Batches | null = null;
  readonly #backward: (batch: never) => Tensor;
  readonly #update: () => void;
  readonly #evaluate: (batch: never) => Evaluated;

  constructor(model: Module, options: TrainerOptions) {
    const given = withDefaults<Required<TrainerOptions>>("Trainer", options, {
      ...DEFAULTS,
      loss: F.crossEntropy,
      optimizer: options.optimizer,
    });
    if (typeof given.optimizer?.step !== "function")
      throw new TypeError("Trainer: expected an optimizer, as in new Trainer(model, { optimizer })");
    integer("Trainer", "accumulateGradBatches", given.accumulateGradBatches);
    oneOf("Trainer", "schedulerInterval", given.schedulerInterval, ["epoch", "step"]);
    oneOf("Trainer", "gradientClipAlgorithm", given.gradientClipAlgorithm, ["norm", "value"]);
    this.model = model;
    this.options = given;
    this.callbacks = [
      ...(given.nanGuard ? [new NaNGuard()] : []),
      ...given.callbacks,
      ...(given.progress ? [new ProgressBar()] : []),
      ...(given.chart ? [new LiveCurves()] : []),
    ];
    this.#backward = fast(given.compile, (batch: never) => {
      const loss = this.lossOf(batch);
      (given.accumulateGradBatches === 1 ? loss : loss.div(given.accumulateGradBatches)).backward();
      return loss.detach();
    });
    this.#update = fast(given.compile, () => {
      this.#clip();
      given.optimizer.step();
    });
    this.#evaluate = fast(given.compile, (batch: never) => noGrad(() => this.#evaluated(batch)));
  }

  /** The training loss of a batch. */
  lossOf(batch: unknown): Tensor {
    const { trainingStep, loss } = this.options;
    if (trainingStep) return trainingStep(batch as never);
    const [x, y] = pairOf(batch);
    return loss(outputOf(this.model, x), y);
  }

  /**
   * Trains until `maxEpochs` epochs are done, and returns the numbers of each; validates after each where there is a loader.
   *
   * With `ckptPath` a run that was killed goes on where its checkpoint was written, bit for bit as if nothing had happened.
   */
  async fit(
    trainLoader: Batches,
    valLoader: Batches | null = null,
    { maxEpochs = 1, ckptPath = null }: FitOptions = {},
  ): Promise<Logged[]> {
    this.#loader = trainLoader;
    if (ckptPath !== null && existsSync(ckptPath)) this.loadCheckpoint(ckptPath);
    else if (this.epoch >= integer("Trainer.fit", "maxEpochs", maxEpochs))
      throw new RangeError(
        `Trainer.fit: ${this.epoch} epochs are done already; pass maxEpochs: ${this.epoch + maxEpochs} to go on`,
      );
    this.maxEpochs = maxEpochs;
    this.batches = lengthOf(trainLoader);
    this.shouldStop = false;
    this.interrupted = false;
    let failure: unknown = null;
    try {
      this.#call("onFitStart");
      while (this.epoch < maxEpochs && !this.shouldStop) await this.#epoch(trainLoader, valLoader);
      this.#call("onFitEnd");
    } catch (error) {
      failure = error;
      this.interrupted = error instanceof Error && error.name === "InterruptError";
      throw error;
    } finally {
      this.options.optimizer.zeroGrad();
      for (const callback of this.callbacks) callback.onTeardown?.(this, failure);
    }
    return this.history;
  }

  async #epoch(trainLoader: Batches, valLoader: Batches | null): Promise<void> {
    const resumed = this.batchIndex > 0;
    if (!resumed) this.#sums = { loss: 0, seen: 0 };
    let skip = resumed && !hasPosition(trainLoader) ? this.batchIndex : 0;
    this.model.train();
    this.#call("onEpochStart");
    let finished = false;
    try {
      for await (const batch of trainLoader) {
        if (skip-- > 0) continue;
        const result = this.trainBatch(batch);
        this.batchIndex++;
        this.#sums.loss += result.loss * result.size;
        this.#sums.seen += result.size;
        for (const callback of this.callbacks) callback.onBatchEnd?.(this, batch, result);
        if (this.shouldStop) break;
        await breathe();
      }
      finished = true;
    } finally {
      // An interrupted epoch begins again.
      if (!finished) this.batchIndex = 0;
    }
    if (this.batchIndex === 0) throw new RangeError("Trainer.fit: the training loader gave no batch");
    if (this.batchIndex % this.options.accumulateGradBatches !== 0) this.#step();
    this.logged = {
      epoch: this.epoch + 1,
      lr: this.options.optimizer.paramGroups[0]!.lr,
      loss: this.#sums.loss / this.#sums.seen,
    };
    if (valLoader) await this.validate(valLoader);
    this.history.push({ ...this.logged });
    if (this.options.schedulerInterval === "epoch") this.#schedule();
    this.epoch++;
    this.batchIndex = 0;
    this.#call("onEpochEnd");
  }

  /** One step: forward, backward and, where enough batches have come together, the update of the weights. */
  trainBatch(batch: unknown, callbacks: readonly Callback[] = this.callbacks): StepResult {
    const { optimizer, accumulateGradBatches } = this.options;
    if (this.batchIndex % accumulateGradBatches === 0) optimizer.zeroGrad();
    const result = { loss: this.#backward(batch as never).item(), size: sizeOf(batch) };
    for (const callback of callbacks) callback.onAfterBackward?.(this, batch, result);
    if ((this.batchIndex + 1) % accumulateGradBatches === 0) this.#step();
    return result;
  }

  #step(): void {
    this.#update();
    this.globalStep++;
    if (this.options.schedulerInterval === "step") this.#schedule();
  }

  #clip(): void {
    const { gradientClipVal, gradientClipAlgorithm } = this.options;
    if (gradientClipVal === null) return;
    if (gradientClipAlgorithm === "norm") clipGradNorm(this.model.parameters(), gradientClipVal);
    else clipGradValue(this.model.parameters(), gradientClipVal);
  }

  #schedule(): void {
    const { scheduler } = this.options;
    if (!(scheduler instanceof ReduceLROnPlateau)) scheduler?.step();
    else scheduler.step(this.metric(this.options.monitor ?? ("valLoss" in this.logged ? "valLoss" : "loss")));
  }

  /** The latest value of a logged number. */
  metric(name: string): number {
    const value = this.logged[name];
    if (value !== undefined) return value;
    throw new RangeError(
      `Trainer: nothing is logged as "${name}", only ${Object.keys(this.logged).join(", ") || "nothing at all"}` +
        (name.startsWith("val") ? "; pass a validation loader to fit" : ""),
    );
  }

  /** Loss and metrics on a validation set, logged as `valLoss`, `valAccuracy` ...; the model is put into evaluation mode for it. */
  async validate(loader: Batches): Promise<Logged> {
    this.#call("onValidationStart");
    const found = await this.#evaluateAll(loader, "val");
    Object.assign(this.logged, found);
    this.#call("onValidationEnd");
    return found;
  }

  /** Loss and metrics on a test set, as `testLoss`, `testAccuracy` ... Once, at the end: who chooses by it has no test left. */
  async test(loader: Batches): Promise<Logged> {
    return this.#evaluateAll(loader, "test");
  }

  /** The model's outputs for each batch, in evaluation mode; of [x, y] batches x goes in. */
  async predict(loader: Batches): Promise<Tensor[]> {
    return this.#inEvaluation(async () => {
      const outputs: Tensor[] = [];
      for await (const batch of loader) {
        const x = Array.isArray(batch) ? batch[0] : batch;
        outputs.push(scope(() => noGrad(() => outputOf(this.model, x as Tensor))));
      }
      return outputs;
    });
  }

  /** Writes all that `fit({ ckptPath })` needs to go on exactly from here. */
  saveCheckpoint(path: string): void {
    if (this.batchIndex % this.options.accumulateGradBatches !== 0)
      throw new RangeError("Trainer.saveCheckpoint: gradients are being added up; save after an update of the weights");
    const { epoch, globalStep, batchIndex, history, logged } = this;
    saveRun(path, this, this.#loader, { epoch, globalStep, batchIndex, history, logged, sums: this.#sums });
  }

  loadCheckpoint(path: string): void {
    const { sums, ...progress }: Progress = restoreRun(path, this, this.#loader);
    Object.assign(this, progress);
    this.#sums = sums;
  }

  async #evaluateAll(loader: Batches, prefix: "val" | "test"): Promise<Logged> {
    const metrics = Object.entries(this.options.metrics);
    return this.#inEvaluation(async () => {
      for (const [, metric] of metrics) metric.reset();
      const sums = { loss: 0, seen: 0 };
      for await (const batch of loader) {
        const { loss, output, target } = this.#evaluate(batch as never);
        const size = sizeOf(batch);
        sums.loss += loss.item() * size;
        sums.seen += size;
        for (const [, metric] of metrics) metric.update(output, target);
      }
      if (sums.seen === 0) throw new RangeError(`Trainer: the ${prefix} loader gave no batch`);
      const named = metrics.map(([name, metric]) => [
        prefix + name[0]!.toUpperCase() + name.slice(1),
        metric.compute(),
      ]);
      return { [`${prefix}Loss`]: sums.loss / sums.seen, ...Object.fromEntries(named) } as Logged;
    });
  }

  #evaluated(batch: unknown): Evaluated {
    if (this.options.evaluationStep) return this.options.evaluationStep(batch as never);
    const [x, target] = pairOf(batch);
    const output = outputOf(this.model, x);
    return { output, target, loss: this.options.loss(output, target) };
  }

  async #inEvaluation<T>(body: () => Promise<T>): Promise<T> {
    const modes = this.model.modules().map((module) => [module, module.training] as const);
    this.model.eval();
    try {
      return await body();
    } finally {
      for (const [module, training] of modes) module.training = training;
    }
  }

  #call(
    hook: "onFitStart" | "onEpochStart" | "onValidationStart" | "onValidationEnd" | "onEpochEnd" | "onFitEnd",
  ): void {
    for (const callback of this.callbacks) callback[hook]?.(this);
  }
}
