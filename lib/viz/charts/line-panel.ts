import { decimate, type Point } from "../decimate.ts";
import { palette } from "../theme.ts";
import type { Layered } from "./spec.ts";

export interface PanelOptions {
  /** What the axes show, with units. */
  x: string;
  y: string;
  xDomain?: readonly [number, number];
  yDomain?: readonly [number, number];
  width: number;
  height: number;
  /** Series that are single points, not joined by a line. */
  scattered?: readonly string[];
  /** The names that the colours are dealt out to, where other charts beside this one have more series. */
  names?: readonly string[];
}

/** Points drawn at most for each series. */
const maxPoints = 500;
/** Series of so few points show where each of them is. */
const fewPoints = 40;
/** Height of a line of text at a line's end. */
const lineHeight = 15;

/** Lines, each with its name at its end in its colour: nobody has to look a legend up. */
export function linePanel(series: ReadonlyMap<string, readonly Point[]>, options: PanelOptions): Layered {
  const { x, y, xDomain, width, height } = options;
  const names = [...series.keys()];
  const named = options.names ?? names;
  const lines = new Map([...series].map(([name, points]) => [name, decimate(points, maxPoints)]));
  const values = [...lines].flatMap(([name, points]) =>
    points.map(([x, y]) => ({ series: name, x, y: Number.isFinite(y) ? y : null })),
  );
  const yDomain = options.yDomain ?? extent(values.map((row) => row.y));
  const scattered = names.filter((name) => options.scattered?.includes(name));
  const joined = names.filter((name) => !scattered.includes(name));
  const sparse = joined.filter((name) => lines.get(name)!.length <= fewPoints);
  const dense = joined.filter((name) => !sparse.includes(name));
  return {
    width,
    height,
    data: { values },
    encoding: {
      x: {
        field: "x",
        type: "quantitative",
        title: x,
        axis: { tickCount: Math.max(2, Math.floor(width / 70)) },
        scale: { nice: false, zero: false, ...(xDomain && { domain: [...xDomain] }) },
      },
      y: { field: "y", type: "quantitative", title: y, scale: { domain: [...yDomain], nice: !options.yDomain } },
      color: {
        field: "series",
        type: "nominal",
        scale: { domain: [...named], range: named.map((_, i) => palette[i % palette.length]!) },
        legend: null,
      },
    },
    layer: [
      ...(scattered.length === 0
        ? []
        : [
            {
              ...only(scattered),
              mark: { type: "point", filled: true, opacity: 0.6, size: 28, tooltip: true } as const,
            },
          ]),
      ...(dense.length === 0 && names.length > 0
        ? []
        : [{ ...only(dense), mark: { type: "line", strokeWidth: 1.25 } as const }]),
      ...(sparse.length === 0
        ? []
        : [
            { ...only(sparse), mark: "line" as const },
            { ...only(sparse), mark: { type: "point", filled: true, opacity: 1, size: 36, tooltip: true } as const },
          ]),
      ...(named.length === 1
        ? []
        : [
            {
              data: { values: endLabels(lines, yDomain, height) },
              mark: { type: "text", align: "left", baseline: "middle", dx: 8, fontSize: 12, fontWeight: 600 } as const,
              encoding: { text: { field: "series" } } as const,
            },
          ]),
    ],
  };
}

function only(series: string[]) {
  return { transform: [{ filter: { field: "series", oneOf: series } }] };
}

function extent(values: readonly (number | null)[]): [number, number] {
  const finite = values.filter((value) => value !== null);
  if (finite.length === 0) return [0, 1];
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** Where the names stand: at the last points, pushed apart where they would overlap. */
function endLabels(
  lines: ReadonlyMap<string, readonly Point[]>,
  [low, high]: readonly [number, number],
  height: number,
): { series: string; x: number; y: number }[] {
  const gap = ((high - low) * lineHeight) / height;
  const labels = [...lines].flatMap(([series, points]) => {
    const last = points.findLast(([, y]) => Number.isFinite(y));
    return last ? [{ series, x: last[0], y: last[1] }] : [];
  });
  labels.sort((a, b) => a.y - b.y);
  // From the middle outwards, so that a crowd of names stays around its lines.
  const centre = Math.floor((labels.length - 1) / 2);
  for (let i = centre + 1; i < labels.length; i++) labels[i]!.y = Math.max(labels[i]!.y, labels[i - 1]!.y + gap);
  for (let i = centre - 1; i >= 0; i--) labels[i]!.y = Math.min(labels[i]!.y, labels[i + 1]!.y - gap);
  return labels;
}
