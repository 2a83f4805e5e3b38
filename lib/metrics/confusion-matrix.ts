import { integer, withDefaults } from "../nn/options.ts";
import type { Tensor } from "../tensor/index.ts";
import type { Chart } from "../viz/chart.ts";
import { type ConfusionMatrixOptions, confusionMatrix as chart } from "../viz/charts/confusion-matrix.ts";
import { Counts } from "./counts.ts";
import { classNumbers, predictedClasses } from "./inputs.ts";
import { Metric } from "./metric.ts";

export interface CountingOptions {
  /** The number of classes, where some may never occur (as many as occur). */
  numClasses?: number | null;
  /** Targets with this number do not count (null: all count). */
  ignoreIndex?: number | null;
  /** Above which probability class 1 is predicted, where predictions are [N] probabilities (0.5). */
  threshold?: number;
}

export const COUNTING: Required<CountingOptions> = { numClasses: null, ignoreIndex: null, threshold: 0.5 };

/** What all metrics have in common that need no more than how often which class is taken for which. */
export abstract class CountingMetric<Value = number> extends Metric<readonly [preds: Tensor, target: Tensor], Value> {
  protected counts: Counts;
  readonly #options: Required<CountingOptions>;

  constructor(owner: string, options: Required<CountingOptions>) {
    super();
    if (options.numClasses !== null) integer(owner, "numClasses", options.numClasses, 2);
    this.#options = options;
    this.counts = this.#empty();
  }

  /**
   * Takes a batch: class numbers as targets; predictions as scores [N, C, ...] (the largest wins), as class numbers, or as
   * probabilities of class 1.
   */
  update(preds: Tensor, target: Tensor): void {
    const owner = this.constructor.name;
    const { numClasses, ignoreIndex, threshold } = this.#options;
    const truth = classNumbers(owner, target);
    const predicted = predictedClasses(owner, preds, target, threshold);
    const limit = numClasses ?? Number.POSITIVE_INFINITY;
    for (let i = 0; i < truth.length; i++) {
      const [t, p] = [truth[i]!, predicted[i]!];
      if (t === ignoreIndex) continue;
      if (t < 0 || t >= limit || p < 0 || p >= limit)
        throw new RangeError(
          `${owner}.update: expected classes from 0 to ${limit - 1}, got target ${t} and prediction ${p}; ` +
            "set numClasses, or ignoreIndex for targets that are to be left out",
        );
      this.counts.add(t, p);
    }
  }

  reset(): void {
    this.counts = this.#empty();
  }

  protected override add(other: this): void {
    this.counts.merge(other.counts);
  }

  #empty(): Counts {
    return new Counts(this.#options.numClasses ?? 0);
  }
}

/**
 * How often each true class (row) was predicted as each class (column).
 *
 * @example
 * const matrix = new ConfusionMatrix();
 * matrix.update(tensor([0, 1, 1, 1], { dtype: "int32" }), tensor([0, 0, 1, 1], { dtype: "int32" }));
 * matrix.compute(); // [[1, 1], [0, 2]]
 */
export class ConfusionMatrix extends CountingMetric<number[][]> {
  constructor(options: CountingOptions = {}) {
    super("ConfusionMatrix", withDefaults("ConfusionMatrix", options, COUNTING));
  }

  compute(): number[][] {
    return this.normalized("none");
  }

  /** Counts, or shares of each row ("true"), column ("pred") or all ("all"), as scikit-learn's `normalize`. */
  normalized(normalize: "none" | "true" | "pred" | "all"): number[][] {
    const rows = this.counts.rows();
    if (normalize === "none") return rows;
    const sum = (values: readonly number[]) => values.reduce((total, n) => total + n, 0);
    const columns = rows.map((_, c) => sum(rows.map((row) => row[c]!)));
    const all = sum(columns);
    const whole = (t: number, p: number) =>
      normalize === "true" ? sum(rows[t]!) : normalize === "pred" ? columns[p]! : all;
    return rows.map((row, t) => row.map((n, p) => (n === 0 ? 0 : n / whole(t, p))));
  }

  /** The matrix as a chart; `classes` names the rows. */
  toChart(options: ConfusionMatrixOptions = {}): Chart {
    const [targets, predictions]: [number[], number[]] = [[], []];
    for (const [t, row] of this.compute().entries())
      for (const [p, times] of row.entries())
        for (let i = 0; i < times; i++) {
          targets.push(t);
          predictions.push(p);
        }
    return chart(targets, predictions, options);
  }

  [Symbol.for("Jupyter.display")](): unknown {
    return this.toChart().toBundle();
  }
}
