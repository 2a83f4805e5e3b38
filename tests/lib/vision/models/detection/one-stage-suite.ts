// Oracle: torchvision 0.29.1 with the weights of tests/goldens/vision/zoo_recipe.py (tests/goldens/vision/one_stage.py).
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { onMeta } from "../../../../../lib/engine/meta/index.ts";
import { nn, noGrad, rand, type Tensor, tensor, zeros } from "../../../../../lib/index.ts";
import { countMacs } from "../../../../../lib/profile/index.ts";
import { type Detector, getModel } from "../../../../../lib/vision/models/index.ts";
import { countOf, type Digest, expectDigest, fill, keyDigest } from "../recipe.ts";
import { expectStep } from "./training.ts";

interface Golden {
  options: Record<string, number>;
  /** Of the weights. */
  gain: number;
  keys: string;
  params: number;
  tensors: number;
  detections: { count: number; labels: number[]; scores: Digest; boxes: Digest }[];
  /** In float64, and how far PyTorch's own float32 is from that; norms of gradients from the first to the last. */
  train: { losses: Record<string, number>; norms: number[]; noise: number };
  /** With the 91 classes of COCO: for MACs the image has 512 x 512 pixels. */
  full: { params: number; keys: string; macs: number };
}

const path = new URL("../../../../goldens/vision/one_stage.json", import.meta.url);
const golden = JSON.parse(readFileSync(path, "utf8")) as {
  sizes: [number, number][];
  boxes: number[][][];
  labels: number[][];
  models: Record<string, Golden>;
};
export const NAMES = Object.keys(golden.models);

const camelCase = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** What has weights in a detector; its other parts count boxes on the host. */
class Dense extends nn.Module {
  readonly backbone: nn.Layer;
  readonly head: nn.Module & { forward(maps: Tensor[]): Record<string, Tensor> };

  constructor(detector: Detector) {
    super();
    const { backbone, head } = detector as unknown as Dense;
    this.backbone = backbone;
    this.head = head;
  }

  forward(images: Tensor): Tensor[] {
    return Object.values(this.head.forward(Object.values(this.backbone.forward(images))));
  }
}

/** Parameters, names and multiply-accumulates of the model as it is published, built without values. */
export function counts(name: string): void {
  const { full } = golden.models[name]!;
  const model = onMeta(() => getModel(name).eval()) as Detector;
  expect(countOf(model)).to.equal(full.params);
  expect(keyDigest(model)).to.equal(full.keys);
  const side = { ssd300_vgg16: 300, ssdlite320_mobilenet_v3_large: 320 }[name] ?? 800;
  expect(countMacs(new Dense(model).eval(), [1, 3, side, side])).to.equal(full.macs);
}

/** Tests of a model with torchvision's weights: what it finds, and how it is trained. */
export function parity(name: string): void {
  const expected = golden.models[name]!;
  const options = Object.fromEntries(Object.entries(expected.options).map(([key, value]) => [camelCase(key), value]));
  let model: Detector;
  let images: Tensor[];
  after(() => {
    model = undefined as never;
    images = [];
  });

  it("has torchvision's names, shapes and detections", () => {
    model = fill(getModel(name, { numClasses: 5, ...options }), expected.gain).eval() as Detector;
    images = golden.sizes.map((size) => rand([3, ...size]));
    expect(countOf(model)).to.equal(expected.params);
    expect(model.parameters().length).to.equal(expected.tensors);
    expect(keyDigest(model)).to.equal(expected.keys);
    const found = noGrad(() => model.forward(images));
    for (const [i, { count, labels, scores, boxes }] of expected.detections.entries()) {
      expect(found[i]!.labels.numel(), `detections in image ${i}`).to.equal(count);
      expect([...found[i]!.labels.data].slice(0, 20)).to.deep.equal(labels);
      expectDigest(found[i]!.scores, scores, 1e-4, `scores of image ${i}`);
      expectDigest(found[i]!.boxes, boxes, 1e-4, `boxes of image ${i}`);
    }
  });

  it("trains as torchvision's: losses and gradients, one of the images without objects", () => {
    model.train();
    (model as unknown as Dense).backbone.eval();
    const targets = golden.boxes.map((boxes, i) => ({
      boxes: boxes.length === 0 ? zeros([0, 4]) : tensor(boxes),
      labels: tensor(Int32Array.from(golden.labels[i]!)),
    }));
    const losses = model.forward(images, targets);
    const { losses: wanted, norms, noise } = expected.train;
    const last = norms.length - 1;
    const parameters = model.parameters().length;
    const places = norms.map((_, i) => (i === last ? parameters - 1 : Math.floor((parameters * i) / last)));
    const byPlace = new Map(norms.map((norm, i) => [places[i]!, norm]));
    expectStep(model, losses, wanted, byPlace, Math.max(1e-3, 5 * noise));
  });
}
