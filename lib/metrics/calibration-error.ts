import { integer, oneOf, withDefaults } from "../nn/options.ts";
import { probabilities } from "./inputs.ts";
import { ScoreMetric } from "./ranking.ts";

export interface CalibrationErrorOptions {
  /** Bins of equal width that confidences are sorted into (15). */
  nBins?: number;
  /** "l1": the mean gap (ECE), "l2": the root of the mean squared gap, "max": the largest gap ("l1"). */
  norm?: "l1" | "l2" | "max";
}

/** Samples whose confidence lies in one bin. */
export interface CalibrationBin {
  /** The bin's range of confidence. */
  from: number;
  to: number;
  count: number;
  /** The mean confidence, and the share that is right. */
  confidence: number;
  accuracy: number;
}

/**
 * How far confidence and accuracy lie apart: of predictions made with 80% confidence, 80% should be right.
 *
 * With [N, C] scores the confidence is the largest probability; with [N] it is the probability of class 1, and "right" is
 * class 1. Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017; numbers as torchmetrics.
 *
 * @example
 * const error = new CalibrationError({ nBins: 2 });
 * error.update(tensor([0.25, 0.25, 0.75, 0.75]), tensor([0, 0, 1, 1], { dtype: "int32" }));
 * error.compute(); // 0.25
 */
export class CalibrationError extends ScoreMetric {
  readonly nBins: number;
  readonly norm: "l1" | "l2" | "max";

  constructor(options: CalibrationErrorOptions = {}) {
    super();
    const { nBins, norm } = withDefaults<Required<CalibrationErrorOptions>>("CalibrationError", options, {
      nBins: 15,
      norm: "l1",
    });
    this.nBins = integer("CalibrationError", "nBins", nBins);
    this.norm = oneOf("CalibrationError", "norm", norm, ["l1", "l2", "max"]);
  }

  /** The bins of a reliability diagram, empty ones included. */
  bins(): CalibrationBin[] {
    const sums = Array.from({ length: this.nBins }, () => ({ count: 0, confidence: 0, right: 0 }));
    const values = probabilities(this.scores, this.classes);
    for (let i = 0; i < this.targets.length; i++) {
      const { confidence, right } = this.#judge(values, i);
      const bin = sums[Math.min(this.nBins - 1, Math.floor(confidence * this.nBins))]!;
      bin.count++;
      bin.confidence += confidence;
      bin.right += right ? 1 : 0;
    }
    return sums.map(({ count, confidence, right }, i) => ({
      from: i / this.nBins,
      to: (i + 1) / this.nBins,
      count,
      confidence: confidence / count,
      accuracy: right / count,
    }));
  }

  compute(): number {
    this.warn();
    const gaps = this.bins()
      .filter(({ count }) => count > 0)
      .map(({ count, confidence, accuracy }) => ({
        gap: Math.abs(confidence - accuracy),
        share: count / this.targets.length,
      }));
    if (gaps.length === 0) return Number.NaN;
    if (this.norm === "max") return Math.max(...gaps.map(({ gap }) => gap));
    const power = this.norm === "l1" ? 1 : 2;
    return gaps.reduce((sum, { gap, share }) => sum + share * gap ** power, 0) ** (1 / power);
  }

  override warnings(): string[] {
    const used = this.bins().filter(({ count }) => count > 0);
    const thin = used.filter(({ count }) => count < 10).length;
    if (used.length === 0 || 2 * thin < used.length) return [];
    return [
      `${thin} of ${used.length} bins hold fewer than 10 samples, so chance makes a good part of the error. ` +
        "Take more samples or fewer bins (nBins)",
    ];
  }

  #judge(values: readonly number[], i: number): { confidence: number; right: boolean } {
    if (this.classes === 1) return { confidence: values[i]!, right: this.targets[i] === 1 };
    const at = i * this.classes;
    let best = 0;
    for (let c = 1; c < this.classes; c++) if (values[at + c]! > values[at + best]!) best = c;
    return { confidence: values[at + best]!, right: best === this.targets[i] };
  }
}
