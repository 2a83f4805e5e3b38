import { runtime } from "../runtime.ts";
import { LiveChart } from "../viz/charts/live-chart.ts";
import type { Callback, StepResult } from "./callback.ts";
import type { Trainer } from "./trainer.ts";

/** Points of the training loss that an epoch adds at most. */
const POINTS = 100;

/** In a notebook, curves of the losses and the metrics that grow while a run goes on. */
export class LiveCurves implements Callback {
  #chart: LiveChart<string> | null = null;

  onFitStart({ options, maxEpochs }: Trainer): void {
    if (!runtime().display) return;
    const names = Object.keys(options.metrics);
    this.#chart = new LiveChart({
      x: "epoch",
      xDomain: [0, maxEpochs],
      panels: { loss: "loss", ...Object.fromEntries(names.map((name) => [name, name])) },
    });
  }

  onBatchEnd({ epoch, batchIndex, batches }: Trainer, _batch: unknown, { loss }: StepResult): void {
    if (this.#chart === null || batches === null || batchIndex % Math.ceil(batches / POINTS) !== 0) return;
    this.#chart.add(epoch + batchIndex / batches, { loss: { training: loss } });
  }

  onEpochEnd({ epoch, logged, batches, options }: Trainer): void {
    const points: Record<string, Record<string, number>> = { loss: {} };
    if (batches === null) points.loss!.training = logged.loss!;
    if (logged.valLoss !== undefined) points.loss!.validation = logged.valLoss;
    for (const name of Object.keys(options.metrics)) {
      const value = logged[`val${name[0]!.toUpperCase()}${name.slice(1)}`];
      if (value !== undefined) points[name] = { validation: value };
    }
    this.#chart?.add(epoch, points);
  }

  onTeardown(): void {
    this.#chart?.finish();
    this.#chart = null;
  }
}
