// Oracle: torchvision 0.29.1 with the weights of tests/goldens/vision/zoo_recipe.py (tests/goldens/vision/zoo.py).
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { F, manualSeed, type nn, noGrad, Tensor, tensor } from "../../../../lib/index.ts";
import { getModel } from "../../../../lib/vision/models/index.ts";
import { countOf, type Digest, digest, expectDigest, fill, images, keyDigest, quiet } from "./recipe.ts";

interface Golden {
  size: number;
  params: number;
  keys: string;
  logits: Digest;
  /** In float64, and how far PyTorch's own float32 is from that. */
  train: { loss: number; norms: [number, number, number]; noise: number };
  aux?: Record<string, Digest>;
  init?: { first: Digest; last: Digest; norm: number };
}

const path = new URL("../../../goldens/vision/zoo.json", import.meta.url);
const goldens = (JSON.parse(readFileSync(path, "utf8")) as { models: Record<string, Golden> }).models;

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
export const LARGE = Object.keys(goldens).filter((name) => !SMALL.includes(name));

/** Weights that drew other numbers, and why. */
const OTHER_DRAWS: Record<string, string> = {};

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
    model = fill(getModel(name)).eval();
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
    const tolerance = Math.max(1e-3, 3 * golden.train.noise);
    for (const [i, norm] of norms.entries())
      expect(norm / golden.train.norms[i]! - 1, `norm of gradient ${i}`).to.be.closeTo(0, tolerance);
  });

  if (golden.init && !(name in OTHER_DRAWS))
    it("begins with torchvision's weights for a seed", () => {
      manualSeed(0);
      const state = Object.values(getModel(name).stateDict()).filter(({ dtype }) => dtype === "float32");
      expectDigest(state[0]!, golden.init!.first, 1e-6, "first");
      expectDigest(state.at(-2)!, golden.init!.last, 1e-6, "last");
      const norm = state.reduce((sum, value) => sum + value.abs().sum().item(), 0);
      expect(norm / golden.init!.norm - 1).to.be.closeTo(0, 1e-5);
    });
}
