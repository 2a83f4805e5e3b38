import { oneOf, withDefaults } from "../nn/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { classNumbers, probabilities, scoreRows } from "./inputs.ts";
import { Metric, percent } from "./metric.ts";

/** A step of a curve: at this score and above, so many true and false alarms. */
interface Step {
  score: number;
  hits: number;
  alarms: number;
}

/** What metrics over ranked scores keep: all of them. */
export abstract class ScoreMetric extends Metric<readonly [preds: Tensor, target: Tensor]> {
  protected classes = 0;
  protected scores: number[] = [];
  protected targets: number[] = [];

  /** Takes scores of class 1 [N], or a score for each class [N, C]; logits or probabilities. */
  update(preds: Tensor, target: Tensor): void {
    const owner = this.constructor.name;
    const { rows, classes } = scoreRows(owner, preds, target);
    const truth = classNumbers(owner, target);
    if (this.classes !== 0 && this.classes !== classes)
      throw new RangeError(`${owner}.update: expected ${this.classes} scores a sample as before, got ${classes}`);
    this.classes = classes;
    const most = classes === 1 ? 2 : classes;
    for (let i = 0; i < truth.length; i++) {
      if (truth[i]! < 0 || truth[i]! >= most)
        throw new RangeError(`${owner}.update: expected targets from 0 to ${most - 1}, got ${truth[i]}`);
      this.targets.push(truth[i]!);
    }
    for (const score of rows) {
      if (Number.isNaN(score)) throw new RangeError(`${owner}.update: a score is NaN; the model has diverged`);
      this.scores.push(score);
    }
  }

  reset(): void {
    this.classes = 0;
    this.scores = [];
    this.targets = [];
  }

  protected override add(other: this): void {
    if (other.classes === 0) return;
    if (this.classes !== 0 && this.classes !== other.classes)
      throw new RangeError(`merge: expected ${this.classes} scores a sample, got ${other.classes}`);
    this.classes = other.classes;
    this.scores = this.scores.concat(other.scores);
    this.targets = this.targets.concat(other.targets);
  }

  /** The curve of class `c` against all others, from the highest score down; equal scores make one step. */
  protected curve(c: number, values: readonly number[]): Step[] {
    const [column, label] = this.classes === 1 ? [0, 1] : [c, c];
    const order = Array.from(this.targets.keys());
    const scoreOf = (i: number) => values[i * this.classes + column]!;
    order.sort((a, b) => scoreOf(b) - scoreOf(a));
    const steps: Step[] = [];
    let [hits, alarms] = [0, 0];
    for (const [at, i] of order.entries()) {
      if (this.targets[i] === label) hits++;
      else alarms++;
      if (at + 1 === order.length || scoreOf(order[at + 1]!) !== scoreOf(i))
        steps.push({ score: scoreOf(i), hits, alarms });
    }
    return steps;
  }
}

export interface RankingOptions {
  /** How several classes become one: the mean of each against the rest, or that weighted by how often each occurs ("macro"). */
  average?: "macro" | "weighted";
}

/** A number for each class from its curve. */
abstract class RankingMetric extends ScoreMetric {
  readonly average: "macro" | "weighted";

  constructor(owner: string, options: RankingOptions) {
    super();
    const { average } = withDefaults<Required<RankingOptions>>(owner, options, { average: "macro" });
    this.average = oneOf(owner, "average", average, ["macro", "weighted"]);
  }

  protected abstract of(curve: readonly Step[]): number;

  /** The number of each class against the rest ([N] scores: of class 1); NaN where a class or the rest does not occur. */
  perClass(): number[] {
    if (this.classes === 0) return [];
    const values = probabilities(this.scores, this.classes);
    return Array.from({ length: this.classes }, (_, c) => this.of(this.curve(c, values)));
  }

  compute(): number {
    this.warn();
    const found = this.perClass();
    const support = this.#support();
    let [sum, total] = [0, 0];
    for (const [c, value] of found.entries()) {
      if (Number.isNaN(value)) continue;
      const weight = this.average === "weighted" ? support[c]! : 1;
      sum += weight * value;
      total += weight;
    }
    return sum / total;
  }

  override warnings(): string[] {
    if (this.targets.length === 0) return [];
    const absent = this.#support().flatMap((n, c) => (n === 0 || n === this.targets.length ? [c] : []));
    if (absent.length === 0) return [];
    return this.classes === 1
      ? ["only one class occurs in the targets, so nothing can be ranked"]
      : [`left out, since it does not occur or nothing else does: class ${absent.join(", ")}`];
  }

  /** How often each class occurs. */
  #support(): number[] {
    const of = (label: number) => this.targets.reduce((n, target) => n + (target === label ? 1 : 0), 0);
    return this.classes === 1 ? [of(1)] : Array.from({ length: this.classes }, (_, c) => of(c));
  }

  /** The share of class 1, where there is one. */
  protected share(): number {
    return this.classes === 1 ? this.#support()[0]! / this.targets.length : Number.NaN;
  }
}

/**
 * The area under the ROC curve: how likely a sample of a class has a higher score for it than one of another class.
 *
 * 0.5 is guessing. Scores are [N] of class 1, or [N, C] (one against the rest, the mean over the classes).
 *
 * @example
 * const auroc = new AUROC();
 * auroc.update(tensor([0.1, 0.4, 0.35, 0.8]), tensor([0, 0, 1, 1], { dtype: "int32" }));
 * auroc.compute(); // 0.75
 */
export class AUROC extends RankingMetric {
  constructor(options: RankingOptions = {}) {
    super("AUROC", options);
  }

  protected override of(curve: readonly Step[]): number {
    const last = curve.at(-1)!;
    let area = 0;
    let before = { hits: 0, alarms: 0 };
    for (const step of curve) {
      area += ((step.alarms - before.alarms) * (step.hits + before.hits)) / 2;
      before = step;
    }
    return area / (last.hits * last.alarms);
  }

  override warnings(): string[] {
    const share = this.share();
    const rare = share > 0 && share < 0.05;
    return [
      ...super.warnings(),
      ...(rare
        ? [
            `only ${percent(share)} of the targets are class 1: many false alarms hardly show in the ROC curve. ` +
              "Look at AveragePrecision too",
          ]
        : []),
    ];
  }
}

/**
 * The area under the steps of precision against recall; what guessing gets is the share of the class.
 *
 * @example
 * const ap = new AveragePrecision();
 * ap.update(tensor([0.1, 0.4, 0.35, 0.8]), tensor([0, 0, 1, 1], { dtype: "int32" }));
 * ap.compute(); // 0.833333
 */
export class AveragePrecision extends RankingMetric {
  constructor(options: RankingOptions = {}) {
    super("AveragePrecision", options);
  }

  protected override of(curve: readonly Step[]): number {
    const positives = curve.at(-1)!.hits;
    if (positives === 0) return Number.NaN;
    let [area, before] = [0, 0];
    for (const { hits, alarms } of curve) {
      area += ((hits - before) / positives) * (hits / (hits + alarms));
      before = hits;
    }
    return area;
  }
}
