// One example of each chart, the same on every run: for snapshots and for looking at.

import type { ClassHistogram } from "../../../lib/data/statistics/index.ts";
import * as nn from "../../../lib/nn/index.ts";
import { Generator, manualSeed } from "../../../lib/random/index.ts";
import { fullLike, noGrad, ones, type Tensor } from "../../../lib/tensor/index.ts";
import * as viz from "../../../lib/viz/index.ts";

const { barChart, confusionMatrix, histogram, LiveChart, lineChart } = viz;
type Chart = viz.Chart;

const classes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"];
const noise = new Generator().manualSeed(0).randn(1200);

const loss = (step: number) => 2.1 * Math.exp(-step / 150) + 0.35 + 0.06 * noise[step]!;
const truth = Array.from({ length: 200 }, (_, i) => i % 5);
const guess = truth.map((label, i) => (noise[i]! > 1 ? (label + 1) % 5 : label));

const run = (seed: number) =>
  Array.from({ length: 50 }, (_, i) => 2 * Math.exp(-i / 20) + 0.1 * noise[100 * seed + i]!);
const scored = (spread: number) => ({
  targets: truth.map((label) => (label === 0 ? 1 : 0)),
  scores: truth.map((label, i) => (label === 0 ? 1 : 0) + spread * noise[i]!),
});
const tradeoffs = [1, 3, 9, 27, 30].map((cost, i) => ({
  cost,
  score: 60 + 10 * Math.log(cost) - 12 * (i % 2),
  name: `net${i}`,
}));
const points = Array.from({ length: 100 }, (_, i) => [
  noise[i]! + 3 * (i % 5),
  noise[i + 100]!,
  noise[i + 200]! - (i % 5),
]);

/** A block with a shortcut around it, its weights small whole numbers, so that every device computes the same. */
class Shortcut extends nn.Module {
  readonly conv = new nn.Conv2d(1, 2, 3, { padding: 1, bias: false });
  readonly shortcut = new nn.Conv2d(1, 2, 1, { bias: false });
  readonly relu = new nn.ReLU();
  readonly fc = new nn.Linear(2, 3);

  constructor() {
    super();
    noGrad(() => {
      for (const parameter of this.parameters()) parameter.copy_(parameter.mul(0).add(1).cumsum(0).sub(parameter.ndim));
    });
    for (const parameter of this.parameters()) parameter.grad = parameter.detach().mul(2);
  }

  forward(x: Tensor): Tensor {
    const joined = this.relu.forward(this.conv.forward(x).add(this.shortcut.forward(x))); // [N, 2, H, W]
    return this.fc.forward(joined.mean([2, 3])); // [N, 3]
  }
}

function training(): Chart {
  const chart = new LiveChart({
    title: "Training",
    x: "epoch",
    xDomain: [0, 5],
    panels: { loss: "loss (cross-entropy)", accuracy: "accuracy (%)" },
  });
  for (let step = 1; step <= 120; step++) {
    const epoch = step / 30;
    chart.add(epoch, { loss: { train: loss(step) } });
    if (step % 30 === 0)
      chart.add(epoch, { loss: { validation: loss(step) + 0.1 }, accuracy: { validation: 70 + 4 * epoch } });
  }
  return chart.toChart();
}

