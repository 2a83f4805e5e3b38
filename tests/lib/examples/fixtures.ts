// What the examples in docstrings take for granted: `model`, `images`, `loader` and their kin.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as compress from "../../../lib/compress/index.ts";
import * as tsgrad from "../../../lib/index.ts";
import * as profiling from "../../../lib/profile/index.ts";
import * as training from "../../../lib/train/index.ts";
import * as vision from "../../../lib/vision/index.ts";
import * as viz from "../../../lib/viz/index.ts";
import { bytesOf } from "../io/data-files.ts";
import { makeImages } from "./image-files.ts";

const { nn, optim, data, io, randn, rand, randint, zeros, ones, tensor } = tsgrad;

type Scope = Record<string, unknown>;

class Classifier extends nn.Module {
  readonly conv1 = new nn.Conv2d(1, 4, 3);
  readonly fc = new nn.Linear(4 * 6 * 6, 10);
  forward(x: tsgrad.Tensor): tsgrad.Tensor {
    return this.fc.forward(this.conv1.forward(x.reshape([-1, 1, 8, 8])).flatten(1));
  }
}

/** A world of its own for each example. */
export function world(): Scope {
  const model = new Classifier();
  const [images, labels] = [randn([10, 1, 8, 8]), randint(3, [10])];
  const dataset = new data.TensorDataset(images, labels);
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
  return {
    ...compress.prune,
    ...compress.quantization,
    ...compress,
    ...tsgrad,
    ...vision,
    ...viz,
    ...profiling,
    ...training,
    ...io,
    ...optim.lrScheduler,
    ...nn,
    init: nn.init,
    model,
    optimizer,
    scheduler: new optim.lrScheduler.StepLR(optimizer, 2),
    dataset,
    train: dataset,
    extra: dataset,
    loader: new data.DataLoader(dataset, { batchSize: 5 }),
    images,
    labels,
    x: images,
    y: labels,
    loss: nn.functional.crossEntropy(model.forward(images), labels),
    evaluate: () => 1,
    training: true,
    scale: null,
  };
}

const box = () => tensor([[0, 0, 2, 2]], { requiresGrad: true });

