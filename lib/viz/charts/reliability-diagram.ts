import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { palette } from "../theme.ts";
import { type ChartOptions, meanOf, toArray, type Values } from "./options.ts";
import { titleOf } from "./spec.ts";

/**
 * How often a model is right when it is so sure: on the diagonal its confidence can be trusted (Guo et al. 2017).
 *
 * @param confidences the probability of the predicted class
 * @param correct 1 where the prediction was right, else 0
 * @example
 * reliabilityDiagram([0.95, 0.9, 0.6, 0.55], [1, 1, 0, 1]);
 */
export function reliabilityDiagram(
  confidences: Values,
  correct: Values,
  { title = "Reliability", subtitle, width = 320, height = 320, bins = 10 }: ChartOptions & { bins?: number } = {},
): Chart {
  const [sure, right] = [toArray(confidences), toArray(correct)];
  if (sure.length !== right.length || sure.some((p) => !(p >= 0 && p <= 1)))
    throw new RangeError(
      `reliabilityDiagram: expected probabilities in [0, 1] and as many marks of right and wrong, got ${sure.length} and ` +
        `${right.length}; apply softmax to logits first`,
    );
  const values = Array.from({ length: bins }, (_, bin) => {
    const inside = sure.map((_, i) => i).filter((i) => Math.min(Math.floor(sure[i]! * bins), bins - 1) === bin);
    if (inside.length === 0) return [];
    const confidence = meanOf(inside.map((i) => sure[i]!));
    const accuracy = meanOf(inside.map((i) => right[i]!));
    return [{ from: bin / bins, to: (bin + 1) / bins, confidence, accuracy, samples: inside.length }];
  }).flat();
  const ece = values.reduce(
    (sum, row) => sum + (row.samples / sure.length) * Math.abs(row.confidence - row.accuracy),
    0,
  );
  const scale = { domain: [0, 1] };
  const spec: TopLevelSpec = {
    ...titleOf(
      title,
      subtitle ??
        `expected calibration error ${(100 * ece).toFixed(1)}% over ${sure.length.toLocaleString("en")} predictions`,
    ),
    width,
    height,
    data: { values },
    layer: [
      {
        mark: {
          type: "rect",
          color: palette[0]!,
          opacity: 0.85,
          stroke: "white",
          strokeWidth: 2,
          tooltip: { content: "data" },
        },
        encoding: {
          x: {
            field: "from",
            type: "quantitative",
            title: "confidence",
            scale,
            axis: { tickCount: 5 },
          },
          x2: { field: "to" },
          y: { field: "accuracy", type: "quantitative", title: "accuracy", scale },
          y2: { datum: 0 },
        },
      },
      {
        data: {
          values: [
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ],
        },
        mark: { type: "line", strokeDash: [4, 4], strokeWidth: 1.5, color: "#8a8a8a" },
        encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
      },
      {
        mark: { type: "point", filled: true, color: palette[1]!, size: 45, opacity: 1 },
        encoding: { x: { field: "confidence", type: "quantitative" }, y: { field: "accuracy", type: "quantitative" } },
      },
    ],
  };
  return new Chart(spec, { summary: `${title}: expected calibration error ${(100 * ece).toFixed(1)}%` });
}
