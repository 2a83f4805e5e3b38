import type { TopLevelSpec } from "vega-lite";
import type { Module } from "../../nn/module/module.ts";
import { noGrad, Tensor } from "../../tensor/index.ts";
import { Chart } from "../chart.ts";
import { palette } from "../theme.ts";
import { type ChartOptions, quantileOf, type Values } from "./options.ts";
import { titleOf } from "./spec.ts";

/**
 * Where the values of each layer lie: the middle half as a box, 90% as a line, the median as a tick.
 *
 * @example
 * layerDistributions({ conv1: [-0.1, 0, 0.2], fc: [-1, 0, 1] }, { x: "weight" });
 */
export function layerDistributions(
  layers: Record<string, Values>,
  {
    title,
    subtitle = "line: 5% to 95%; box: 25% to 75%; tick: median",
    width = 460,
    x = "value",
  }: ChartOptions & { x?: string } = {},
): Chart {
  const names = Object.keys(layers);
  const values = names.map((layer) => {
    const given = layers[layer]!;
    const sorted = Float64Array.from("data" in given ? given.data : given).sort();
    const [p5, p25, median, p75, p95] = [0.05, 0.25, 0.5, 0.75, 0.95].map((q) =>
      sorted.length ? quantileOf(sorted, q) : 0,
    );
    return { layer, count: sorted.length, p5, p25, median, p75, p95 };
  });
  const y = { field: "layer", type: "nominal", sort: names, title: null } as const;
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height: { step: 22 },
    data: { values },
    encoding: { y },
    layer: [
      {
        mark: { type: "rule", color: palette[0]!, strokeWidth: 1.5 },
        encoding: { x: { field: "p5", type: "quantitative", title: x, axis: { grid: true } }, x2: { field: "p95" } },
      },
      {
        mark: {
          type: "bar",
          color: palette[0]!,
          height: { band: 0.55 },
          cornerRadius: 2,
          tooltip: { content: "data" },
        },
        encoding: { x: { field: "p25", type: "quantitative", stack: null }, x2: { field: "p75" } },
      },
      {
        mark: { type: "tick", color: "white", thickness: 2, height: 12 },
        encoding: { x: { field: "median", type: "quantitative" } },
      },
    ],
  };
  return new Chart(spec, { summary: `Distribution of ${x} in ${names.length} layers` });
}

/** The distribution of each layer's weights, biases left out. */
export function weightDistributions(model: Module, options: ChartOptions = {}): Chart {
  const weights = model.namedParameters().filter(([, parameter]) => parameter.ndim > 1);
  return layerDistributions(Object.fromEntries(weights.map(([name, p]) => [name, p.detach()])), {
    title: "Weights by layer",
    x: "weight",
    ...options,
  });
}

/**
 * The distribution of each layer's gradients, after `loss.backward()`.
 *
 * @throws {Error} if there are no gradients yet
 * @example
 * loss.backward();
 * gradientDistributions(model);
 */
export function gradientDistributions(model: Module, options: ChartOptions = {}): Chart {
  const found = model.namedParameters().filter(([, parameter]) => parameter.ndim > 1 && parameter.grad !== null);
  if (found.length === 0)
    throw new Error("gradientDistributions: the model has no gradients; call loss.backward() first");
  return layerDistributions(Object.fromEntries(found.map(([name, p]) => [name, p.grad!])), {
    title: "Gradients by layer",
    x: "gradient",
    ...options,
  });
}

/**
 * The distribution of each layer's output for a batch.
 *
 * @example
 * activationDistributions(model, images);
 */
export function activationDistributions(
  model: Module & { forward(x: Tensor): unknown },
  input: Tensor,
  options: ChartOptions = {},
): Chart {
  const outputs: Record<string, Float32Array> = {};
  const handles = model.namedModules().flatMap(([path, module]) =>
    module.children().length > 0
      ? []
      : [
          module.registerForwardHook((_, __, output) => {
            if (output instanceof Tensor) outputs[path] = Float32Array.from(output.data);
          }),
        ],
  );
  try {
    noGrad(() => model.forward(input));
  } finally {
    for (const handle of handles) handle.remove();
  }
  return layerDistributions(outputs, { title: "Activations by layer", x: "activation", ...options });
}
