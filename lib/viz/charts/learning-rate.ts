import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { palette, wrong } from "../theme.ts";
import { lineChart } from "./line-chart.ts";
import type { ChartOptions } from "./options.ts";
import { titleOf } from "./spec.ts";

/**
 * The learning rate at each step of one or more schedules.
 *
 * @example
 * lrSchedule({ cosine: [0.1, 0.085, 0.05, 0.015], step: [0.1, 0.1, 0.01, 0.01] }, { x: "epoch" });
 */
export function lrSchedule(
  schedules: Record<string, ArrayLike<number>>,
  { x = "step", ...options }: ChartOptions & { x?: string } = {},
): Chart {
  const highest = Math.max(0, ...Object.values(schedules).flatMap((rates) => Array.from(rates)));
  return lineChart(schedules, {
    title: "Learning rate",
    x,
    y: "learning rate",
    yDomain: [0, highest * 1.05 || 1],
    ...options,
  });
}

export interface LrFinderOptions extends ChartOptions {
  /** The rate to mark; by default the one where the smoothed loss falls fastest. */
  suggestion?: number;
}

/**
 * Loss against a growing learning rate, on a logarithmic axis (Smith 2015): take a rate where the loss still falls fast.
 *
 * @example
 * lrFinder([1e-4, 1e-3, 1e-2, 1e-1, 1], [2.3, 2.2, 1.4, 1.1, 4]);
 */
export function lrFinder(rates: ArrayLike<number>, losses: ArrayLike<number>, options: LrFinderOptions = {}): Chart {
  const { title = "Learning rate finder", subtitle, width = 560, height = 260 } = options;
  if (rates.length !== losses.length || rates.length < 3)
    throw new RangeError(
      `lrFinder: expected a loss for each of at least 3 rates, got ${rates.length} rates and ${losses.length} losses`,
    );
  const least = Math.min(...Array.from(losses).filter(Number.isFinite));
  const first = losses[0]!;
  const ceiling = first + Math.max(first - least, Math.abs(first) * 0.1);
  // Where the loss explodes it would flatten the part that matters.
  const values = Array.from(rates, (rate, i) => ({ rate, loss: losses[i]! })).filter(({ loss }) => loss <= ceiling);
  const suggestion = options.suggestion ?? steepest(rates, losses);
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle ?? `suggested: ${Number(suggestion.toPrecision(2))}, where the loss falls fastest`),
    width,
    height,
    layer: [
      {
        data: { values },
        mark: { type: "line", color: palette[0]!, tooltip: true },
        encoding: {
          x: {
            field: "rate",
            type: "quantitative",
            scale: { type: "log", nice: false },
            title: "learning rate (log scale)",
            axis: { format: "~e", values: decades(values.map(({ rate }) => rate)) },
          },
          y: { field: "loss", type: "quantitative", title: "loss", scale: { zero: false } },
        },
      },
      {
        data: { values: [{ rate: suggestion }] },
        mark: { type: "rule", color: wrong, strokeDash: [5, 4], strokeWidth: 1.5 },
        encoding: { x: { field: "rate", type: "quantitative" } },
      },
    ],
  };
  return new Chart(spec, {
    summary: `Loss for learning rates from ${rates[0]} to ${rates[rates.length - 1]}, suggested ${suggestion}`,
  });
}

/** The rate of the steepest fall over the logarithm of the rate, before the minimum. */
function steepest(rates: ArrayLike<number>, losses: ArrayLike<number>): number {
  let [best, slope] = [rates[0]!, Infinity];
  for (let i = 1; i < rates.length - 1; i++) {
    const fall = (losses[i + 1]! - losses[i - 1]!) / (Math.log(rates[i + 1]!) - Math.log(rates[i - 1]!));
    if (fall < slope) [best, slope] = [rates[i]!, fall];
  }
  return best;
}

/** The powers of ten among these numbers. */
function decades(rates: readonly number[]): number[] {
  const [from, to] = [
    Math.ceil(Math.log10(Math.min(...rates)) - 1e-9),
    Math.floor(Math.log10(Math.max(...rates)) + 1e-9),
  ];
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => Number(`1e${from + i}`));
}
