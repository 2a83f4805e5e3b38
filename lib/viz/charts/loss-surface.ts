import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import type { Point } from "../decimate.ts";
import { wrong } from "../theme.ts";
import type { ChartOptions } from "./options.ts";
import { titleOf } from "./spec.ts";

export interface LossSurfaceOptions extends ChartOptions {
  x?: string;
  y?: string;
  xRange?: readonly [number, number];
  yRange?: readonly [number, number];
  /** Cells along each side (40). */
  cells?: number;
  /** Points that an optimizer went through. */
  path?: readonly Point[];
}

/**
 * A loss over two weights as colours (darker is lower), and the way an optimizer took.
 *
 * @example
 * lossSurface((x, y) => x * x + 10 * y * y, { path: [[-0.9, 0.8], [-0.7, -0.5], [-0.5, 0.3], [-0.3, 0]] });
 */
export function lossSurface(loss: (x: number, y: number) => number, options: LossSurfaceOptions = {}): Chart {
  const { title = "Loss surface", subtitle, width = 380, height = 320, x = "weight 1", y = "weight 2" } = options;
  const { xRange = [-1, 1], yRange = [-1, 1], cells = 40, path = [] } = options;
  if (!Number.isInteger(cells) || cells < 2 || cells > 60)
    throw new RangeError(`lossSurface: expected 2 to 60 cells along a side, got ${cells}`);
  const at = ([from, to]: readonly [number, number], i: number) => from + ((to - from) * i) / cells;
  const values = Array.from({ length: cells * cells }, (_, k) => {
    const [i, j] = [k % cells, Math.floor(k / cells)];
    const [x1, x2, y1, y2] = [at(xRange, i), at(xRange, i + 1), at(yRange, j), at(yRange, j + 1)];
    // A little over the next cell, which would otherwise show a hairline between them.
    const [right, top] = [Math.min(x2 + (x2 - x1) / 8, xRange[1]), Math.min(y2 + (y2 - y1) / 8, yRange[1])];
    return { x1, x2: right, y1, y2: top, loss: Number(loss((x1 + x2) / 2, (y1 + y2) / 2).toPrecision(4)) };
  });
  const exact = { nice: false, zero: false } as const;
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height,
    layer: [
      {
        data: { values },
        mark: { type: "rect", strokeWidth: 0, tooltip: true },
        encoding: {
          x: { field: "x1", type: "quantitative", title: x, scale: { domain: [...xRange], ...exact } },
          x2: { field: "x2" },
          y: {
            field: "y1",
            type: "quantitative",
            title: y,
            scale: { domain: [...yRange], ...exact },
            axis: { grid: false },
          },
          y2: { field: "y2" },
          color: { field: "loss", type: "quantitative", title: "loss", scale: { scheme: "cividis" } },
        },
      },
      ...(path.length === 0
        ? []
        : [
            {
              data: { values: path.map(([px, py], step) => ({ px, py, step })) },
              mark: {
                type: "line",
                color: wrong,
                strokeWidth: 2,
                point: { filled: true, size: 30, color: wrong },
              } as const,
              encoding: {
                x: { field: "px", type: "quantitative" },
                y: { field: "py", type: "quantitative" },
                order: { field: "step" },
              } as const,
            },
          ]),
    ],
  };
  return new Chart(spec, { summary: `${title} of ${x} and ${y}` });
}