/** Names that mean something else in some files. */
export const named: Record<string, () => Scope> = {
  "lib/compile.ts": () => ({}),
  "lib/data/k-fold.ts": () => ({ labels: [0, 1, 0, 1, 0, 1, 0, 1, 0, 1] }),
  "lib/data/statistics/duplicates.ts": () => ({ test: new data.TensorDataset(rand([4, 1, 8, 8]), randint(3, [4])) }),
  "lib/data/sampler.ts": () => ({ labels: [0, 1, 1], counts: [1, 2] }),
  "lib/engine/tensorflow/execute.ts": () => ({ x: randn([2])._storage.raw }),
  "lib/io/idx/read.ts": () => ({ path: "data/fashion-mnist-subset/t10k-images-idx3-ubyte.gz" }),
  "lib/nn/functional/adaptive-pool.ts": () => ({ features: randn([2, 3, 6, 6]) }),
  "lib/nn/functional/attention.ts": () => ({ q: randn([2, 2, 5, 4]), k: randn([2, 2, 5, 4]), v: randn([2, 2, 5, 4]) }),
  "lib/nn/functional/batch-norm.ts": () => ({
    x: randn([2, 3, 4, 4]),
    runningMean: zeros([3]),
    runningVar: ones([3]),
    weight: ones([3]),
    bias: zeros([3]),
  }),
  "lib/nn/functional/box-loss.ts": () => ({ predicted: box(), targets: box().detach() }),
  "lib/nn/functional/conv.ts": () => ({
    images: randn([2, 3, 8, 8]),
    features: randn([2, 4, 8, 8]),
    weight: randn([4, 3, 3, 3]),
    bias: null,
  }),
  "lib/nn/functional/drop-path.ts": () => ({ branch: new nn.Identity() }),
  "lib/nn/functional/embedding.ts": () => ({ tokens: randint(9, [2, 3]), weight: randn([9, 4]) }),
  "lib/nn/functional/linear.ts": () => ({ features: randn([2, 4]), weight: randn([3, 4]), bias: randn([3]) }),
  "lib/nn/functional/loss.ts": () => ({
    predictions: randn([4]),
    targets: randn([4]),
    logits: randn([4]),
    labels: randint(2, [4]),
  }),
  "lib/nn/functional/pad.ts": () => ({ images: randn([1, 1, 8, 8]) }),
  "lib/nn/functional/segmentation-loss.ts": () => ({
    logits: randn([2, 3, 4, 4]),
    targets: rand([2, 3, 4, 4]).round(),
    masks: randint(3, [2, 4, 4]),
  }),
  "lib/nn/init.ts": () => ({ layer: new nn.Linear(3, 3) }),
  "lib/nn/layers/activation.ts": () => ({ logits: randn([2, 3]) }),
  "lib/nn/layers/attention.ts": () => ({ x: randn([2, 5, 64]) }),
  "lib/nn/layers/container.ts": () => ({ x: randn([2, 4]), features: randn([2, 16]) }),
  "lib/nn/layers/convolution.ts": () => ({ images: randn([1, 3, 8, 8]) }),
  "lib/nn/layers/drop-path.ts": () => ({ branch: new nn.Identity() }),
  "lib/nn/layers/embedding.ts": () => ({ tokens: randint(1000, [2, 3]) }),
  "lib/nn/layers/linear.ts": () => ({ features: randn([2, 512]) }),
  "lib/nn/layers/pooling.ts": () => ({ features: randn([1, 2, 6, 6]) }),
  "lib/nn/layers/recurrent.ts": () => ({ sequence: randn([5, 2, 10]) }),
  "lib/nn/layers/transformer.ts": () => ({ x: randn([2, 5, 64]) }),
  "lib/optim/lbfgs.ts": () => {
    const model = new nn.Linear(2, 1);
    return { model, optimizer: new optim.LBFGS(model.parameters()), x: randn([4, 2]), y: randn([4, 1]) };
  },
  "lib/optim/lr-scheduler/cosine.ts": () => ({ epochs: 5 }),
  "lib/optim/lr-scheduler/plateau.ts": () => ({ validationLoss: 0.3 }),
  "lib/tensor/autograd/function.ts": () => ({ x: randn([3], { requiresGrad: true }) }),
  "lib/tensor/autograd/hooks.ts": () => ({ x: randn([3], { requiresGrad: true }) }),
  "lib/tensor/ops/einsum.ts": () => ({ a: randn([3, 3, 3]), b: randn([3, 3, 3]) }),
  "lib/tensor/ops/gather.ts": () => ({ logits: randn([2, 3]), targets: randint(3, [2]) }),
  "lib/tensor/ops/indexing.ts": () => ({ x: randn([6, 2]) }),
  "lib/profile/reconcile.ts": () => vision.models as unknown as Scope,
  "lib/vision/models/layers/intermediate.ts": () => vision.models as unknown as Scope,
  "lib/vision/models/registry/register.ts": () => vision.models as unknown as Scope,
  "lib/vision/transforms/compose.ts": () => ({
    image: randint(255, [1, 4, 4], { dtype: "uint8" }),
    ...vision.transforms,
  }),
  "lib/vision/transforms/normalize.ts": () => ({ image: rand([1, 4, 4]), ...vision.transforms }),
  "lib/vision/transforms/to-tensor.ts": () => ({ ...vision.transforms }),
  "lib/vision/utils/make-grid.ts": () => ({ images: rand([16, 1, 28, 28]), ...vision.utils }),
  "lib/viz/images/sample-grids.ts": () => {
    const images = rand([6, 1, 8, 8]);
    return { train: new data.TensorDataset(tsgrad.cat([images, images]), randint(3, [12])) };
  },
  "lib/viz/images/image-grid.ts": () => ({
    images: rand([4, 1, 8, 8]),
    labels: [0, 1, 2, 3],
    predictions: [0, 1, 2, 4],
  }),
};

/** Examples whose comment says what to expect in words of its own; the others' are compared. */
export const inWords: Record<string, string> = {
  "lib/tensor/memory/usage.ts": "the numbers of another program",
};

/** Examples that cannot run here, and why. */
export const notRun: Record<string, string> = {
  "lib/io/download/archive.ts": "fetches from the network",
  "lib/io/download/download.ts": "fetches from the network",
  "lib/io/download/sync.ts": "fetches from the network",
};

/** The files that examples read, in a folder of their own. */
export async function makeFiles(folder: string, project: string): Promise<void> {
  mkdirSync(join(folder, ".tsgrad"), { recursive: true });
  symlinkSync(join(project, "data"), join(folder, "data"));
  const { model, optimizer, scheduler, loader } = world() as { model: tsgrad.nn.Module } & Scope;
  for (const name of ["model.pth", "resnet18.pth", "model.safetensors"]) io.save(model.stateDict(), join(folder, name));
  io.save(randn([100, 28, 28]), join(folder, "images.npy"));
  io.save({ images: zeros([2, 2]), labels: ones([2]) }, join(folder, "mnist.npz"));
  writeFileSync(join(folder, "images.tar.gz"), bytesOf("gnu-archive.tar.gz"));
  writeFileSync(join(folder, "labels.csv"), "file;label\na.png;1\n");
  writeFileSync(join(folder, "cat.bin"), "");
  writeFileSync(join(folder, "cat.ndjson"), "");
  writeFileSync(join(folder, "instances_val2017.json"), '{"images":[],"annotations":[],"categories":[]}');
  await makeImages(folder);
  io.saveCheckpoint(join(folder, "last.pth"), { model, optimizer, scheduler, loader, epoch: 3 });
}
