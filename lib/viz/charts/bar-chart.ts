import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { palette } from "../theme.ts";
import { titleOf } from "./spec.ts";

export interface BarChartOptions {
  title?: string;
  subtitle?: string;
  /** What the bars' length shows, with its unit ("count"). */
  value?: string;
  /** What the labels name, e.g. "class". */
  label?: string;
  /** Longest bar first; by default the bars keep the order they are given in. */
  sort?: boolean;
  /** Upper end of the axis, e.g. 100 for percent. */
  max?: number;
  /** How numbers are written at the bars' ends, in d3-format's notation; "" for no numbers. */
  format?: string;
  width?: number;
}

/**
 * A horizontal bar for each label, which leaves room for names of any length.
 *
 * @example
 * barChart({ "T-shirt/top": 81, Trouser: 97 }, { value: "accuracy (%)", max: 100 });
 */
export function barChart(data: Record<string, number>, options: BarChartOptions = {}): Chart {
  const { title, subtitle, value = "count", label = null, sort = false, max, format = ",~r", width = 420 } = options;
  const labels = Object.keys(data);
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height: { step: 24 },
    data: { values: labels.map((name) => ({ label: name, value: data[name]! })) },
    encoding: {
      y: { field: "label", type: "nominal", title: label, sort: sort ? "-x" : labels },
      x: {
        field: "value",
        type: "quantitative",
        title: value,
        axis: { grid: format === "", domain: false, ticks: false, tickCount: 5 },
        ...(max !== undefined && { scale: { domain: [0, max] } }),
      },
    },
    layer: [
      { mark: { type: "bar", color: palette[0]!, height: { band: 0.72 }, tooltip: true } },
      ...(format === ""
        ? []
        : [
            {
              mark: { type: "text", align: "left", dx: 5, fontSize: 11, opacity: 0.85 } as const,
              encoding: { text: { field: "value", type: "quantitative", format } as const },
            },
          ]),
    ],
  };
  return new Chart(spec, { summary: `Bar chart of ${value} for ${labels.length} labels` });
}
