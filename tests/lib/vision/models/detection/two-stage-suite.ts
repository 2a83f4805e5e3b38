// Oracle: torchvision 0.29.1 with the weights of tests/goldens/vision/zoo_recipe.py (tests/goldens/vision/two_stage.py).
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { F, manualSeed, nn, noGrad, rand, type Tensor, tensor } from "../../../../../lib/index.ts";
import {
  type Detection,
  FastRCNNPredictor,
  getModel,
  KeypointRCNN,
  KeypointRCNNHeads,
  KeypointRCNNPredictor,
  type Losses,
  MaskRCNN,
  MaskRCNNHeads,
  MaskRCNNPredictor,
  type Target,
  TwoMLPHead,
} from "../../../../../lib/vision/models/index.ts";
import { AnchorGenerator, MultiScaleRoIAlign } from "../../../../../lib/vision/ops/index.ts";
import { countOf, type Digest, expectDigest, fill, keyDigest } from "../recipe.ts";
import { expectStep } from "./training.ts";

export type Detector = nn.Module & {
  forward(images: readonly Tensor[]): Detection[];
  forward(images: readonly Tensor[], targets: readonly Target[]): Losses;
};
type Found = { labels: number[]; scores: number[]; boxes: number[][] } & Record<string, Digest & { shape: number[] }>;

interface Golden {
  /** Of the weights. */
  gain: number;
  params: number;
  tensors: number;
  stateKeys: number;
  keys: string;
  detections: Found[];
  /** In float64, and how far PyTorch's own float32 is from that; norms of every `step`th gradient. */
  train: { losses: Record<string, number>; norms: number[]; step: number; noise: number };
}

const path = new URL("../../../../goldens/vision/two_stage.json", import.meta.url);
const golden = JSON.parse(readFileSync(path, "utf8")) as {
  sizes: [number, number][];
  boxes: number[][][];
  labels: number[][];
  models: Record<string, Golden>;
};

const LIMITS = {
  minSize: 96,
  maxSize: 128,
  rpnPreNmsTopNTrain: 120,
  rpnPreNmsTopNTest: 60,
  rpnPostNmsTopNTrain: 80,
  rpnPostNmsTopNTest: 40,
  rpnBatchSizePerImage: 64,
  boxBatchSizePerImage: 32,
  boxDetectionsPerImg: 12,
  boxScoreThresh: 0.012,
};

class Tiny extends nn.Module {
  readonly outChannels = 8;
  readonly high = new nn.Conv2d(3, 8, 5, { stride: 4, padding: 2 });
  readonly low = new nn.Conv2d(8, 8, 3, { stride: 2, padding: 1 });

  forward(x: Tensor): Record<string, Tensor> {
    const high = F.relu(this.high.forward(x));
    return { 0: high, 1: F.relu(this.low.forward(high)) };
  }
}

/** Heads of 8 channels on two levels. */
export function small(kind: "mask" | "keypoint"): Detector {
  const pool = (size: number) => new MultiScaleRoIAlign(["0", "1"], size, 2);
  const options = {
    ...LIMITS,
    rpnAnchorGenerator: new AnchorGenerator(
      [[16], [32]],
      [
        [0.5, 1, 2],
        [0.5, 1, 2],
      ],
    ),
    boxRoiPool: pool(4),
    boxHead: new TwoMLPHead(8 * 16, 32),
    boxPredictor: new FastRCNNPredictor(32, 3),
  };
  if (kind === "keypoint")
    return new KeypointRCNN(new Tiny(), null, {
      ...options,
      keypointRoiPool: pool(6),
      keypointHead: new KeypointRCNNHeads(8, [8, 8]),
      keypointPredictor: new KeypointRCNNPredictor(8, 5),
    });
  return new MaskRCNN(new Tiny(), null, {
    ...options,
    maskRoiPool: pool(6),
    maskHead: new MaskRCNNHeads(8, [8, 8]),
    maskPredictor: new MaskRCNNPredictor(8, 8, 3),
  });
}

const build = (name: string): Detector =>
  name.startsWith("small_") ? small(name.split("_")[1] as "mask" | "keypoint") : (getModel(name, LIMITS) as Detector);

