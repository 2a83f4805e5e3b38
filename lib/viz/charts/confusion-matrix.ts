import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { right, wrong } from "../theme.ts";
import { toArray, type Values } from "./options.ts";
import { countPairs } from "./pairs.ts";
import type { Layer } from "./spec.ts";

export interface ConfusionMatrixOptions {
  /** Class names; 0, 1, 2 ... by default. */
  classes?: readonly string[];
  title?: string;
  /** Side of a cell (44). */
  cell?: number;
}

/**
 * How often each true class (row) was predicted as each class (column); colour is the share of the row.
 *
 * @example
 * confusionMatrix([0, 0, 1], [0, 1, 1], { classes: ["cat", "dog"] });
 */
export function confusionMatrix(
  targets: Values,
  predictions: Values,
  { classes, title = "Confusion matrix", cell = 44 }: ConfusionMatrixOptions = {},
): Chart {
  const [truth, guesses] = [toArray(targets), toArray(predictions)];
  const counts = countPairs("confusionMatrix", truth, guesses, classes);
  const names = classes ?? counts.map((_, i) => String(i));
  const totals = counts.map((row) => row.reduce((a, b) => a + b, 0));
  const correct = counts.reduce((sum, row, i) => sum + row[i]!, 0);
  const values = counts.flatMap((row, t) =>
    row.map((count, p) => ({ true: names[t], predicted: names[p], count, share: totals[t] ? count / totals[t] : 0 })),
  );
  const mostWrong = values.reduce((most, row) => (row.true === row.predicted ? most : Math.max(most, row.share)), 0.1);
  const accuracy = `${((100 * correct) / truth.length).toFixed(1)}% of ${truth.length.toLocaleString("en")} right`;
  const spec: TopLevelSpec = {
    title: { text: title, subtitle: accuracy },
    width: { step: cell },
    height: { step: cell * 0.72 },
    data: { values },
    encoding: {
      x: {
        field: "predicted",
        type: "nominal",
        sort: [...names],
        scale: { padding: 0.04 },
        axis: { title: "predicted class", labelAngle: -45, labelOverlap: false, domain: false, ticks: false },
      },
      y: {
        field: "true",
        type: "nominal",
        sort: [...names],
        scale: { padding: 0.06 },
        axis: { title: "true class", labelOverlap: false },
      },
    },
    layer: [
      shareLayer("datum.true === datum.predicted", { domain: [0, 1], range: ["#e6f0f7", right] }),
      shareLayer("datum.true !== datum.predicted", { domain: [0, mostWrong], range: ["#f6f5f4", wrong] }),
      {
        transform: [{ filter: "datum.count > 0" }],
        mark: { type: "text", fontSize: 12 },
        encoding: {
          text: { field: "count", type: "quantitative" },
          color: {
            condition: { test: "datum.true === datum.predicted && datum.share > 0.5", value: "white" },
            value: "#1f1f1f",
          },
        },
      },
    ],
    resolve: { scale: { color: "independent" } },
  };
  return new Chart(spec, { summary: `${title}: ${names.length} classes, ${accuracy}` });
}

/** Cells coloured by their share of the row. */
function shareLayer(filter: string, scale: { domain: number[]; range: string[] }): Layer {
  return {
    transform: [{ filter }],
    mark: { type: "rect", cornerRadius: 2, tooltip: true },
    encoding: { color: { field: "share", type: "quantitative", scale, legend: null } },
  };
}
