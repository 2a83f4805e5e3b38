// One example of each chart, the same on every run: for snapshots and for looking at.
import { Generator } from "../../../lib/random/index.ts";
import { barChart, type Chart, confusionMatrix, histogram, LiveChart, lineChart } from "../../../lib/viz/index.ts";

const classes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"];
const noise = new Generator().manualSeed(0).randn(1200);

const loss = (step: number) => 2.1 * Math.exp(-step / 150) + 0.35 + 0.06 * noise[step]!;
const truth = Array.from({ length: 200 }, (_, i) => i % 5);
const guess = truth.map((label, i) => (noise[i]! > 1 ? (label + 1) % 5 : label));

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
};
