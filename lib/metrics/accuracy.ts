import { integer, oneOf, withDefaults } from "../nn/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { classNumbers, predictedClasses, scoreRows } from "./inputs.ts";
import { Metric, percent } from "./metric.ts";

export interface AccuracyOptions {
  /** A prediction is right if the true class is among so many with the largest scores (1). */
  topK?: number;
  /** "micro" counts samples alike; "macro" counts classes alike: the mean of each class's share ("micro"). */
  average?: "micro" | "macro";
  /** Targets with this number do not count (null: all count). */
  ignoreIndex?: number | null;
}

interface Tally {
  right: number;
  all: number;
}

/** From which share of one class on accuracy is warned about. */
const SKEWED = 0.7;

/**
 * The share of samples whose class is predicted.
 *
 * Predictions are scores [N, C, ...] (logits or probabilities), class numbers [N, ...], or probabilities of class 1.
 *
 * @example
 * const accuracy = new Accuracy({ topK: 2 });
 * accuracy.update(tensor([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]]), tensor([1, 0], { dtype: "int32" }));
 * accuracy.compute(); // 0.5
 */
export class Accuracy extends Metric<readonly [preds: Tensor, target: Tensor]> {
  readonly #options: Required<AccuracyOptions>;
  /** By true class. */
  #tally = new Map<number, Tally>();

  constructor(options: AccuracyOptions = {}) {
    super();
    this.#options = withDefaults<Required<AccuracyOptions>>("Accuracy", options, {
      topK: 1,
      average: "micro",
      ignoreIndex: null,
    });
    integer("Accuracy", "topK", this.#options.topK, 1);
    oneOf("Accuracy", "average", this.#options.average, ["micro", "macro"]);
  }

  update(preds: Tensor, target: Tensor): void {
    const truth = classNumbers("Accuracy", target);
    const isRight = this.#options.topK === 1 ? sameClass(preds, target, truth) : this.#amongTop(preds, target, truth);
    for (let i = 0; i < truth.length; i++) {
      if (truth[i] === this.#options.ignoreIndex) continue;
      const tally = this.#of(truth[i]!);
      tally.all++;
      if (isRight(i)) tally.right++;
    }
  }

  compute(): number {
    this.warn();
    const tallies = [...this.#tally.values()];
    if (this.#options.average === "macro")
      return tallies.reduce((sum, { right, all }) => sum + right / all, 0) / tallies.length;
    return tallies.reduce((sum, { right }) => sum + right, 0) / this.#seen();
  }

  reset(): void {
    this.#tally = new Map();
  }

  override warnings(): string[] {
    if (this.#options.average === "macro" || this.#options.topK > 1 || this.#tally.size === 0) return [];
    const [label, { all }] = [...this.#tally].reduce((most, entry) => (entry[1].all > most[1].all ? entry : most));
    const share = all / this.#seen();
    if (share < SKEWED) return [];
    return [
      `${percent(share)} of the targets are class ${label}, so whoever always answers ${label} has this accuracy. ` +
        'Look at F1Score, Accuracy({ average: "macro" }) or ConfusionMatrix too',
    ];
  }

  protected override add(other: this): void {
    for (const [label, { right, all }] of other.#tally) {
      const tally = this.#of(label);
      tally.right += right;
      tally.all += all;
    }
  }

  #amongTop(preds: Tensor, target: Tensor, truth: ArrayLike<number>): (i: number) => boolean {
    const { rows, classes } = scoreRows("Accuracy", preds, target);
    const { topK } = this.#options;
    if (topK >= classes)
      throw new RangeError(`Accuracy.update: topK ${topK} of ${classes} classes is always right; choose fewer`);
    return (i) => {
      const at = i * classes;
      const own = rows[at + truth[i]!]!;
      let before = 0;
      // Of equal scores the lower class number comes first, as in argmax.
      for (let c = 0; c < classes; c++) if (rows[at + c]! > own || (rows[at + c] === own && c < truth[i]!)) before++;
      return before < topK;
    };
  }

  #of(label: number): Tally {
    const known = this.#tally.get(label);
    if (known) return known;
    const tally = { right: 0, all: 0 };
    this.#tally.set(label, tally);
    return tally;
  }

  #seen(): number {
    return [...this.#tally.values()].reduce((sum, { all }) => sum + all, 0);
  }
}

function sameClass(preds: Tensor, target: Tensor, truth: ArrayLike<number>): (i: number) => boolean {
  const predicted = predictedClasses("Accuracy", preds, target);
  return (i) => predicted[i] === truth[i];
}
