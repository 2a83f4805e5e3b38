import { Graph, layout } from "@dagrejs/dagre";
import type { TopLevelSpec } from "vega-lite";
import type { Tensor } from "../../tensor/index.ts";
import { Chart } from "../chart.ts";
import type { ImageModel } from "../explain/capture.ts";
import { type GraphBox, moduleGraph } from "../explain/module-graph.ts";
import { textWidth } from "../render/font.ts";
import { palette } from "../theme.ts";
import type { ChartOptions } from "./options.ts";
import { titleOf } from "./spec.ts";

export interface ModelGraphOptions extends Omit<ChartOptions, "width" | "height"> {
  /** Modules this deep are boxes, with all that is inside them: 1 for the model's own children (the innermost modules). */
  depth?: number;
}

/** More boxes than a reader follows. */
const most = 120;
const KINDS = { input: "input", weights: "with weights", none: "without", join: "values meet" } as const;

/**
 * A model as a graph: each call of a module with the shape it puts out, and where values branch and meet.
 *
 * The edges are read off the graph that autograd records while the model runs once, in evaluation mode, on `input`.
 *
 * @param input a batch, such as zeros([1, 1, 28, 28])
 * @throws {RangeError} where there are more than 120 boxes; pass a smaller `depth`
 * @example
 * modelGraph(model, images);
 */
export function modelGraph(model: ImageModel, input: Tensor, options: ModelGraphOptions = {}): Chart {
  const { title = model.constructor.name, subtitle, depth = null } = options;
  const boxes = moduleGraph(model, input, depth);
  if (boxes.length > most)
    throw new RangeError(
      `modelGraph: expected at most ${most} boxes, got ${boxes.length}; pass { depth: ${depth === null || depth > 2 ? 2 : 1} } ` +
        "to draw whole blocks as one",
    );
  const { width, height, placed, edges } = arranged(boxes.map(labelled));
  const scale = (size: number, reverse = false) => ({ domain: [0, size] as number[], nice: false, reverse });
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height,
    encoding: {
      x: { field: "x", type: "quantitative", axis: null, scale: scale(width) },
      y: { field: "y", type: "quantitative", axis: null, scale: scale(height, true) },
    },
    layer: [
      {
        data: {
          values: edges.flatMap(({ points, edge }) => points.map((point, order) => ({ ...point, edge, order }))),
        },
        mark: { type: "line", color: "#808080", strokeWidth: 1.5 },
        encoding: { detail: { field: "edge" }, order: { field: "order" } },
      },
      {
        data: { values: edges.map(({ points }) => ({ ...points.at(-1)!, y: points.at(-1)!.y - 3 })) },
        mark: { type: "point", shape: "triangle-down", filled: true, size: 40, color: "#808080", opacity: 1 },
      },
      {
        data: { values: placed },
        mark: { type: "rect", cornerRadius: 4, tooltip: { content: "data" } },
        encoding: {
          x2: { field: "x2" },
          y2: { field: "y2" },
          color: {
            field: "kind",
            type: "nominal",
            title: null,
            scale: {
              domain: Object.values(KINDS),
              range: [palette[2]!, palette[0]!, palette[6]!, palette[1]!],
            },
          },
        },
      },
      text(placed, "name", -7, 600),
      text(placed, "detail", 7, 400),
    ],
  };
  const calls = boxes.filter(({ kind }) => kind === "module").length;
  const joins = boxes.filter(({ kind }) => kind === "join").length;
  return new Chart(spec, { summary: `Graph of ${title}: ${calls} modules, ${joins} places where values meet` });
}

interface Label {
  name: string;
  detail: string;
  kind: string;
  parameters: number;
  from: number[];
}

function labelled({ kind, name, type, shape, parameters, from }: GraphBox): Label {
  const size = shape.join("×");
  return {
    name,
    detail: type && type !== name ? `${type} ${size}` : size,
    kind: kind === "module" ? (parameters > 0 ? KINDS.weights : KINDS.none) : KINDS[kind],
    parameters,
    from,
  };
}

/** From the input at the top to the output at the bottom. */
function arranged(labels: readonly Label[]) {
  const graph = new Graph().setGraph({ rankdir: "TB", nodesep: 24, ranksep: 26, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [i, { name, detail }] of labels.entries()) {
    const width = 20 + Math.max(textWidth(name, 11, true), textWidth(detail, 10));
    graph.setNode(String(i), { width, height: 34 });
  }
  for (const [i, { from }] of labels.entries()) for (const source of from) graph.setEdge(String(source), String(i));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const whole = (value: number) => Math.round(value * 10) / 10;
  const placed = labels.map(({ from: _, ...label }, i) => {
    const box = graph.node(String(i)) as { x: number; y: number; width: number; height: number };
    return {
      ...label,
      x: whole(box.x - box.width / 2),
      x2: whole(box.x + box.width / 2),
      y: whole(box.y - box.height / 2),
      y2: whole(box.y + box.height / 2),
      middle: whole(box.x),
      line: whole(box.y),
    };
  });
  const edges = (graph.edges() as { v: string; w: string }[]).map(({ v, w }) => {
    const { points } = graph.edge(v, w) as { points: { x: number; y: number }[] };
    return { edge: `${v}-${w}`, points: points.map(({ x, y }) => ({ x: whole(x), y: whole(y) })) };
  });
  return { width: Math.ceil(width), height: Math.ceil(height), placed, edges };
}

function text(placed: readonly object[], field: string, dy: number, fontWeight: 400 | 600) {
  return {
    data: { values: [...placed] as Record<string, unknown>[] },
    mark: { type: "text", color: "white", dy, fontWeight, fontSize: fontWeight === 600 ? 11 : 10 },
    encoding: {
      x: { field: "middle", type: "quantitative" },
      y: { field: "line", type: "quantitative" },
      text: { field },
    },
  } as const;
}
