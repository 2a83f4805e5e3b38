// %% [markdown]
// # Every chart of `tsgrad/viz`
// One cell a chart: copy it, put in your own numbers. Charts are Vega-Lite: `chart.save("loss.png")` (or `.svg`, `.json`)
// writes one to a file, `checkChart(chart)` looks for what misleads in it, and `new Chart(spec)` shows any spec of yours.
//
// First some data, and a small network that has seen them a few times.

// %% id="setup"
import {
  channelStatistics,
  classHistogram,
  classSamples,
  compile,
  DataLoader,
  F,
  findDuplicates,
  manualSeed,
  nn,
  optim,
  sizeDistribution,
  type Tensor,
  TensorDataset,
} from "tsgrad";
import { prune, quantization } from "tsgrad/compress";
import { FashionMNIST, models, Shapes, transforms } from "tsgrad/vision";
import * as viz from "tsgrad/viz";

manualSeed(0);
const classes = FashionMNIST.classes;
const train = new FashionMNIST({ subset: true, train: true });
const [pixels, labels] = new FashionMNIST({ subset: true, train: false }).toTensors();
const images = pixels.float().div(255); // [1000, 1, 28, 28]
const network = new nn.Sequential(
  new nn.Conv2d(1, 8, 5, { padding: 2 }),
  new nn.ReLU(),
  new nn.MaxPool2d(2),
  new nn.Conv2d(8, 16, 3, { padding: 1 }),
  new nn.ReLU(),
  new nn.AdaptiveAvgPool2d(4),
  new nn.Flatten(),
  new nn.Linear(256, 10),
);
const optimizer = new optim.Adam(network.parameters(), { lr: 0.003 });
const losses: number[] = [];
const step = compile((x: Tensor, y: Tensor) => {
  optimizer.zeroGrad();
  const loss = F.crossEntropy(network.forward(x), y);
  loss.backward();
  optimizer.step();
  return loss.detach();
});
const batches = new DataLoader(new TensorDataset(images, labels), { batchSize: 50, shuffle: true });
for (let epoch = 0; epoch < 6; epoch++) for (const [x, y] of batches) losses.push(step(x, y).item());
const logits = network.forward(images).detach(); // [1000, 10]
const predictions = logits.argmax(1);
const confidences = logits.softmax(1).amax(1);
const [scene, target] = new Shapes({ length: 4, objects: [3, 4] }).get(1);

// %% [markdown]
// ## Data

// %%
viz.imageGrid(images.at("0:12"), {
  labels: labels.at("0:12"),
  predictions: predictions.at("0:12"),
  classes,
  columns: 6,
});

// %%
await viz.sampleGrid(train, await classSamples(train, { perClass: 4 }));

// %%
viz.classCounts(await classHistogram(train));

// %%
viz.classDistribution({ training: train.targets, "first 300": train.targets.slice(0, 300) }, { classes });

// %%
viz.imageSizes(await sizeDistribution(new Shapes({ length: 30 })));

// %%
viz.channelMeans(await channelStatistics(new Shapes({ length: 30 })));

// %%
await viz.duplicateGrid(train, await findDuplicates(train), { limit: 4 });

// %%
viz.augmentationGrid(images.at("0:3"), (image) => new transforms.RandomRotation(25).forward(image) as Tensor);

// %%
viz.boundingBoxes(scene, target.boxes, { labels: target.labels, classes: Shapes.classes });

// %%
viz.segmentationMask(scene, target.semantic, { classes: ["ground", ...Shapes.classes] });

// %%
viz.keypoints(scene, [[[20, 20], [40, 50], [70, 60], null]], {
  skeleton: [
    [0, 1],
    [1, 2],
    [2, 3],
  ],
});

// %%
viz.anchors(scene, [
  [8, 8, 40, 40],
  [24, 24, 56, 56],
  [10, 40, 80, 72],
]);

// %%
viz.histogram(images.at("0:50").reshape([-1]), { title: "Pixels of 50 images", x: "brightness (0 to 1)" });

// %% [markdown]
// ## Training

// %%
viz.lineChart({ training: losses }, { title: "Loss", x: "step", y: "loss (cross-entropy)" });

// %%
viz.trainingCurves({ training: losses }, { smoothing: 0.9, x: "step", y: "loss (cross-entropy)" });

// %%
const live = viz.liveChart({ title: "Live", x: "step", xDomain: [0, 60], panels: { loss: "loss (cross-entropy)" } });
for (const [i, loss] of losses.slice(0, 60).entries()) live.add(i, { loss: { training: loss } });

// %%
const cosine = Array.from({ length: 50 }, (_, i) => 0.05 * (1 + Math.cos((Math.PI * i) / 50)));
viz.lrSchedule({ cosine, step: cosine.map((_, i) => 0.1 * 0.1 ** Math.floor(i / 20)) });

// %%
viz.lrFinder([1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1], [2.3, 2.3, 2.1, 1.4, 1.3, 9]);

