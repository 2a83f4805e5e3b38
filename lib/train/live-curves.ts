import { runtime } from "../runtime.ts";
import { LiveChart } from "../viz/charts/live-chart.ts";
import type { Callback, StepResult } from "./callback.ts";
import type { Logged, Trainer } from "./trainer.ts";

/** Points of the training loss in a run at most; each is the mean of the batches since the last. */
const POINTS = 200;

/** In a notebook, curves of the losses and the metrics that grow while a run goes on. */
export class LiveCurves implements Callback {
  #chart: LiveChart<string> | null = null;
  #sum = 0;
  #count = 0;

  onFitStart(trainer: Trainer): void {
    if (!runtime().display) return;
    const names = Object.keys(trainer.options.metrics);
    this.#chart = new LiveChart({
      x: "epoch",
      xDomain: [0, trainer.maxEpochs],
      panels: { loss: "loss", ...Object.fromEntries(names.map((name) => [name, name])) },
    });
    this.#sum = 0;
    this.#count = 0;
    for (const row of trainer.history) this.#addEpoch(row, names, { training: row.loss! });
  }

  onBatchEnd({ epoch, batchIndex, batches, maxEpochs }: Trainer, _batch: unknown, { loss }: StepResult): void {
    if (this.#chart === null || batches === null) return;
    this.#sum += loss;
    this.#count++;
    if (this.#count < (batches * maxEpochs) / POINTS && batchIndex < batches) return;
    this.#chart.add(epoch + batchIndex / batches, { loss: { training: this.#sum / this.#count } });
    this.#sum = 0;
    this.#count = 0;
  }

  onEpochEnd({ logged, batches, options }: Trainer): void {
    this.#addEpoch(logged, Object.keys(options.metrics), batches === null ? { training: logged.loss! } : {});
  }

  onTeardown(): void {
    this.#chart?.finish();
    this.#chart = null;
  }

  #addEpoch(row: Logged, metrics: readonly string[], losses: Record<string, number>): void {
    const points: Record<string, Record<string, number>> = {
      loss: { ...losses, ...(row.valLoss === undefined ? {} : { validation: row.valLoss }) },
    };
    for (const name of metrics) {
      const value = row[`val${name[0]!.toUpperCase()}${name.slice(1)}`];
      if (value !== undefined) points[name] = { validation: value };
    }
    this.#chart?.add(row.epoch!, points);
  }
}