export const gallery: Record<string, () => Chart> = {
  line: () =>
    lineChart(
      {
        train: Array.from({ length: 60 }, (_, i) => loss(5 * i)),
        validation: [
          [20, 1.2],
          [40, 0.9],
          [59, 0.8],
        ],
      },
      { title: "Learning curve", subtitle: "ResNet on Fashion-MNIST", x: "step", y: "loss (cross-entropy)" },
    ),
  "line-gap": () => lineChart({ norm: [1, 2, Number.NaN, 4, 3] }, { x: "step", y: "gradient norm" }),
  bar: () =>
    barChart(
      { "T-shirt/top": 81, Trouser: 97, Pullover: 83.5 },
      { title: "Accuracy of each class", value: "accuracy (%)", max: 100 },
    ),
  histogram: () => histogram(noise, { title: "Weights of conv1", x: "weight" }),
  confusion: () => confusionMatrix(truth, guess, { classes }),
  training,
  "training-curves": () =>
    viz.trainingCurves({ plain: [run(0), run(1)], residual: [run(2), run(3)] }, { y: "loss (cross-entropy)" }),
  "smoothed-curves": () => viz.trainingCurves({ train: run(0) }, { smoothing: 0.9, y: "loss", title: "Loss" }),
  "lr-schedule": () => viz.lrSchedule({ step: [0.1, 0.1, 0.01, 0.01], linear: [0.1, 0.075, 0.05, 0.025] }),
  "lr-finder": () => viz.lrFinder([1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1], [2.3, 2.3, 2.1, 1.4, 1.3, 9]),
  "class-distribution": () => viz.classDistribution({ train: guess, validation: truth }, { classes }),
  roc: () => viz.rocCurve({ small: scored(1), large: scored(0.5) }),
  "precision-recall": () => viz.precisionRecallCurve({ small: scored(1), large: scored(0.5) }),
  reliability: () =>
    viz.reliabilityDiagram(
      truth.map((_, i) => 0.5 + i / 400),
      truth.map((_, i) => (noise[i]! < i / 100 ? 1 : 0)),
    ),
  "layer-distributions": () =>
    viz.layerDistributions({ conv1: noise.slice(0, 300), fc: noise.slice(300).map((x) => x / 3) }, { x: "weight" }),
  sensitivity: () =>
    viz.sensitivity(
      {
        conv1: [
          [0, 90],
          [90, 40],
        ],
        fc: [
          [0, 90],
          [90, 88],
        ],
      },
      { baseline: 90 },
    ),
  pareto: () => viz.paretoScatter(tradeoffs, { cost: "MACs (M)", score: "accuracy (%)" }),
  bubbles: () => viz.bubbleChart(tradeoffs.map((point, i) => ({ ...point, size: 1 + i }))),
  pca: () => viz.embeddingScatter(points, truth.slice(0, 100), { classes }),
  treemap: () => viz.parameterTreemap(new nn.Sequential(new nn.Conv2d(3, 16, 3), new nn.Linear(16, 100))),
  "gradient-norms": () => {
    manualSeed(0);
    const net = new nn.Sequential(new nn.Linear(2, 8), new nn.Linear(8, 1));
    for (const [i, parameter] of net.parameters().entries()) parameter.grad = fullLike(parameter.detach(), 10 ** -i);
    return viz.gradNormByLayer({ plain: net });
  },
  sparsity: () => viz.sparsityChart({ rows: [{ name: "fc.weight", sparsity: 0.92 }] }),
  "quantization-error": () => viz.quantizationError({ rows: [{ path: "conv1", weight: 42, output: 35 }] }),
  experiments: () => viz.experimentComparison({ plain: [81, 82.5, 80.9], residual: [85.1, 84.4, 85.7] }),
  gantt: () =>
    viz.gantt([
      { lane: "loader", name: "decode", start: 0, end: 8 },
      { lane: "model", name: "step", start: 8, end: 12 },
    ]),
  "loss-surface": () =>
    viz.lossSurface((x, y) => x * x + 10 * y * y, {
      cells: 8,
      path: [
        [-0.9, 0.8],
        [-0.3, 0],
      ],
    }),
  "class-metrics": () => viz.classMetrics(truth, guess, { classes }),
  "most-confused": () => viz.mostConfused(truth, guess, { classes, limit: 3 }),
  confidences: () =>
    viz.confidenceHistogram(
      truth.map((_, i) => 0.5 + i / 400),
      truth.map((_, i) => (noise[i]! < i / 100 ? 1 : 0)),
    ),
  "model-graph": () => viz.modelGraph(new Shortcut(), ones([1, 1, 4, 4]), { title: "A shortcut" }),
  weights: () => viz.weightDistributions(new Shortcut()),
  gradients: () => viz.gradientDistributions(new Shortcut()),
  activations: () => viz.activationDistributions(new Shortcut(), ones([1, 1, 4, 4])),
  "class-counts": () =>
    viz.classCounts({ classes, counts: [40, 38, 41, 12, 39], imbalance: 41 / 12 } as ClassHistogram),
  "image-sizes": () =>
    viz.imageSizes({
      sizes: [
        [32, 32],
        [32, 32],
        [48, 32],
      ],
      counts: [
        { height: 32, width: 32, images: 2 },
        { height: 48, width: 32, images: 1 },
      ],
    }),
  "channel-means": () => viz.channelMeans({ mean: [0.49, 0.48, 0.45], std: [0.25, 0.24, 0.26] }),
};