// %%
viz.lossSurface((x, y) => x * x + 10 * y * y, {
  path: [
    [-0.9, 0.8],
    [-0.7, -0.5],
    [-0.5, 0.3],
    [-0.3, 0],
  ],
});

// %%
viz.weightDistributions(network);

// %%
F.crossEntropy(network.forward(images.at("0:50")), labels.at("0:50")).backward();
viz.gradientDistributions(network);

// %%
viz.activationDistributions(network, images.at("0:50"));

// %%
viz.layerDistributions({ "first layer": [-0.1, 0, 0.05, 0.2], "last layer": [-1, -0.2, 0.3, 1] }, { x: "weight" });

// %%
viz.gradNormByLayer({ "small network": network });

// %%
viz.gantt([
  { lane: "loader", name: "decode", start: 0, end: 8 },
  { lane: "loader", name: "decode", start: 8, end: 16 },
  { lane: "model", name: "step", start: 8, end: 12 },
  { lane: "model", name: "step", start: 16, end: 20 },
]);

// %%
viz.experimentComparison({ plain: [81, 82.5, 80.9], residual: [85.1, 84.4, 85.7] }, { value: "accuracy (%)" });

// %% [markdown]
// ## Errors

// %%
viz.confusionMatrix(labels, predictions, { classes });

// %%
const accuracy = Object.fromEntries(
  classes.map((name, c) => {
    const own = labels.eq(c).logicalAnd(predictions.eq(c)).sum().item();
    return [name, (100 * own) / labels.eq(c).sum().item()];
  }),
);
viz.barChart(accuracy, { title: "Accuracy of each class", value: "accuracy (%)", max: 100, format: ".1f" });

// %%
viz.classMetrics(labels, predictions, { classes });

// %%
viz.mostConfused(labels, predictions, { classes });

// %%
viz.confidenceHistogram(confidences, predictions.eq(labels).int());

// %%
const shirt = { targets: labels.eq(6).int(), scores: logits.softmax(1).at(":", 6) };
viz.rocCurve({ "is it a shirt?": shirt });

// %%
viz.precisionRecallCurve({ "is it a shirt?": shirt });

// %%
viz.reliabilityDiagram(confidences, predictions.eq(labels).int());

// %%
const features = new nn.Sequential(...[...network].slice(0, 7)).forward(images.at("0:300")).detach();
viz.embeddingScatter(features, labels.at("0:300"), { classes });

// %%
viz.embeddingScatter(features, labels.at("0:300"), { classes, method: "tsne", iterations: 250 });

// %%
viz.embeddingScatter(features, labels.at("0:300"), { classes, method: "umap" });

// %% [markdown]
// ## Networks

// %%
viz.modelGraph(
  new models.CifarResNet(1, { inChannels: 1 }).layer2,
  F.avgPool2d(images.at("0:1"), 2).expand([1, 16, 14, 14]),
  { title: "A residual block" },
);

// %%
viz.parameterTreemap(network);

// %%
viz.filters(network.at(0));

// %%
viz.featureMaps(network, "0", images.at("0:1"));

// %%
viz.maxActivatingPatches(network, "3", images.at("0:200"), { size: 9, count: 16 });

// %%
viz.heatmapOverlay(images.at(0), viz.gradCam(network, "3", images.at(0)), { title: "Grad-CAM" });

// %%
viz.heatmapOverlay(images.at(0), viz.saliency(network, images.at(0)), { title: "Saliency" });

// %%
viz.bubbleChart([
  { name: "resnet18", cost: 1.8, score: 69.8, size: 11.7 },
  { name: "mobilenet_v2", cost: 0.3, score: 71.9, size: 3.5 },
  { name: "vgg11", cost: 7.6, score: 69, size: 132.9 },
]);

// %% [markdown]
// ## Smaller networks

// %%
viz.paretoScatter(
  [
    { name: "narrow", cost: 10, score: 80 },
    { name: "deep", cost: 20, score: 78 },
    { name: "wide", cost: 30, score: 91 },
  ],
  { cost: "MACs (M)", score: "accuracy (%)" },
);

// %%
viz.sensitivity(
  {
    conv1: [
      [0, 90],
      [50, 80],
      [90, 40],
    ],
    fc: [
      [0, 90],
      [50, 90],
      [90, 88],
    ],
  },
  { baseline: 90 },
);

// %%
const small = new nn.Sequential(new nn.Linear(64, 32), new nn.ReLU(), new nn.Linear(32, 10));
prune.globalUnstructured(prune.parametersToPrune(small), prune.L1Unstructured, { amount: 0.8 });
viz.sparsityChart(prune.sparsity(small));

// %%
const int8 = quantization.prepare(new nn.Sequential(new nn.Linear(64, 32), new nn.ReLU(), new nn.Linear(32, 10)));
int8.forward(images.at("0:100").reshape([-1, 64]));
viz.quantizationError(quantization.layerSqnr(quantization.convert(int8), images.at("0:16").reshape([-1, 64])));

// %% [markdown]
// ## What misleads

// %%
viz.misleadingPair({ ours: 93.1, theirs: 92.4 }, { value: "accuracy (%)", max: 100 });
