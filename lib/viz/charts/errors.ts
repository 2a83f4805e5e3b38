import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { palette, right, wrong } from "../theme.ts";
import { barChart } from "./bar-chart.ts";
import { type ChartOptions, toArray, type Values } from "./options.ts";
import { countPairs } from "./pairs.ts";
import { titleOf } from "./spec.ts";

export interface ErrorOptions extends ChartOptions {
  classes?: readonly string[];
}

/**
 * Precision and recall of each class, the classes with the lowest F1 first: what a single accuracy hides.
 *
 * @example
 * classMetrics([0, 0, 1], [0, 1, 1], { classes: ["cat", "dog"] });
 */
export function classMetrics(targets: Values, predictions: Values, options: ErrorOptions = {}): Chart {
  const { classes, title = "Precision and recall", subtitle = "line: from one to the other", width = 420 } = options;
  const counts = countPairs("classMetrics", toArray(targets), toArray(predictions), classes);
  const rows = counts.map((row, c) => {
    const own = row[c]!;
    const [truly, predicted] = [sum(row), sum(counts.map((other) => other[c]!))];
    const f1 = truly + predicted === 0 ? 0 : (200 * own) / (truly + predicted);
    return { class: classes?.[c] ?? String(c), precision: percent(own, predicted), recall: percent(own, truly), f1 };
  });
  const order = rows.toSorted((a, b) => a.f1 - b.f1).map((row) => row.class);
  const y = { field: "class", type: "nominal", sort: order, title: null, axis: { grid: true } } as const;
  const x = { type: "quantitative", title: "percent", scale: { domain: [0, 100] as number[] } } as const;
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height: { step: 26 },
    layer: [
      {
        data: { values: rows },
        mark: { type: "rule", opacity: 0.5 },
        encoding: { y, x: { field: "precision", ...x }, x2: { field: "recall" } },
      },
      {
        data: {
          values: rows.flatMap((row) =>
            (["precision", "recall"] as const).map((metric) => ({ class: row.class, metric, value: row[metric] })),
          ),
        },
        mark: { type: "point", filled: true, size: 70, opacity: 1, tooltip: true },
        encoding: {
          y,
          x: { field: "value", ...x },
          color: { field: "metric", type: "nominal", title: null, scale: { range: [palette[0]!, palette[1]!] } },
          shape: { field: "metric", type: "nominal", title: null, scale: { range: ["circle", "diamond"] } },
        },
      },
    ],
  };
  const macro = sum(rows.map(({ f1 }) => f1)) / rows.length;
  return new Chart(spec, { summary: `${title} of ${rows.length} classes; macro F1 ${macro.toFixed(1)}%` });
}

/**
 * Which class was taken for which, most often first: where to look for what the model cannot tell apart.
 *
 * @example
 * mostConfused([0, 0, 1], [1, 1, 0], { classes: ["cat", "dog"], limit: 5 });
 */
export function mostConfused(
  targets: Values,
  predictions: Values,
  options: Omit<ErrorOptions, "height"> & { limit?: number } = {},
): Chart {
  const { classes, title = "Most often confused", subtitle, width, limit = 10 } = options;
  const name = (c: number) => classes?.[c] ?? String(c);
  const pairs = countPairs("mostConfused", toArray(targets), toArray(predictions), classes).flatMap((row, t) =>
    row.flatMap((count, p) => (p !== t && count > 0 ? [[`${name(t)} taken for ${name(p)}`, count] as const] : [])),
  );
  const worst = pairs.sort((a, b) => b[1] - a[1]).slice(0, limit);
  const errors = sum(pairs.map(([, count]) => count));
  return barChart(Object.fromEntries(worst), {
    title,
    subtitle: subtitle ?? `${sum(worst.map(([, count]) => count))} of ${errors} errors`,
    value: "images",
    ...(width !== undefined && { width }),
  });
}

/**
 * How sure the model was where it was right, and where it was wrong: errors it was sure of deserve a look.
 *
 * @param confidences the probability of the predicted class
 * @param correct 1 where the prediction was right, else 0
 * @example
 * confidenceHistogram([0.95, 0.9, 0.6, 0.55], [1, 1, 0, 1]);
 */
export function confidenceHistogram(
  confidences: Values,
  correct: Values,
  options: ChartOptions & { bins?: number } = {},
): Chart {
  const { title = "Confidence", subtitle, width = 420, height = 110, bins = 20 } = options;
  const [sure, ok] = [toArray(confidences), toArray(correct)];
  if (sure.length !== ok.length || sure.some((p) => !(p >= 0 && p <= 1)))
    throw new RangeError(
      `confidenceHistogram: expected a confidence from 0 to 1 and right or wrong for each, got ${sure.length} and ${ok.length}`,
    );
  const outcomes = ["right", "wrong"];
  const values = outcomes.flatMap((outcome, k) =>
    Array.from({ length: bins }, (_, i) => {
      const here = (p: number) => Math.min(bins - 1, Math.floor(p * bins)) === i;
      const count = sure.filter((p, j) => here(p) && (ok[j] ? 0 : 1) === k).length;
      return { outcome, bin: i / bins, bin_end: (i + 1) / bins, count };
    }),
  );
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    data: { values },
    facet: { row: { field: "outcome", type: "nominal", title: null, sort: outcomes } },
    spec: {
      width,
      height,
      mark: { type: "bar", tooltip: true, binSpacing: 1 },
      encoding: {
        x: { field: "bin", type: "quantitative", bin: { binned: true }, title: "probability of the predicted class" },
        x2: { field: "bin_end" },
        y: { field: "count", type: "quantitative", title: "count", stack: null },
        color: {
          field: "outcome",
          type: "nominal",
          legend: null,
          scale: { domain: outcomes, range: [right, wrong] },
        },
      },
    },
    resolve: { scale: { y: "independent" } },
  };
  const errors = ok.filter((value) => !value).length;
  return new Chart(spec, { summary: `Confidence of ${ok.length - errors} right and ${errors} wrong predictions` });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const percent = (part: number, whole: number) => (whole === 0 ? 0 : (100 * part) / whole);
