import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { palette } from "../theme.ts";
import { barChart } from "./bar-chart.ts";
import type { ChartOptions } from "./options.ts";
import { titleOf } from "./spec.ts";

/**
 * The share of zeros in each parameter, from `prune.sparsity(model)`.
 *
 * @example
 * sparsityChart({ rows: [{ name: "conv1.weight", sparsity: 0.5 }, { name: "fc.weight", sparsity: 0.92 }] });
 */
export function sparsityChart(
  report: { rows: readonly { name: string; sparsity: number }[] },
  options: ChartOptions = {},
): Chart {
  const { title = "Sparsity", ...rest } = options;
  const data = Object.fromEntries(report.rows.map(({ name, sparsity }) => [name, 100 * sparsity]));
  return barChart(data, { title, value: "weights that are 0 (%)", max: 100, format: ".1f", ...rest });
}

/**
 * Signal to quantization noise of each layer's weights and outputs, from `quantization.layerSqnr(model, images)`.
 *
 * @example
 * quantizationError({ rows: [{ path: "conv1", weight: 42, output: 35 }, { path: "fc", weight: 44, output: 31 }] });
 */
export function quantizationError(
  report: { rows: readonly { path: string; weight: number; output: number }[] },
  {
    title = "Quantization error by layer",
    subtitle = "higher is better; 6 dB are one bit",
    width = 460,
  }: ChartOptions = {},
): Chart {
  const names = report.rows.map(({ path }) => path);
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  const values = report.rows.flatMap(({ path, weight, output }) => [
    { layer: path, of: "weights", sqnr: finite(weight) },
    { layer: path, of: "output", sqnr: finite(output) },
  ]);
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height: { step: 22 },
    data: { values },
    mark: { type: "point", filled: true, size: 70, opacity: 1, tooltip: true },
    encoding: {
      y: { field: "layer", type: "nominal", sort: names, title: null, axis: { grid: true } },
      x: { field: "sqnr", type: "quantitative", title: "SQNR (dB)", scale: { zero: true }, axis: { grid: true } },
      color: { field: "of", type: "nominal", title: null, scale: { domain: ["weights", "output"], range: palette } },
      shape: {
        field: "of",
        type: "nominal",
        title: null,
        scale: { domain: ["weights", "output"], range: ["circle", "diamond"] },
      },
    },
  };
  return new Chart(spec, { summary: `${title}: ${names.length} layers` });
}
