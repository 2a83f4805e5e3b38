import { type Tensor, tensor } from "../../tensor/index.ts";

export interface MatcherOptions {
  /** Give every true box the predictions that overlap it most, however little that is (false). */
  allowLowQualityMatches?: boolean;
}

/**
 * Gives each prediction the true box that it overlaps most.
 *
 * Source: torchvision's Matcher.
 *
 * @example
 * const matcher = new Matcher(0.7, 0.3);
 * matcher.forward(tensor([[0.9, 0.5, 0.1]])); // tensor([ 0, -2, -1])
 */
export class Matcher {
  /** The number of a prediction below the low threshold: background. */
  static readonly BELOW_LOW_THRESHOLD = -1;
  /** The number of a prediction between the thresholds: to be ignored. */
  static readonly BETWEEN_THRESHOLDS = -2;

  readonly highThreshold: number;
  readonly lowThreshold: number;
  readonly allowLowQualityMatches: boolean;

  constructor(highThreshold: number, lowThreshold: number, options: MatcherOptions = {}) {
    if (!(lowThreshold <= highThreshold))
      throw new RangeError(`Matcher: expected lowThreshold <= highThreshold, got ${lowThreshold} and ${highThreshold}`);
    this.highThreshold = highThreshold;
    this.lowThreshold = lowThreshold;
    this.allowLowQualityMatches = options.allowLowQualityMatches ?? false;
  }

  /** From qualities [true boxes, predictions], mostly IoU: a true box's number, -1 or -2 for each prediction, int32. */
  forward(quality: Tensor): Tensor {
    const [truths, predictions] = quality.shape as [number, number];
    if (quality.ndim !== 2 || truths === 0 || predictions === 0)
      throw new RangeError(
        `Matcher: expected qualities [true boxes, predictions] with at least one of each, got [${quality.shape.join(", ")}]`,
      );
    const values = quality.data;
    const best = new Int32Array(predictions);
    const matches = new Int32Array(predictions);
    for (let j = 0; j < predictions; j++) {
      for (let i = 1; i < truths; i++)
        if (values[i * predictions + j]! > values[best[j]! * predictions + j]!) best[j] = i;
      const found = values[best[j]! * predictions + j]!;
      matches[j] =
        found < this.lowThreshold
          ? Matcher.BELOW_LOW_THRESHOLD
          : found < this.highThreshold
            ? Matcher.BETWEEN_THRESHOLDS
            : best[j]!;
    }
    if (this.allowLowQualityMatches)
      for (let i = 0; i < truths; i++) {
        const row = Array.from(values.subarray(i * predictions, (i + 1) * predictions));
        const highest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
        for (const [j, value] of row.entries()) if (value === highest) matches[j] = best[j]!;
      }
    return tensor(matches, { dtype: "int32" });
  }
}

/**
 * As a Matcher with one threshold, but every true box gets its best prediction, also where that overlaps another more.
 *
 * Source: torchvision's SSDMatcher.
 */
export class SSDMatcher extends Matcher {
  constructor(threshold: number) {
    super(threshold, threshold);
  }

  override forward(quality: Tensor): Tensor {
    const matches = Int32Array.from(super.forward(quality).data);
    const [truths, predictions] = quality.shape as [number, number];
    const values = quality.data;
    for (let i = 0; i < truths; i++) {
      let best = 0;
      for (let j = 1; j < predictions; j++)
        if (values[i * predictions + j]! > values[i * predictions + best]!) best = j;
      matches[best] = i;
    }
    return tensor(matches, { dtype: "int32" });
  }
}
