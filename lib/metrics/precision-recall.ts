import { oneOf, withDefaults } from "../nn/options.ts";
import { COUNTING, CountingMetric, type CountingOptions } from "./confusion-matrix.ts";

/**
 * How the classes' numbers become one: "binary" takes class 1's, "micro" counts all decisions together, "macro" takes the
 * mean over the classes, "weighted" the mean weighted by how often each occurs.
 */
export type Average = "binary" | "micro" | "macro" | "weighted";

export interface AverageOptions extends CountingOptions {
  average?: Average;
}

interface Outcome {
  hits: number;
  wrong: number;
  missed: number;
}

/** A number for each class from its hits, wrong alarms and misses; classes that occur nowhere do not count. */
abstract class PerClassMetric extends CountingMetric {
  readonly average: Average;

  constructor(owner: string, options: AverageOptions, average: Average = "macro") {
    const given = withDefaults<Required<AverageOptions>>(owner, options, { ...COUNTING, average });
    super(owner, given);
    this.average = oneOf(owner, "average", given.average, ["binary", "micro", "macro", "weighted"]);
  }

  protected abstract of(outcome: Outcome): number;

  /** The number of each class; 0 where it cannot be said, as scikit-learn's `zero_division=0`. */
  perClass(): number[] {
    return this.#outcomes().map((outcome) => this.#orZero(outcome));
  }

  compute(): number {
    this.warn();
    const outcomes = this.#outcomes();
    if (this.average === "binary") return outcomes.length < 2 ? Number.NaN : this.#orZero(outcomes[1]!);
    const sum = (key: keyof Outcome) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
    if (this.average === "micro")
      return this.#orZero({ hits: sum("hits"), wrong: sum("wrong"), missed: sum("missed") });
    const weights = outcomes.map(({ hits, wrong, missed }) =>
      this.average === "weighted" ? hits + missed : Math.sign(hits + wrong + missed),
    );
    const total = weights.reduce((a, b) => a + b, 0);
    return this.perClass().reduce((mean, value, c) => mean + (value * weights[c]!) / total, 0);
  }

  override warnings(): string[] {
    const outcomes = this.#outcomes();
    if (outcomes.length === 0) return [];
    if (this.average === "micro")
      return ['the micro average over all classes equals the accuracy; pass average: "macro" to count classes alike'];
    if (this.average === "binary")
      return outcomes.length > 2 ? [`average "binary" looks at class 1 of ${outcomes.length} only`] : [];
    const never = outcomes.flatMap(({ hits, wrong, missed }, c) => (hits + wrong === 0 && missed > 0 ? [c] : []));
    return never.length === 0
      ? []
      : [`never predicted, so counted as 0: class ${never.join(", ")}. ConfusionMatrix shows what they were taken for`];
  }

  #outcomes(): Outcome[] {
    return Array.from({ length: this.counts.size }, (_, c) => this.counts.outcome(c));
  }

  #orZero(outcome: Outcome): number {
    const value = this.of(outcome);
    return Number.isNaN(value) ? 0 : value;
  }
}

/**
 * Of the samples that were taken for a class, the share that is of it: hits / (hits + false alarms).
 *
 * @example
 * const precision = new Precision({ average: "binary" });
 * precision.update(tensor([0.9, 0.8, 0.1]), tensor([1, 0, 1], { dtype: "int32" }));
 * precision.compute(); // 0.5
 */
export class Precision extends PerClassMetric {
  constructor(options: AverageOptions = {}) {
    super("Precision", options);
  }

  protected override of({ hits, wrong }: Outcome): number {
    return hits / (hits + wrong);
  }
}

/**
 * Of the samples of a class, the share that was found: hits / (hits + misses).
 *
 * @example
 * const recall = new Recall({ average: "binary" });
 * recall.update(tensor([0.9, 0.8, 0.1]), tensor([1, 0, 1], { dtype: "int32" }));
 * recall.compute(); // 0.5
 */
export class Recall extends PerClassMetric {
  constructor(options: AverageOptions = {}) {
    super("Recall", options);
  }

  protected override of({ hits, missed }: Outcome): number {
    return hits / (hits + missed);
  }
}

/**
 * The harmonic mean of precision and recall.
 *
 * @example
 * const f1 = new F1Score({ average: "macro" });
 * f1.update(tensor([0, 1, 1, 1], { dtype: "int32" }), tensor([0, 0, 1, 1], { dtype: "int32" }));
 * f1.perClass(); // [0.666667, 0.8]
 */
export class F1Score extends PerClassMetric {
  constructor(options: AverageOptions = {}) {
    super("F1Score", options);
  }

  protected override of({ hits, wrong, missed }: Outcome): number {
    return (2 * hits) / (2 * hits + wrong + missed);
  }
}

/**
 * The mean over the classes of intersection over union, for segmentation: hits / (hits + false alarms + misses).
 *
 * Predictions are scores [N, C, H, W] or class numbers [N, H, W].
 *
 * @example
 * const iou = new MeanIoU({ ignoreIndex: 255 });
 * iou.update(tensor([[0, 1, 1, 1]], { dtype: "int32" }), tensor([[0, 0, 1, 255]], { dtype: "int32" }));
 * iou.compute(); // 0.5
 */
export class MeanIoU extends PerClassMetric {
  constructor(options: AverageOptions = {}) {
    super("MeanIoU", options);
  }

  protected override of({ hits, wrong, missed }: Outcome): number {
    return hits / (hits + wrong + missed);
  }

  override warnings(): string[] {
    const sizes = this.counts.support();
    const all = sizes.reduce((a, b) => a + b, 0);
    const small = sizes.flatMap((size, c) => (size > 0 && size < 0.001 * all ? [c] : []));
    return small.length === 0
      ? []
      : [
          `a few pixels decide over the IoU of class ${small.join(", ")}, under 0.1% of all; look at perClass() as well`,
        ];
  }
}

/** The overlap of predicted and true regions, 2 hits / (2 hits + false alarms + misses): F1 under its name in segmentation. */
export class Dice extends PerClassMetric {
  constructor(options: AverageOptions = {}) {
    super("Dice", options);
  }

  protected override of({ hits, wrong, missed }: Outcome): number {
    return (2 * hits) / (2 * hits + wrong + missed);
  }
}
