// Oracle: torchvision 0.29.1's published counts, names and behaviour; a file that PyTorch saved (tests/goldens/vision/two_stage.py).
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { onMeta } from "../../../../../lib/engine/meta/index.ts";
import { F, io, manualSeed, nn, noGrad, rand, randn, tensor, zeros } from "../../../../../lib/index.ts";
import { largest } from "../../../../../lib/vision/models/detection/rpn.ts";
import { upgrade } from "../../../../../lib/vision/models/detection/two-stage.ts";
import * as models from "../../../../../lib/vision/models/index.ts";
import { AnchorGenerator } from "../../../../../lib/vision/ops/index.ts";
import { countOf, fill } from "../recipe.ts";
import { small } from "./two-stage-suite.ts";

const frozen = (channels: number) => new nn.FrozenBatchNorm2d(channels);

/** Parameters with batch norm and, where the official weights have it, with frozen batch norm. */
const COUNTS: Record<string, [batchNorm: number, frozen?: number]> = {
  fasterrcnn_resnet50_fpn: [41_808_406, 41_755_286],
  fasterrcnn_resnet50_fpn_v2: [43_712_278],
  fasterrcnn_mobilenet_v3_large_fpn: [19_410_754, 19_386_354],
  fasterrcnn_mobilenet_v3_large_320_fpn: [19_410_754, 19_386_354],
  maskrcnn_resnet50_fpn: [44_454_513, 44_401_393],
  maskrcnn_resnet50_fpn_v2: [46_359_409],
  keypointrcnn_resnet50_fpn: [59_190_378, 59_137_258],
};

describe("two-stage detectors", () => {
  for (const [name, [batchNorm, withFrozen]] of Object.entries(COUNTS))
    it(`${name} has the published parameters`, () => {
      expect(countOf(onMeta(() => models.getModel(name)))).to.equal(batchNorm);
      if (withFrozen) expect(countOf(onMeta(() => models.getModel(name, { norm: frozen })))).to.equal(withFrozen);
      expect(models.modelEntry(name).task).to.equal("detection");
      const [weights] = models.listWeights(name);
      expect(weights!.url).to.match(/-[0-9a-f]{8}\.pth$/);
      expect(weights!.metrics.boxMap).to.be.within(20, 60);
      expect(weights!.transform).to.equal(undefined);
    });

  it("the parts of Faster R-CNN have theirs", () => {
    const model = onMeta(() => models.fasterrcnnResnet50Fpn());
    const { boxHead, boxPredictor } = model.roiHeads;
    const parts = [model.backbone, model.rpn, model.roiHeads, boxHead, boxPredictor];
    expect(parts.map(countOf)).to.deep.equal([26_852_416, 593_935, 14_362_055, 13_895_680, 466_375]);
  });

  it("a pretrained backbone freezes its norms and its first stages", () => {
    const trained = (model: nn.Module) =>
      model.namedChildren().flatMap(([name, child]) => (child.parameters().some((p) => p.requiresGrad) ? [name] : []));
    onMeta(() => {
      const weightsBackbone = models.resnet50().stateDict();
      const { body } = models.fasterrcnnResnet50Fpn({ weightsBackbone }).backbone as models.BackboneWithFpn;
      expect(body.modules().some((module) => module instanceof nn.BatchNorm2d)).to.equal(false);
      expect(trained(body)).to.deep.equal(["layer2", "layer3", "layer4"]);
      const mobile = models.fasterrcnnMobilenetV3LargeFpn({ trainableBackboneLayers: 2 });
      expect(trained((mobile.backbone as models.BackboneWithFpn).body)).to.deep.equal(["13", "14", "15", "16"]);
      const tooMany = () => models.fasterrcnnMobilenetV3LargeFpn({ trainableBackboneLayers: 7 });
      expect(tooMany).to.throw("from 0 to 6, got 7");
    });
  });

  it("a .pth file of torchvision's loads as it is", () => {
    const file = fileURLToPath(new URL("../../../../goldens/vision/two_stage.pth", import.meta.url));
    const state = io.load(file) as nn.StateDict;
    const model = small("mask");
    model.loadStateDict(state);
    const again = fill(small("mask")).stateDict();
    for (const [key, value] of Object.entries(model.stateDict()))
      expect([...value.data], key).to.deep.equal([...again[key]!.data]);
  });

  it("names of the first official files are understood", () => {
    const old = {
      "backbone.fpn.inner_blocks.0.weight": zeros([1]),
      "backbone.fpn.layer_blocks.3.bias": zeros([1]),
      "rpn.head.conv.weight": zeros([1]),
      "roi_heads.mask_head.mask_fcn1.bias": zeros([1]),
      "rpn.head.cls_logits.weight": zeros([1]),
    };
    expect(Object.keys(upgrade(old))).to.deep.equal([
      "backbone.fpn.inner_blocks.0.0.weight",
      "backbone.fpn.layer_blocks.3.0.bias",
      "rpn.head.conv.0.0.weight",
      "roi_heads.mask_head.0.0.bias",
      "rpn.head.cls_logits.weight",
    ]);
  });

  it("finds nothing where no score is high enough, and says so by empty tensors", () => {
    manualSeed(0);
    for (const kind of ["mask", "keypoint"] as const) {
      const model = small(kind).eval();
      Object.assign((model as unknown as models.FasterRCNN).roiHeads, { scoreThresh: 1 });
      const [found] = noGrad(() => model.forward([rand([3, 96, 128])]));
      expect([found!.boxes.shape, found!.labels.shape]).to.deep.equal([[0, 4], [0]]);
      if (kind === "mask") expect(found!.masks!.shape).to.deep.equal([0, 1, 96, 128]);
      else expect(found!.keypoints!.shape).to.deep.equal([0, 5, 3]);
    }
  });

  it("no proposal at all is no error either, also behind convolutions", () => {
    manualSeed(0);
    const anchors = new AnchorGenerator([[16], [32]], [[1], [1]]);
    const options = { minSize: 96, rpnAnchorGenerator: anchors, rpnScoreThresh: 1 };
    const backbone = (small("mask") as unknown as models.FasterRCNN).backbone;
    const boxHead = new models.FastRCNNConvFCHead([8, 7, 7], [8], [1024]);
    const model = new models.FasterRCNN(backbone, 3, { ...options, boxHead }).eval();
    expect(noGrad(() => model.forward([rand([3, 96, 96])]))[0]!.boxes.shape).to.deep.equal([0, 4]);
  });

  it("learns without any object", () => {
    manualSeed(0);
    const model = small("mask").train();
    const none = { boxes: zeros([0, 4]), labels: zeros([0], { dtype: "int32" }), masks: zeros([0, 96, 128]).byte() };
    const losses = model.forward([rand([3, 96, 128])], [none]);
    expect([losses.lossBoxReg!.item(), losses.lossRpnBoxReg!.item(), losses.lossMask!.item()]).to.deep.equal([0, 0, 0]);
    expect(losses.lossClassifier!.item()).to.be.above(0);
    Object.values(losses)
      .reduce((sum, loss) => sum.add(loss))
      .backward();
  });

  it("expects a predictor or a number of classes", () => {
    const { backbone } = small("mask") as unknown as models.FasterRCNN;
    expect(() => new models.FasterRCNN(backbone, null)).to.throw("numClasses or a boxPredictor");
    expect(() => new models.MaskRCNN(backbone, null)).to.throw("maskPredictor where numClasses is null");
    expect(() => new models.FasterRCNN(backbone, 3, { rpn_nms_thresh: 0.5 } as object)).to.throw("rpnNmsThresh");
  });
});

