import type { TopLevelSpec } from "vega-lite";
import { paretoFront } from "../../compress/search/pareto.ts";
import { Chart } from "../chart.ts";
import { palette } from "../theme.ts";
import { lineChart, type Series } from "./line-chart.ts";
import type { ChartOptions } from "./options.ts";
import { type Layer, titleOf } from "./spec.ts";

export interface SensitivityOptions extends ChartOptions {
  /** What grows: "sparsity (%)", "bits". */
  x?: string;
  y?: string;
  /** The score of the untouched model. */
  baseline?: number;
}

/**
 * How a score falls as one layer at a time is pruned or quantized ever more: the steep layers are the ones to spare.
 *
 * @example
 * sensitivity({ conv1: [[0, 90], [50, 80], [90, 40]], fc: [[0, 90], [50, 90], [90, 88]] }, { baseline: 90 });
 */
export function sensitivity(layers: Record<string, Series>, options: SensitivityOptions = {}): Chart {
  const { title = "Sensitivity by layer", x = "sparsity (%)", y = "accuracy (%)", baseline, ...rest } = options;
  const all: Record<string, Series> = { ...layers };
  if (baseline !== undefined) {
    const xs = Object.values(layers).flatMap((line) =>
      Array.from(line as ArrayLike<number | readonly [number, number]>, (p, i) => (typeof p === "number" ? i : p[0])),
    );
    all.untouched = [
      [Math.min(...xs), baseline],
      [Math.max(...xs), baseline],
    ];
  }
  return lineChart(all, { title, x, y, ...rest });
}

/** A model, or a trial, in the plane of cost and score. */
export interface Tradeoff {
  name?: string;
  cost: number;
  score: number;
  /** What the area of the bubble shows, say parameters. */
  size?: number;
}

export interface TradeoffOptions extends ChartOptions {
  /** What the axes and the bubbles show, with units. */
  cost?: string;
  score?: string;
  size?: string;
  /** A logarithmic axis for the cost (true where costs differ by more than 20 times). */
  log?: boolean;
}

/**
 * Score against cost; the line joins those that nothing beats in both (the Pareto front).
 *
 * @example
 * paretoScatter([{ cost: 10, score: 80 }, { cost: 20, score: 78 }, { cost: 30, score: 91 }], { cost: "MACs (M)", score: "accuracy (%)" });
 */
export function paretoScatter(points: readonly Tradeoff[], options: TradeoffOptions = {}): Chart {
  const { title = "Pareto front", ...rest } = options;
  return scatter(points, { title, ...rest }, true);
}

/**
 * Score against cost with a bubble for the size, each with its name: accuracy, MACs and parameters of models.
 *
 * @example
 * bubbleChart([{ name: "resnet18", cost: 1.8, score: 69.8, size: 11.7 }, { name: "vgg11", cost: 7.6, score: 69, size: 132.9 }]);
 */
export function bubbleChart(points: readonly Tradeoff[], options: TradeoffOptions = {}): Chart {
  const { title = "Accuracy and cost", ...rest } = options;
  return scatter(points, { title, cost: "MACs (G)", score: "accuracy (%)", size: "parameters (M)", ...rest }, false);
}

function scatter(points: readonly Tradeoff[], options: TradeoffOptions, front: boolean): Chart {
  const { title, subtitle, cost = "cost", score = "score", size = "size", width = 520, height = 300 } = options;
  if (points.length === 0) throw new RangeError("expected at least one point with cost and score");
  const costs = points.map((point) => point.cost);
  const log = options.log ?? (Math.min(...costs) > 0 && Math.max(...costs) / Math.min(...costs) > 20);
  const kept = new Set(paretoFront(points));
  const sized = points.some((point) => point.size !== undefined);
  const values = points.map((point) => ({ ...point, front: kept.has(point) ? "on the front" : "beaten" }));
  const layers: Layer[] = [];
  if (front)
    layers.push({
      transform: [{ filter: "datum.front === 'on the front'" }],
      mark: { type: "line", interpolate: "step-after", color: palette[1]!, strokeWidth: 1.5 },
    });
  layers.push({
    mark: {
      type: "point",
      filled: true,
      opacity: sized ? 0.6 : 0.9,
      tooltip: { content: "data" },
      ...(!sized && { size: 60 }),
    },
    encoding: {
      ...(front
        ? {
            color: {
              field: "front",
              type: "nominal",
              title: null,
              scale: { domain: ["on the front", "beaten"], range: [palette[1]!, "#9a9a9a"] },
            },
          }
        : { color: { value: palette[0]! } }),
      ...(sized && {
        size: {
          field: "size",
          type: "quantitative",
          title: size,
          scale: { range: [40, 1200], zero: true },
          legend: { tickCount: 3, symbolFillColor: palette[0]!, symbolStrokeWidth: 0 },
        },
      }),
    },
  });
  if (points.some((point) => point.name !== undefined))
    layers.push({
      ...(front && { transform: [{ filter: "datum.front === 'on the front'" }] }),
      mark: { type: "text", dy: sized ? -22 : -10, fontSize: 11, align: "center" },
      encoding: { text: { field: "name" } },
    });
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height,
    data: { values },
    encoding: {
      x: {
        field: "cost",
        type: "quantitative",
        title: log ? `${cost}, log scale` : cost,
        scale: log ? { type: "log", nice: false, padding: 30 } : { zero: false, padding: 24 },
        axis: { grid: true, format: Math.max(...costs) < 1e4 ? "~g" : "~s" },
      },
      y: { field: "score", type: "quantitative", title: score, scale: { zero: false, padding: 20 } },
    },
    layer: layers,
  };
  return new Chart(spec, { summary: `${title}: ${points.length} points, ${kept.size} on the Pareto front` });
}
