// Oracle: torchvision 0.29.1 with the weights of tests/goldens/vision/zoo_recipe.py (tests/goldens/vision/zoo.py).
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { F, manualSeed, type nn, noGrad, Tensor, tensor } from "../../../../lib/index.ts";
import { getModel } from "../../../../lib/vision/models/index.ts";
import { countOf, type Digest, digest, expectDigest, fill, images, keyDigest, quiet } from "./recipe.ts";

interface Golden {
  size: number;
  /** Of the weights, where 1 would amplify rounding errors without bounds. */
  gain?: number;
  params: number;
  keys: string;
  logits: Digest;
  /** In float64, and how far PyTorch's own float32 is from that. */
  train: { loss: number; norms: [number, number, number]; noise: number };
  aux?: Record<string, Digest>;
  init?: { first: Digest; last: Digest; norm: number };
}

const path = new URL("../../../goldens/vision/zoo.json", import.meta.url);
const { models: goldens, segmenters } = JSON.parse(readFileSync(path, "utf8")) as {
  models: Record<string, Golden>;
  segmenters: Record<string, { params: number; keys: string; scores: Record<string, Digest> }>;
};

/** Small enough for every run of the tests. */
export const SMALL = [
  "resnet18",
  "squeezenet1_0",
  "squeezenet1_1",
  "mobilenet_v2",
  "mobilenet_v3_small",
  "mobilenet_v3_large",
  "shufflenet_v2_x0_5",
  "shufflenet_v2_x1_0",
  "shufflenet_v2_x1_5",
  "mnasnet0_5",
  "mnasnet0_75",
  "mnasnet1_0",
  "mnasnet1_3",
  "efficientnet_b0",
  "densenet121",
];
/** More than 80 million parameters to draw, or like another but for its depth. */
export const HUGE = [
  "vgg13",
  "vgg16",
  "vgg19",
  "vgg13_bn",
  "vgg16_bn",
  "vgg19_bn",
  "wide_resnet101_2",
  "resnext101_64x4d",
];
export const LARGE = Object.keys(goldens).filter((name) => !SMALL.includes(name) && !HUGE.includes(name));

/** Segmenters, with an auxiliary head where they can have one. */
export const SEGMENTERS = Object.keys(segmenters);

export function segmentation(name: string): void {
  const golden = segmenters[name]!;
  const model = fill(getModel(name, name.startsWith("lraspp") ? {} : { auxLoss: true })).eval();
  expect(countOf(model)).to.equal(golden.params);
  expect(keyDigest(model)).to.equal(golden.keys);
  const batch = images([1, 3, 64, 80]);
  const scores = noGrad(() => (model.forward as (x: Tensor) => Record<string, Tensor>)(batch));
  expect(Object.keys(scores)).to.deep.equal(Object.keys(golden.scores));
  for (const [key, expected] of Object.entries(golden.scores)) expectDigest(scores[key]!, expected, 1e-4, key);
}

export function parity(name: string): void {
  const golden = goldens[name]!;
  const weight = { googlenet: 0.3, inception_v3: 0.4 }[name] ?? 0;
  let model: nn.Module;
  let batch: Tensor;
  after(() => {
    model = undefined as never;
    batch = undefined as never;
  });

  it("has torchvision's names, shapes and logits", () => {
    model = fill(getModel(name), golden.gain).eval();
    batch = images([2, 3, golden.size, golden.size]);
    expect(countOf(model)).to.equal(golden.params);
    expect(keyDigest(model)).to.equal(golden.keys);
    const logits = noGrad(() => (model as nn.Layer).forward(batch));
    expectDigest(logits, golden.logits, 1e-4, "logits");
  });

  it("trains as torchvision's: loss and gradients", () => {
    quiet(model).train();
    const output = (model.forward as (x: Tensor) => Tensor | Record<string, Tensor>)(batch);
    const targets = tensor([1, 2], { dtype: "int32" });
    const { logits, ...aux } = output instanceof Tensor ? { logits: output } : (output as { logits: Tensor });
    let loss = F.crossEntropy(logits!, targets);
    for (const [key, auxLogits] of Object.entries(aux) as [string, Tensor][]) {
      expectDigest(auxLogits, golden.aux![key]!, 1e-3, key);
      loss = loss.add(F.crossEntropy(auxLogits, targets).mul(weight));
    }
    expect(loss.item() / golden.train.loss - 1, "loss").to.be.closeTo(0, 1e-3);
    loss.backward();
    const grads = model.parameters().map((parameter) => parameter.grad!);
    const norms = [grads[0]!, grads[Math.floor(grads.length / 2)]!, grads.at(-1)!].map((grad) => digest(grad).norm);
    const tolerance = Math.max(1e-3, 5 * golden.train.noise);
    for (const [i, norm] of norms.entries())
      expect(norm / golden.train.norms[i]! - 1, `norm of gradient ${i}`).to.be.closeTo(0, tolerance);
  });

  if (golden.init)
    it("begins with torchvision's weights for a seed", () => {
      manualSeed(0);
      const state = Object.values(getModel(name).stateDict()).filter(({ dtype }) => dtype === "float32");
      expectDigest(state[0]!, golden.init!.first, 1e-6, "first");
      expectDigest(state.at(-2)!, golden.init!.last, 1e-6, "last");
      const norm = state.reduce((sum, value) => sum + value.abs().sum().item(), 0);
      expect(norm / golden.init!.norm - 1).to.be.closeTo(0, 1e-5);
    });
}