describe("parts of two-stage detectors", () => {
  it("the largest values, the first of equal ones first", () => {
    const values = Float32Array.of(1, 5, 3, 5, -2, 3, 3);
    expect(largest(values, 4)).to.deep.equal([1, 3, 2, 5]);
    expect(largest(values, 0)).to.deep.equal([]);
    expect(largest(values, 9)).to.deep.equal([1, 3, 2, 5, 6, 0, 4]);
  });

  it("cells of keypoints: corners, unseen points, points outside", () => {
    const points = [
      [0, 0, 1],
      [10, 20, 1],
      [5, 10, 1],
      [5, 5, 0],
      [11, 5, 1],
      [-1, 5, 1],
    ];
    const cells = models.keypointCells(tensor([points]), tensor([[0, 0, 10, 20]]), 4);
    expect([...cells]).to.deep.equal([0, 15, 10, -1, -1, -1]);
  });

  it("heatmaps give back the cell's centre", () => {
    const map = zeros([1, 1, 8, 8]).setAt([0, 0, 2, 5], 1);
    const { keypoints, scores } = models.heatmapsToKeypoints(map, tensor([[10, 20, 18, 28]]));
    expect(keypoints.toArray()).to.deep.equal([[[15.5, 22.5, 1]]]);
    expect(scores.item()).to.equal(1);
  });

  it("convolutions of no image have a shape and gradients of zeros", () => {
    const weight = randn([6, 4, 3, 3], { requiresGrad: true });
    const y = F.conv2d(zeros([0, 4, 9, 7]), weight, zeros([6]), { stride: 2, padding: 1 });
    expect(y.shape).to.deep.equal([0, 6, 5, 4]);
    y.sum().backward();
    expect(weight.grad!.abs().max().item()).to.equal(0);
  });

  it("draws weights as torchvision does, heads of masks and keypoints first", () => {
    const golden = JSON.parse(
      readFileSync(new URL("../../../../goldens/vision/two_stage.json", import.meta.url), "utf8"),
    ) as { init: Record<string, Record<string, number>> };
    for (const [kind, sums] of Object.entries(golden.init)) {
      manualSeed(0);
      const state = small(kind as "mask" | "keypoint").stateDict();
      for (const [key, sum] of Object.entries(sums))
        expect(state[key]!.abs().sum().item(), `${kind} ${key}`).to.be.closeTo(sum, 1e-4 * (1 + sum));
    }
  });
});
