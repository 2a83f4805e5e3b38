import type { TopLevelSpec } from "vega-lite";
import type { Module } from "../../nn/module/module.ts";
import { Chart } from "../chart.ts";
import { palette } from "../theme.ts";
import type { ChartOptions } from "./options.ts";
import { titleOf } from "./spec.ts";

/**
 * A model's parameters as areas, one rectangle a layer, coloured by the top-level part it belongs to.
 *
 * @example
 * parameterTreemap(model);
 */
export function parameterTreemap(model: Module, options: ChartOptions = {}): Chart {
  const { title = "Parameters", subtitle, width = 560, height = 300 } = options;
  const layers = model.namedModules().flatMap(([path, module]) => {
    const params = module.parameters({ recurse: false }).reduce((sum, parameter) => sum + parameter.numel(), 0);
    return params > 0 ? [{ layer: path || module.constructor.name, part: path.split(".")[0] || "model", params }] : [];
  });
  const total = layers.reduce((sum, { params }) => sum + params, 0);
  if (total === 0) throw new RangeError("parameterTreemap: the model has no parameters");
  const sorted = layers.toSorted((a, b) => b.params - a.params);
  const boxes = squarify(
    sorted.map(({ params }) => (params / total) * width * height),
    width,
    height,
  );
  const values = sorted.map((layer, i) => {
    const box = boxes[i]!;
    const room = box.width > 7 * layer.layer.length && box.height > 30;
    return {
      ...layer,
      share: `${((100 * layer.params) / total).toFixed(1)}%`,
      ...box,
      x2: box.x + box.width,
      y2: box.y + box.height,
      label: room ? layer.layer : "",
      count: room ? layer.params.toLocaleString("en") : "",
    };
  });
  const parts = [...new Set(layers.map(({ part }) => part))];
  const x = {
    field: "x",
    type: "quantitative",
    axis: null,
    scale: { domain: [0, width] as number[], nice: false },
  } as const;
  const y = {
    field: "y",
    type: "quantitative",
    axis: null,
    scale: { domain: [0, height] as number[], reverse: true, nice: false },
  } as const;
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle ?? `${total.toLocaleString("en")} in ${layers.length} layers`),
    width,
    height,
    data: { values },
    encoding: { x, y },
    layer: [
      {
        mark: { type: "rect", stroke: "white", strokeWidth: 2, tooltip: { content: "data" } },
        encoding: {
          x2: { field: "x2" },
          y2: { field: "y2" },
          color: {
            field: "part",
            type: "nominal",
            title: null,
            scale: { domain: parts, range: parts.map((_, i) => palette[i % palette.length]!) },
            ...(parts.length > palette.length && { legend: null }),
          },
        },
      },
      {
        mark: {
          type: "text",
          align: "left",
          baseline: "top",
          dx: 6,
          dy: 6,
          color: "white",
          fontSize: 11,
          fontWeight: 600,
        },
        encoding: { text: { field: "label" } },
      },
      {
        mark: { type: "text", align: "left", baseline: "top", dx: 6, dy: 20, color: "white", fontSize: 10.5 },
        encoding: { text: { field: "count" } },
      },
    ],
  };
  return new Chart(spec, { summary: `Treemap of ${total.toLocaleString("en")} parameters in ${layers.length} layers` });
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Rectangles of these areas, largest first, as nearly square as rows allow (Bruls, Huizing and van Wijk 2000). */
function squarify(areas: readonly number[], width: number, height: number): Box[] {
  const boxes: Box[] = [];
  let free: Box = { x: 0, y: 0, width, height };
  for (let start = 0; start < areas.length; ) {
    const side = Math.min(free.width, free.height);
    let end = start + 1;
    while (end < areas.length && worst(areas.slice(start, end + 1), side) <= worst(areas.slice(start, end), side))
      end++;
    const row = areas.slice(start, end);
    const thick = row.reduce((a, b) => a + b, 0) / side;
    let along = 0;
    for (const area of row) {
      const long = area / thick;
      boxes.push(
        free.width >= free.height
          ? { x: free.x, y: free.y + along, width: thick, height: long }
          : { x: free.x + along, y: free.y, width: long, height: thick },
      );
      along += long;
    }
    free =
      free.width >= free.height
        ? { ...free, x: free.x + thick, width: free.width - thick }
        : { ...free, y: free.y + thick, height: free.height - thick };
    start = end;
  }
  return boxes;
}

/** The most elongated rectangle's ratio of sides. */
function worst(row: readonly number[], side: number): number {
  const sum = row.reduce((a, b) => a + b, 0);
  return Math.max((side ** 2 * Math.max(...row)) / sum ** 2, sum ** 2 / (side ** 2 * Math.min(...row)));
}
