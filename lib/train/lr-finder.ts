import { integer, withDefaults } from "../nn/options.ts";
import type { OptimizerState } from "../optim/state-dict.ts";
import { getRngState, setRngState } from "../random/index.ts";
import { noGrad, Tensor } from "../tensor/index.ts";
import { keep } from "../tensor/internal.ts";
import type { Chart } from "../viz/chart.ts";
import { lineChart } from "../viz/charts/line-chart.ts";
import type { Batches } from "./options.ts";
import { restore, snapshot } from "./snapshot.ts";
import type { Trainer } from "./trainer.ts";

export interface LrFindOptions {
  /** The first and the last learning rate tried (1e-6, 1). */
  minLr?: number;
  maxLr?: number;
  /** How many, with equal ratios between them (100). */
  numTraining?: number;
  /** Stop when the smoothed loss is so many times the best (4). */
  earlyStopThreshold?: number;
}

/** Losses at rising learning rates. */
export class LrFindResult {
  readonly lrs: readonly number[];
  /** Smoothed, as fastai does. */
  readonly losses: readonly number[];

  constructor(lrs: readonly number[], losses: readonly number[]) {
    this.lrs = lrs;
    this.losses = losses;
  }

  /** The rate at which the loss falls most steeply, without the first and the last ones; null where it never falls. */
  suggestion(): number | null {
    const skip = Math.min(10, Math.floor(this.losses.length / 10));
    let best: { slope: number; lr: number } | null = null;
    for (let i = skip + 1; i < this.losses.length - 2; i++) {
      const slope = (this.losses[i + 1]! - this.losses[i - 1]!) / 2;
      if (slope < 0 && (best === null || slope < best.slope)) best = { slope, lr: this.lrs[i]! };
    }
    return best?.lr ?? null;
  }

  toChart(): Chart {
    const points = this.lrs.map((lr, i) => [Math.log10(lr), this.losses[i]!] as const);
    const suggestion = this.suggestion();
    return lineChart(
      { loss: points },
      {
        title: "Learning rate finder",
        ...(suggestion === null ? {} : { subtitle: `steepest at ${suggestion.toPrecision(2)}` }),
        x: "learning rate (power of ten)",
        y: "loss (smoothed)",
      },
    );
  }

  [Symbol.for("Jupyter.display")](): unknown {
    return this.toChart().toBundle();
  }
}

/**
 * Trains for some steps with learning rates from tiny to huge, and takes everything back: model, optimizer, random numbers.
 *
 * Source: Smith, "Cyclical Learning Rates for Training Neural Networks", WACV 2017.
 *
 * @example
 * const trainer = new Trainer(model, { optimizer, progress: false });
 * const found = await lrFind(trainer, loader, { numTraining: 20 });
 * for (const group of optimizer.paramGroups) group.lr = found.suggestion() ?? group.lr;
 */
export async function lrFind(trainer: Trainer, loader: Batches, options: LrFindOptions = {}): Promise<LrFindResult> {
  const { minLr, maxLr, numTraining, earlyStopThreshold } = withDefaults<Required<LrFindOptions>>("lrFind", options, {
    minLr: 1e-6,
    maxLr: 1,
    numTraining: 100,
    earlyStopThreshold: 4,
  });
  integer("lrFind", "numTraining", numTraining, 2);
  if (!(minLr > 0 && maxLr > minLr))
    throw new RangeError(`lrFind: expected 0 < minLr < maxLr, got ${minLr} and ${maxLr}`);
  const { optimizer, scheduler } = trainer.options;
  const before = { weights: snapshot(trainer.model), optimizer: copyOf(optimizer.stateDict()), rng: getRngState() };
  const schedule = structuredClone(scheduler?.stateDict());
  const [step, batch] = [trainer.globalStep, trainer.batchIndex];
  const [lrs, losses]: [number[], number[]] = [[], []];
  let [average, best] = [0, Number.POSITIVE_INFINITY];
  trainer.model.train();
  try {
    search: while (lrs.length < numTraining) {
      let any = false;
      for await (const item of loader) {
        any = true;
        const lr = minLr * (maxLr / minLr) ** (lrs.length / (numTraining - 1));
        for (const group of optimizer.paramGroups) group.lr = lr;
        const { loss } = trainer.trainBatch(item, []);
        if (!Number.isFinite(loss)) break search;
        average = 0.98 * average + 0.02 * loss;
        const smooth = average / (1 - 0.98 ** (lrs.length + 1));
        if (lrs.length > 0 && smooth > earlyStopThreshold * best) break search;
        best = Math.min(best, smooth);
        lrs.push(lr);
        losses.push(smooth);
        if (lrs.length === numTraining) break search;
      }
      if (!any) throw new RangeError("lrFind: the loader gave no batch");
    }
  } finally {
    restore(trainer.model, before.weights);
    optimizer.loadStateDict(before.optimizer);
    optimizer.zeroGrad();
    scheduler?.loadStateDict(schedule as never);
    setRngState(before.rng);
    trainer.globalStep = step;
    trainer.batchIndex = batch;
  }
  return new LrFindResult(lrs, losses);
}

/** State dicts share the optimizer's memory; this one does not. */
function copyOf({ state, param_groups }: OptimizerState): OptimizerState {
  const copied = Object.entries(state).map(([number, values]) => [
    number,
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        value instanceof Tensor ? noGrad(() => keep(value.clone())) : value,
      ]),
    ),
  ]);
  return { state: Object.fromEntries(copied), param_groups: structuredClone(param_groups) };
}
