// Metrics: fed batch by batch, mergeable, with warnings where a number misleads. `import * as metrics from "tsgrad/metrics"`.
export { Accuracy, type AccuracyOptions } from "./accuracy.ts";
export { type CalibrationBin, CalibrationError, type CalibrationErrorOptions } from "./calibration-error.ts";
export { ConfusionMatrix, type CountingOptions } from "./confusion-matrix.ts";
export { MeanMetric } from "./mean.ts";
export {
  type DetectionPrediction,
  type DetectionScores,
  type DetectionTarget,
  MeanAveragePrecision,
} from "./mean-average-precision.ts";
export { Metric } from "./metric.ts";
export {
  type Average,
  type AverageOptions,
  Dice,
  F1Score,
  MeanIoU,
  Precision,
  Recall,
} from "./precision-recall.ts";
export { AUROC, AveragePrecision, type RankingOptions } from "./ranking.ts";
