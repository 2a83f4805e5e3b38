import { Chart } from "../chart.ts";
import type { Point } from "../decimate.ts";
import { linePanel } from "./line-panel.ts";
import { titleOf } from "./spec.ts";

/** Values at 0, 1, 2 ..., or points. */
export type Series = ArrayLike<number> | readonly Point[];

export interface LineChartOptions {
  title?: string;
  subtitle?: string;
  /** What the x axis shows, with its unit ("step"). */
  x?: string;
  /** What the y axis shows, with its unit ("value"). */
  y?: string;
  /** Names of series that are single points, not joined by a line, such as measurements. */
  scattered?: readonly string[];
  /** Range of the x axis; taken from the data by default. */
  xDomain?: readonly [number, number];
  /** Range of the y axis; taken from the data by default. */
  yDomain?: readonly [number, number];
  width?: number;
  height?: number;
}

/**
 * Lines over common axes, one for each series; series of more than 500 points are thinned out, keeping their look.
 *
 * NaN and infinite values leave a gap.
 *
 * @example
 * lineChart({ train: [2.3, 1.1, 0.6], validation: [2.3, 1.3, 0.9] }, { x: "epoch", y: "loss (cross-entropy)" });
 */
export function lineChart(series: Record<string, Series>, options: LineChartOptions = {}): Chart {
  const { title, subtitle, x = "step", y = "value", width = 560, height = 260, ...rest } = options;
  const names = Object.keys(series);
  const lines = new Map(names.map((name) => [name, toPoints(series[name]!)]));
  return new Chart(
    { ...titleOf(title, subtitle), ...linePanel(lines, { x, y, width, height, ...rest }) },
    { summary: `Line chart of ${y} by ${x}: ${names.join(", ")}` },
  );
}

function toPoints(series: Series): Point[] {
  return Array.from(series as ArrayLike<number | Point>, (value, i) =>
    typeof value === "number" ? [i, value] : value,
  );
}
