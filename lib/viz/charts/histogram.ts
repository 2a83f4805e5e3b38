import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { palette } from "../theme.ts";
import { toArray, type Values } from "./options.ts";
import { titleOf } from "./spec.ts";

export interface HistogramOptions {
  title?: string;
  subtitle?: string;
  /** What is counted, with its unit ("value"). */
  x?: string;
  /** Number of bins of equal width (30). */
  bins?: number;
  /** First and last edge; the smallest and largest value by default. Values outside are an error. */
  range?: [number, number];
  width?: number;
  height?: number;
}

/**
 * How often values fall into bins of equal width, counted here, so that any number of values makes a small chart.
 *
 * Each bin holds its left edge, and the last one both, as in numpy. Throws on NaN and infinite values.
 *
 * @example
 * histogram(model.conv1.weight.detach(), { x: "weight" });
 */
export function histogram(values: Values, options: HistogramOptions = {}): Chart {
  const { title, subtitle, x = "value", bins = 30, width = 560, height = 220 } = options;
  const list = toArray(values);
  const edges = binEdges(list, bins, options.range);
  const counts = countBins(list, edges);
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height,
    data: { values: counts.map((count, i) => ({ bin: edges[i]!, bin_end: edges[i + 1]!, count })) },
    mark: { type: "bar", color: palette[0]!, tooltip: true, binSpacing: 1 },
    encoding: {
      x: { field: "bin", type: "quantitative", bin: { binned: true }, title: x, axis: { tickCount: 8 } },
      x2: { field: "bin_end" },
      y: { field: "count", type: "quantitative", title: "count", stack: null },
    },
  };
  return new Chart(spec, { summary: `Histogram of ${list.length} values of ${x} in ${bins} bins` });
}

/** The `bins + 1` edges between the smallest and largest value; half a unit around a single value, as numpy. */
function binEdges(values: ArrayLike<number>, bins: number, range: [number, number] | undefined): number[] {
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`histogram: expected bins >= 1, got ${bins}`);
  let [low, high] = range ?? [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) throw new RangeError(`histogram: expected finite values, got ${value} at index ${i}`);
    if (range && (value < range[0] || value > range[1]))
      throw new RangeError(`histogram: value ${value} at index ${i} is outside the range [${range}]`);
    if (!range) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  if (low > high) [low, high] = [0, 1];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const step = (high - low) / bins;
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + i * step));
}

function countBins(values: ArrayLike<number>, edges: number[]): number[] {
  const bins = edges.length - 1;
  const counts = new Array<number>(bins).fill(0);
  const [low, high] = [edges[0]!, edges[bins]!];
  for (let i = 0; i < values.length; i++) {
    let bin = Math.min(bins - 1, Math.floor(((values[i]! - low) / (high - low)) * bins));
    // Rounding may put a value beside its bin; the edges decide.
    if (values[i]! < edges[bin]!) bin--;
    else if (bin < bins - 1 && values[i]! >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return counts;
}
