import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { palette, wrong } from "../theme.ts";

/**
 * The same numbers twice: as bars on an axis cut short, and on one that begins at 0.
 *
 * @example
 * misleadingPair({ ours: 93.1, theirs: 92.4 }, { value: "accuracy (%)", max: 100 });
 */
export function misleadingPair(
  data: Record<string, number>,
  {
    value = "value",
    max,
    width = 220,
    height = 220,
  }: { value?: string; max?: number; width?: number; height?: number } = {},
): Chart {
  const names = Object.keys(data);
  const numbers = Object.values(data);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (names.length < 2 || low <= 0)
    throw new RangeError(`misleadingPair: expected at least two positive numbers, got ${numbers.join(", ")}`);
  const cut = low - (high - low) * 0.25;
  const panel = (title: string, color: string, domain: number[]) => ({
    title: { text: title, fontSize: 13 },
    width,
    height,
    data: { values: names.map((name) => ({ name, value: data[name]! })) },
    mark: { type: "bar" as const, color, tooltip: true, width: { band: 0.6 } },
    encoding: {
      x: { field: "name", type: "nominal" as const, sort: names, title: null, axis: { labelAngle: 0 } },
      y: { field: "value", type: "quantitative" as const, title: value, scale: { domain, nice: false, zero: false } },
      y2: { datum: domain[0]! },
    },
  });
  const spec: TopLevelSpec = {
    spacing: 48,
    hconcat: [
      panel("Misleading: the axis is cut short", wrong, [cut, high + (high - low) * 0.1]),
      panel("Honest: the axis begins at 0", palette[0]!, [0, max ?? high * 1.1]),
    ],
  };
  return new Chart(spec, {
    summary: `The same ${names.length} values on an axis cut short, and on one that begins at 0`,
  });
}
