import type { TopLevelSpec } from "vega-lite";
import type { Module } from "../../nn/module/module.ts";
import { Chart } from "../chart.ts";
import { palette } from "../theme.ts";
import type { ChartOptions } from "./options.ts";
import { titleOf } from "./spec.ts";

/**
 * The gradient's norm in each layer, first to last, of one model or several: where it vanishes, nothing is learned.
 *
 * @throws {Error} if a model has no gradients
 * @example
 * loss.backward();
 * gradNormByLayer({ plain: model });
 */
export function gradNormByLayer(models: Record<string, Module>, options: ChartOptions = {}): Chart {
  const { title = "Gradient norm by layer", subtitle, width = 560, height = 240 } = options;
  const names = Object.keys(models);
  const values = names.flatMap((model) => {
    const found = models[model]!.namedParameters().filter(([, { ndim, grad }]) => ndim > 1 && grad !== null);
    if (found.length === 0) throw new Error(`gradNormByLayer: ${model} has no gradients; call loss.backward() first`);
    return found.map(([layer, { grad }], depth) => ({ model, layer, depth: depth + 1, norm: grad!.norm().item() }));
  });
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height,
    data: { values: values.map((row) => ({ ...row, norm: row.norm > 0 ? row.norm : null })) },
    mark: { type: "line", point: { filled: true, size: 36 }, tooltip: { content: "data" } },
    encoding: {
      x: { field: "depth", type: "quantitative", title: "layer with weights, first to last", axis: { tickMinStep: 1 } },
      y: {
        field: "norm",
        type: "quantitative",
        title: "gradient norm (log scale)",
        scale: { type: "log" },
        axis: { format: "~e" },
      },
      color: {
        field: "model",
        type: "nominal",
        title: null,
        scale: { domain: names, range: palette },
        ...(names.length === 1 && { legend: null }),
      },
    },
  };
  return new Chart(spec, { summary: `${title}: ${names.join(", ")}` });
}
