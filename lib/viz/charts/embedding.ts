import type { TopLevelSpec } from "vega-lite";
import { Chart } from "../chart.ts";
import { pca } from "../project/pca.ts";
import type { Rows } from "../project/points.ts";
import { type TsneOptions, tsne } from "../project/tsne.ts";
import { type UmapOptions, umap } from "../project/umap.ts";
import { palette } from "../theme.ts";
import { type ChartOptions, toArray, type Values } from "./options.ts";
import { titleOf } from "./spec.ts";

export interface EmbeddingOptions extends ChartOptions, TsneOptions, UmapOptions {
  method?: Method;
  classes?: readonly string[];
}

type Method = "pca" | "tsne" | "umap";

const NAMES: Readonly<Record<Method, string>> = { pca: "PCA", tsne: "t-SNE", umap: "UMAP" };

/** The shapes tell classes apart where colours cannot. */
const shapes = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"];

/**
 * Features of many dimensions in a plane, coloured by class, by PCA, t-SNE or UMAP.
 *
 * @param features [N, D], such as the output of the layer before the head
 * @example
 * embeddingScatter(model.conv1.forward(images).detach(), labels, { method: "pca" });
 */
export function embeddingScatter(features: Rows, labels: Values, options: EmbeddingOptions = {}): Chart {
  const { method = "pca", classes, title = NAMES[method], width = 420, height = 360, ...rest } = options;
  const { points, axes, note } = project(features, method, rest);
  const list = toArray(labels);
  if (list.length !== points.length)
    throw new RangeError(`embeddingScatter: expected a label for each of ${points.length} points, got ${list.length}`);
  const names = [...new Set(list)].sort((a, b) => a - b).map((label) => classes?.[label] ?? String(label));
  const values = points.map(([x, y], i) => ({ x, y, class: classes?.[list[i]!] ?? String(list[i]) }));
  const quiet = { grid: false, labels: false, ticks: false, domain: true };
  const spec: TopLevelSpec = {
    ...titleOf(title, options.subtitle ?? note),
    width,
    height,
    data: { values },
    mark: { type: "point", filled: true, size: 32, opacity: 0.75, tooltip: true },
    encoding: {
      x: { field: "x", type: "quantitative", title: axes[0]!, axis: quiet, scale: { zero: false } },
      y: {
        field: "y",
        type: "quantitative",
        title: axes[1]!,
        axis: quiet,
        scale: { zero: false },
      },
      color: {
        field: "class",
        type: "nominal",
        title: null,
        scale: { domain: names, range: names.map((_, i) => palette[i % palette.length]!) },
      },
      shape: {
        field: "class",
        type: "nominal",
        title: null,
        scale: { domain: names, range: names.map((_, i) => shapes[i % shapes.length]!) },
      },
    },
  };
  return new Chart(spec, { summary: `${title} of ${points.length} points in ${names.length} classes` });
}

function project(features: Rows, method: Method, options: TsneOptions & UmapOptions) {
  if (!(method in NAMES))
    throw new RangeError(`embeddingScatter: expected method ${Object.keys(NAMES).join(", ")}, got "${method}"`);
  if (method !== "pca")
    return {
      points: method === "tsne" ? tsne(features, options) : umap(features, options),
      axes: [`${NAMES[method]} 1`, `${NAMES[method]} 2`],
      note: "distances between clusters mean nothing here",
    };
  const { points, explained } = pca(features, 2);
  const share = explained.map((part) => `${(100 * part).toFixed(0)}%`);
  return { points, axes: [`component 1 (${share[0]} of variance)`, `component 2 (${share[1]})`], note: undefined };
}
