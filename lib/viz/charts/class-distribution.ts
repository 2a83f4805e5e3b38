import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { palette } from "../theme.ts";
import { type ChartOptions, toArray, type Values } from "./options.ts";
import { titleOf } from "./spec.ts";

/**
 * How many samples each class has, in one set or several side by side (as shares, since sets differ in size).
 *
 * @example
 * classDistribution({ train: [0, 0, 0, 1], validation: [0, 1] }, { classes: ["cat", "dog"] });
 */
export function classDistribution(
  sets: Record<string, Values>,
  { classes, title = "Class balance", subtitle, width = 420 }: ChartOptions & { classes?: readonly string[] } = {},
): Chart {
  const labels = new Map(Object.entries(sets).map(([name, values]) => [name, toArray(values)]));
  const count = classes?.length ?? Math.max(-1, ...[...labels.values()].flat()) + 1;
  const names = classes ?? Array.from({ length: count }, (_, i) => String(i));
  const several = labels.size > 1;
  const values = [...labels].flatMap(([set, list]) =>
    names.map((name, c) => {
      const samples = list.filter((label) => label === c).length;
      return { set, class: name, samples, share: list.length ? (100 * samples) / list.length : 0 };
    }),
  );
  const first = values.slice(0, count).map(({ samples }) => samples);
  const ratio = Math.max(...first) / Math.min(...first);
  const measure = several ? "share" : "samples";
  const spec: TopLevelSpec = {
    ...titleOf(
      title,
      subtitle ??
        `${Number.isFinite(ratio) ? `most to least frequent ${ratio.toFixed(1)} : 1` : "some classes have no samples"} in ${[...labels.keys()][0]}`,
    ),
    width,
    height: { step: several ? 14 : 22 },
    data: { values },
    mark: { type: "bar", tooltip: true },
    encoding: {
      y: { field: "class", type: "nominal", sort: [...names], title: "class", scale: { paddingInner: 0.3 } },
      x: {
        field: measure,
        type: "quantitative",
        title: several ? "share of the set (%)" : "samples",
        axis: { grid: true, tickCount: 5 },
      },
      ...(several && { yOffset: { field: "set", sort: [...labels.keys()] } }),
      color: {
        field: "set",
        type: "nominal",
        scale: { domain: [...labels.keys()], range: palette },
        title: null,
        ...(!several && { legend: null }),
      },
    },
  };
  return new Chart(spec, { summary: `${title}: ${count} classes in ${[...labels.keys()].join(", ")}` });
}
