import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { decimate, type Point } from "../decimate.ts";
import { palette } from "../theme.ts";
import { type ChartOptions, toArray, type Values } from "./options.ts";
import { titleOf } from "./spec.ts";

/** True labels (1 positive, 0 negative) and the scores a model gave. */
export interface Scores {
  targets: Values;
  scores: Values;
}

/**
 * True against false positive rate at every threshold, with the area under each curve; the diagonal is guessing.
 *
 * @example
 * rocCurve({ model: { targets: [1, 0, 1, 0], scores: [0.9, 0.2, 0.6, 0.7] } });
 */
export function rocCurve(models: Record<string, Scores>, options: ChartOptions = {}): Chart {
  const curves = Object.entries(models).map(([name, given]) => {
    const { steps, positives, negatives } = thresholds(name, given);
    const points = steps.map(({ tp, fp }): Point => [fp / negatives, tp / positives]);
    return { name, points, area: trapezoids(points) };
  });
  return draw(curves, "AUROC", { title: "ROC curve", x: "false positive rate", y: "true positive rate", ...options }, [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ]);
}

/**
 * Precision against recall at every threshold, with the average precision; the dashed line is the share of positives.
 *
 * @example
 * precisionRecallCurve({ model: { targets: [1, 0, 1, 0], scores: [0.9, 0.2, 0.6, 0.7] } });
 */
export function precisionRecallCurve(models: Record<string, Scores>, options: ChartOptions = {}): Chart {
  let share = 0;
  const curves = Object.entries(models).map(([name, given]) => {
    const { steps, positives, negatives } = thresholds(name, given);
    share = positives / (positives + negatives);
    const points = steps.slice(1).map(({ tp, fp }): Point => [tp / positives, tp / (tp + fp)]);
    const area = points.reduce(
      (sum, [recall, precision], i) => sum + (recall - (points[i - 1]?.[0] ?? 0)) * precision,
      0,
    );
    return { name, points: [[0, points[0]![1]] as Point, ...points], area };
  });
  return draw(curves, "AP", { title: "Precision and recall", x: "recall", y: "precision", ...options }, [
    { x: 0, y: share },
    { x: 1, y: share },
  ]);
}

function thresholds(name: string, { targets, scores }: Scores) {
  const [labels, values] = [toArray(targets), toArray(scores)];
  const positives = labels.filter((label) => label === 1).length;
  const negatives = labels.length - positives;
  if (
    labels.length !== values.length ||
    positives === 0 ||
    labels.filter((label) => label === 0).length !== negatives ||
    negatives === 0
  )
    throw new RangeError(
      `${name}: expected a score for each target, and targets 0 and 1 with some of both, got ${labels.length} targets ` +
        `(${positives} positive) and ${values.length} scores`,
    );
  const order = labels.map((_, i) => i).sort((a, b) => values[b]! - values[a]!);
  const steps = [{ tp: 0, fp: 0 }];
  let [tp, fp] = [0, 0];
  for (const [k, i] of order.entries()) {
    if (labels[i] === 1) tp++;
    else fp++;
    // Equal scores cannot be told apart by a threshold.
    if (k + 1 === order.length || values[order[k + 1]!] !== values[i]) steps.push({ tp, fp });
  }
  return { steps, positives, negatives };
}

function trapezoids(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, [x, y], i) => sum + ((x - points[i]![0]) * (y + points[i]![1])) / 2, 0);
}

function draw(
  curves: readonly { name: string; points: Point[]; area: number }[],
  measure: string,
  { title, subtitle, x, y, width = 320, height = 320 }: ChartOptions & { x: string; y: string },
  reference: { x: number; y: number }[],
): Chart {
  const labels = curves.map(({ name, area }) => `${name} (${measure} ${area.toFixed(3)})`);
  const values = curves.flatMap(({ points }, i) =>
    decimate(points, 300).map(([x, y], order) => ({ model: labels[i], x, y, order })),
  );
  const axis = { scale: { domain: [0, 1] }, axis: { tickCount: 5 } };
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height,
    encoding: {
      x: { field: "x", type: "quantitative", title: x, ...axis },
      y: { field: "y", type: "quantitative", title: y, ...axis },
    },
    layer: [
      { data: { values: reference }, mark: { type: "line", strokeDash: [4, 4], strokeWidth: 1.25, color: "#8a8a8a" } },
      {
        data: { values },
        mark: { type: "line", strokeCap: "butt" },
        encoding: {
          order: { field: "order" },
          color: {
            field: "model",
            type: "nominal",
            title: null,
            scale: { domain: labels, range: palette },
            legend: { orient: "bottom", direction: "vertical", labelLimit: 400 },
          },
        },
      },
    ],
  };
  return new Chart(spec, { summary: `${title}: ${labels.join(", ")}` });
}
