import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { palette } from "../theme.ts";
import { type ChartOptions, meanOf, stdOf } from "./options.ts";
import { titleOf } from "./spec.ts";

/**
 * Each run of each experiment as a dot, with their mean and one standard deviation: is the difference larger than the noise?
 *
 * @example
 * experimentComparison({ plain: [81, 82.5, 80.9], residual: [85.1, 84.4, 85.7] }, { value: "accuracy (%)" });
 */
export function experimentComparison(
  experiments: Record<string, readonly number[]>,
  {
    title,
    subtitle = "dots: runs; line: mean ± one standard deviation",
    width = 460,
    value = "score",
  }: ChartOptions & { value?: string } = {},
): Chart {
  const names = Object.keys(experiments);
  const runs = names.flatMap((name) => experiments[name]!.map((score) => ({ name, score })));
  const means = names.map((name) => {
    const scores = experiments[name]!;
    const [mean, std] = [meanOf(scores), stdOf(scores)];
    return { name, mean, low: mean - std, high: mean + std, label: `${mean.toPrecision(4)} ± ${std.toPrecision(2)}` };
  });
  const y = { field: "name", type: "nominal", sort: names, title: null, axis: { grid: true } } as const;
  const x = { type: "quantitative", title: value, scale: { zero: false, padding: 12 }, axis: { grid: true } } as const;
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height: { step: 34 },
    layer: [
      {
        data: { values: means },
        mark: { type: "rule", strokeWidth: 2, color: palette[0]! },
        encoding: { y, x: { field: "low", ...x }, x2: { field: "high" } },
      },
      {
        data: { values: runs },
        mark: { type: "point", filled: true, size: 30, opacity: 0.45, color: palette[0]!, tooltip: true },
        encoding: { y, x: { field: "score", ...x } },
      },
      {
        data: { values: means },
        mark: { type: "tick", thickness: 3, height: 16, color: palette[1]!, tooltip: { content: "data" } },
        encoding: { y, x: { field: "mean", ...x } },
      },
      {
        data: { values: means },
        mark: { type: "text", dy: -12, fontSize: 10.5 },
        encoding: { y, x: { field: "mean", ...x }, text: { field: "label" } },
      },
    ],
  };
  return new Chart(spec, {
    summary: `Comparison of ${value}: ${means.map(({ name, label }) => `${name} ${label}`).join(", ")}`,
  });
}

/** A stretch of work in a lane, times in one unit. */
export interface Task {
  lane: string;
  name: string;
  start: number;
  end: number;
}

/**
 * What each worker does when: whether the model waits for its data.
 *
 * @example
 * gantt([{ lane: "loader", name: "decode", start: 0, end: 8 }, { lane: "model", name: "step", start: 8, end: 12 }], { unit: "ms" });
 */
export function gantt(
  tasks: readonly Task[],
  { title = "Schedule", subtitle, width = 560, unit = "ms" }: ChartOptions & { unit?: string } = {},
): Chart {
  const lanes = [...new Set(tasks.map(({ lane }) => lane))];
  const kinds = [...new Set(tasks.map(({ name }) => name))];
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height: { step: 28 },
    data: { values: tasks.map((task) => ({ ...task, duration: task.end - task.start })) },
    mark: {
      type: "bar",
      height: { band: 0.7 },
      stroke: "white",
      strokeWidth: 1,
      cornerRadius: 2,
      tooltip: { content: "data" },
    },
    encoding: {
      y: { field: "lane", type: "nominal", sort: lanes, title: null },
      x: { field: "start", type: "quantitative", title: `time (${unit})`, axis: { grid: true } },
      x2: { field: "end" },
      color: { field: "name", type: "nominal", title: null, scale: { domain: kinds, range: palette } },
    },
  };
  return new Chart(spec, { summary: `${title}: ${tasks.length} tasks in ${lanes.length} lanes` });
}