/** Masks are ellipses in their boxes; keypoints are spread over them, two on corners, the third unseen. */
function targetsOf(name: string): Target[] {
  const points = name.startsWith("small") ? 5 : 17;
  return golden.sizes.map(([h, w], image) => {
    const none = name.endsWith("_empty") && image === 1;
    const boxes = none ? [] : golden.boxes[image]!;
    const labels = (none ? [] : golden.labels[image]!).map((label) => (name.startsWith("keypoint") ? 1 : label));
    const masks = boxes.flatMap(([x1, y1, x2, y2]) =>
      Array.from({ length: h * w }, (_, at) => {
        const [x, y] = [at % w, Math.floor(at / w)];
        return ((x - (x1! + x2!) / 2) / (x2! - x1!)) ** 2 + ((y - (y1! + y2!) / 2) / (y2! - y1!)) ** 2 < 0.25 ? 1 : 0;
      }),
    );
    const keypoints = boxes.flatMap(([x1, y1, x2, y2]) =>
      Array.from({ length: points }, (_, k) => {
        const share = image === 0 && k < 2 ? k : (k + 0.3) / points;
        return [x1! + share * (x2! - x1!), y1! + share * share * (y2! - y1!), k === 2 ? 0 : 1];
      }).flat(),
    );
    return {
      boxes: tensor(Float32Array.from(boxes.flat())).reshape([boxes.length, 4]),
      labels: tensor(Int32Array.from(labels), { dtype: "int32" }),
      masks: tensor(Uint8Array.from(masks)).reshape([boxes.length, h, w]),
      keypoints: tensor(Float32Array.from(keypoints)).reshape([boxes.length, points, 3]),
    };
  });
}

/** Tests of a model: names and shapes, what it finds, how it is trained. */
export function parity(name: string): void {
  const expected = golden.models[name]!;
  let model: Detector;
  let images: Tensor[];
  after(() => {
    model = undefined as never;
    images = [];
  });

  it("has torchvision's names, shapes and detections", () => {
    model = fill(build(name), expected.gain).eval();
    images = golden.sizes.map((size) => rand([3, ...size]));
    expect(countOf(model)).to.equal(expected.params);
    expect(model.parameters().length).to.equal(expected.tensors);
    expect(Object.keys(model.stateDict()).length).to.equal(expected.stateKeys);
    expect(keyDigest(model)).to.equal(expected.keys);
    expectDetections(
      noGrad(() => model.forward(images)),
      expected.detections,
    );
  });

  it("trains as torchvision's: losses and gradients", () => {
    model.train();
    const { body } = (model as unknown as { backbone: { body?: nn.Module } }).backbone;
    body?.eval();
    manualSeed(1);
    const losses = model.forward(images, targetsOf(name));
    const { losses: wanted, norms, step, noise } = expected.train;
    const count = model.parameters().filter((_, i) => i % step === 0).length;
    const byPlace = new Map(Array.from({ length: count }, (_, i) => [i * step, norms[i]!]));
    expectStep(model, losses, wanted, byPlace, Math.max(1e-3, 5 * noise));
  });
}

/** Coordinates within a thousandth of a pixel, scores and masks within 1e-4 of their size. */
export function expectDetections(found: readonly Detection[], wanted: readonly Found[]): void {
  expect(found.length).to.equal(wanted.length);
  for (const [i, { labels, scores, boxes, ...extra }] of wanted.entries()) {
    const got = found[i]!;
    expect([...got.labels.data], `labels of image ${i}`).to.deep.equal(labels);
    for (const [k, score] of scores.entries())
      expect(got.scores.data[k]! / score - 1, `score ${k} of image ${i}`).to.be.closeTo(0, 1e-4);
    for (const [k, value] of boxes.flat().entries())
      expect(got.boxes.data[k], `coordinate ${k} of image ${i}`).to.be.closeTo(value, 1e-4 * (10 + Math.abs(value)));
    for (const [key, { shape, ...expected }] of Object.entries(extra)) {
      const value = got[key === "keypoints_scores" ? "keypointsScores" : (key as "masks" | "keypoints")]!;
      expect(value.shape, key).to.deep.equal(shape);
      expectDigest(value, expected, 1e-4, `${key} of image ${i}`);
    }
  }
}
