// Charts of what tsgrad's statistics of data sets find.
import type { TopLevelSpec } from "vega-lite";
import type { ChannelStatistics, ClassHistogram, SizeDistribution } from "../../data/statistics/index.ts";
import { Chart } from "../chart.ts";
import { palette } from "../theme.ts";
import { barChart } from "./bar-chart.ts";
import type { ChartOptions } from "./options.ts";
import { titleOf } from "./spec.ts";

/**
 * How often each class comes up, the count at each bar's end.
 *
 * @example
 * classCounts(await classHistogram(train));
 */
export function classCounts(
  { classes, counts, imbalance }: ClassHistogram,
  { title = "Class balance", subtitle, width }: Omit<ChartOptions, "height"> = {},
): Chart {
  const note = Number.isFinite(imbalance)
    ? `most to least frequent ${imbalance.toFixed(1)} : 1`
    : "some classes have no samples";
  const data = Object.fromEntries(classes.map((name, label) => [name, counts[label]!]));
  return barChart(data, { title, subtitle: subtitle ?? note, label: "class", ...(width !== undefined && { width }) });
}

/**
 * Heights and widths of images: a circle for each size, its area as large as the number of images.
 *
 * @example
 * imageSizes(await sizeDistribution(train));
 */
export function imageSizes(
  { counts, sizes }: Pick<SizeDistribution, "counts" | "sizes">,
  { title = "Image sizes", subtitle, width = 380, height = 380 }: ChartOptions = {},
): Chart {
  const [top] = counts;
  const note = top
    ? `${sizes.length} images of ${counts.length} ${counts.length === 1 ? "size" : "sizes"}; most often ${top.height} x ${top.width} (${top.images})`
    : "no images";
  const most = top?.images ?? 1;
  const axis = (field: "height" | "width") => {
    const values = counts.map((size) => size[field]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const domain = low === high ? [low - 1, high + 1] : [low, high];
    return {
      field,
      type: "quantitative",
      title: `${field} (pixels)`,
      scale: { zero: false, nice: false, padding: 24, domain },
      axis: { format: "d", tickMinStep: 1 },
    } as const;
  };
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle ?? note),
    width,
    height,
    data: { values: counts },
    mark: { type: "circle", color: palette[0]!, opacity: 0.55, stroke: palette[0]!, tooltip: true },
    encoding: {
      x: axis("width"),
      y: axis("height"),
      size: {
        field: "images",
        type: "quantitative",
        title: "images",
        scale: { type: "linear", domain: [0, most], range: [0, 600] },
        legend: { values: [...new Set([1, Math.ceil(most / 2), most])], format: ",d" },
      },
    },
  };
  return new Chart(spec, { summary: `${title}: ${note}` });
}

/**
 * The mean of each channel, with a line one standard deviation to both sides.
 *
 * @example
 * channelMeans(await channelStatistics(train));
 */
export function channelMeans(
  { mean, std }: Pick<ChannelStatistics, "mean" | "std">,
  {
    title = "Brightness by channel",
    subtitle = "mean, and one standard deviation to both sides",
    width = 420,
  }: Omit<ChartOptions, "height"> = {},
): Chart {
  const names = mean.length === 3 ? ["red", "green", "blue"] : mean.map((_, c) => `channel ${c}`);
  const values = mean.map((value, c) => ({
    channel: names[c]!,
    mean: value,
    low: value - std[c]!,
    high: value + std[c]!,
  }));
  const y = { field: "channel", type: "nominal", title: null, sort: names } as const;
  const spec: TopLevelSpec = {
    ...titleOf(title, subtitle),
    width,
    height: { step: 34 },
    data: { values },
    encoding: { y },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 3, opacity: 0.5, color: palette[0]! },
        encoding: { x: { field: "low", type: "quantitative", title: "value" }, x2: { field: "high" } },
      },
      {
        mark: { type: "point", filled: true, size: 90, color: palette[0]!, opacity: 1, tooltip: true },
        encoding: { x: { field: "mean", type: "quantitative" } },
      },
    ],
  };
  return new Chart(spec, { summary: `${title}: ${mean.map((value) => value.toFixed(3)).join(", ")}` });
}
