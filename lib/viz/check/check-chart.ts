import { type Finding, type Unit, unitsOf } from "./finding.ts";
import { RULES } from "./rules.ts";

type Spec = Record<string, unknown>;

/**
 * Looks for what misleads in a chart: axes cut short, two axes in one, rainbows, missing units and their kin.
 *
 * @param chart a Vega-Lite spec, or anything with one, such as a `Chart`
 * @returns the findings, each with its mend; none if the chart is honest as far as the rules go
 * @example
 * checkChart({ mark: "bar", encoding: { y: { field: "accuracy", type: "quantitative", scale: { domain: [90, 95] } } } })[0].rule; // "truncated-bars"
 */
export function checkChart(chart: object): Finding[] {
  const spec = (
    "spec" in chart && !("mark" in chart) && !("facet" in chart) ? (chart as { spec: object }).spec : chart
  ) as Spec;
  const units = unitsOf(spec);
  // Names beside the marks say what colours mean.
  const labelled = units.some(({ mark, encoding }) => mark === "text" && encoding.color);
  const findings = units.flatMap((unit) =>
    Object.entries(RULES).flatMap(([rule, look]) => {
      if (labelled && rule === "colours-without-legend") return [];
      const found = look(unit);
      return found ? [{ rule, ...found }] : [];
    }),
  );
  const all = [...findings, ...dualAxes(spec), ...smoothedAlone(spec, units)];
  const seen = new Set<string>();
  return all.filter(({ rule, problem }) => !seen.has(rule + problem) && seen.add(rule + problem));
}

/** Every rule that `checkChart` knows. */
export const chartRules: readonly string[] = [...Object.keys(RULES), "dual-axes", "smoothed-without-raw"];

function dualAxes(spec: Spec): Finding[] {
  const resolve = spec.resolve as { scale?: Record<string, string> } | undefined;
  const layers = Array.isArray(spec.layer) ? spec.layer.length : 0;
  if (layers < 2 || (resolve?.scale?.y !== "independent" && resolve?.scale?.x !== "independent")) return [];
  return [
    {
      rule: "dual-axes",
      problem: "Two scales share one frame: where their lines cross depends on how the axes were chosen",
      mend: "put the two into panels above each other, with the same x axis",
    },
  ];
}

/** A transform that smooths, where no other mark shows the values it was made of. */
function smoothedAlone(spec: Spec, units: readonly Unit[]): Finding[] {
  const text = JSON.stringify(spec);
  const smooths = /"loess"|"regression"|"frame":\[(-\d+|null)/.test(text);
  const raw = units.some(
    ({ mark, markDef }) => mark === "point" || mark === "circle" || Number(markDef.opacity ?? 1) < 0.6,
  );
  if (!smooths || raw) return [];
  return [
    {
      rule: "smoothed-without-raw",
      problem: "Only smoothed values are shown: the noise, and how much was smoothed, cannot be seen",
      mend: "draw the raw values faintly behind the smoothed line",
    },
  ];
}
