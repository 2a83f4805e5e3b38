import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { decimate, type Point } from "../decimate.ts";
import { palette } from "../theme.ts";
import { type ChartOptions, meanOf, stdOf } from "./options.ts";
import { type Layer, titleOf } from "./spec.ts";

/** One run's values at 0, 1, 2 ..., or several runs (seeds) of the same length. */
export type Runs = readonly number[] | readonly (readonly number[])[];

export interface TrainingCurvesOptions extends ChartOptions {
  x?: string;
  y?: string;
  /** Weight of the past in a moving average, from 0 (none) to below 1; the raw values stay visible behind it. */
  smoothing?: number;
}

/**
 * Loss or metric curves: smoothed over their faint raw values, or as the mean of several runs in a band of one standard deviation.
 *
 * @example
 * trainingCurves({ train: [[2, 1, 0.5], [2.2, 1.3, 0.4]], validation: [[2.1, 1.2, 0.9], [2.1, 1.4, 1]] }, { y: "loss" });
 */
export function trainingCurves(series: Record<string, Runs>, options: TrainingCurvesOptions = {}): Chart {
  const { title, subtitle, x = "step", y = "value", smoothing = 0, width = 560, height = 260 } = options;
  if (!(smoothing >= 0 && smoothing < 1))
    throw new RangeError(`trainingCurves: expected smoothing in [0, 1), got ${smoothing}`);
  const names = Object.keys(series);
  const lines = names.map((name) => ({ name, ...curveOf(name, series[name]!, smoothing) }));
  const rows = (pick: (line: (typeof lines)[number]) => Point[]) =>
    lines.flatMap((line) => decimate(pick(line), 300).map(([at, value]) => ({ series: line.name, x: at, y: value })));
  const bands = lines.flatMap(({ name, mean, std }) =>
    decimate(mean, 300).flatMap(([at, value]) =>
      std ? [{ series: name, x: at, low: value - std[at]!, high: value + std[at]! }] : [],
    ),
  );
  const layers: Layer[] = [];
  if (bands.length > 0)
    layers.push({
      data: { values: bands },
      mark: { type: "area", opacity: 0.18 },
      encoding: {
        x: { field: "x", type: "quantitative" },
        y: { field: "low", type: "quantitative" },
        y2: { field: "high" },
      },
    });
  if (smoothing > 0)
    layers.push({
      data: { values: rows((line) => line.raw) },
      mark: { type: "line", strokeWidth: 1, opacity: 0.3 },
      encoding: { y: { field: "y", type: "quantitative" } },
    });
  layers.push({
    data: { values: rows((line) => line.mean) },
    mark: { type: "line" },
    encoding: { y: { field: "y", type: "quantitative" } },
  });
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle ?? describe(lines, smoothing)),
    width,
    height,
    encoding: {
      x: { field: "x", type: "quantitative", title: x, scale: { nice: false, zero: false } },
      y: { title: y, type: "quantitative", scale: { zero: false } },
      color: {
        field: "series",
        type: "nominal",
        title: null,
        scale: { domain: names, range: names.map((_, i) => palette[i % palette.length]!) },
        legend: { symbolType: "stroke", symbolOpacity: 1, symbolStrokeWidth: 2 },
      },
    },
    layer: layers,
  };
  return new Chart(spec, { summary: `Curves of ${y} by ${x}: ${names.join(", ")}` });
}

function describe(lines: readonly { runs: number }[], smoothing: number): string | undefined {
  const runs = Math.max(...lines.map((line) => line.runs));
  if (runs > 1) return `mean of ${runs} runs, band of one standard deviation`;
  return smoothing > 0 ? `faint: raw values; bold: moving average (${smoothing})` : undefined;
}

function curveOf(name: string, given: Runs, smoothing: number) {
  const runs = (typeof given[0] === "number" || given.length === 0 ? [given] : given) as readonly (readonly number[])[];
  if (runs.some((run) => run.length !== runs[0]!.length))
    throw new RangeError(
      `trainingCurves: the runs of ${name} have ${runs.map((run) => run.length).join(", ")} values; cut them to one length`,
    );
  const steps = runs[0]!.map((_, i) => runs.map((run) => run[i]!));
  const raw = steps.map((values, i): Point => [i, meanOf(values)]);
  const std = runs.length > 1 ? steps.map(stdOf) : null;
  let average = 0;
  const mean = raw.map(([i, value]): Point => {
    average = smoothing * average + (1 - smoothing) * value;
    // Without the weight of the zero it began with.
    return [i, average / (1 - smoothing ** (i + 1))];
  });
  return { raw, mean, std, runs: runs.length };
}
