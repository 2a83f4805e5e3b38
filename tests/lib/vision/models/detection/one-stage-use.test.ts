// Oracle: torchvision's rules as written in its code and papers; numbers by hand.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { onMeta } from "../../../../../lib/engine/meta/index.ts";
import { io, manualSeed, type nn, noGrad, rand, type Tensor, tensor, zeros } from "../../../../../lib/index.ts";
import { matchCells } from "../../../../../lib/vision/models/detection/fcos-match.ts";
import { bestAbove, suppress } from "../../../../../lib/vision/models/detection/select.ts";
import * as models from "../../../../../lib/vision/models/index.ts";

const none = { boxes: zeros([0, 4]), labels: tensor(new Int32Array(0)) };
const one = { boxes: tensor([[10, 10, 40, 44]]), labels: tensor(Int32Array.of(2)) };
const SMALL = { small_ssd: models.smallSsd, small_fcos: models.smallFcos };

describe("using one-stage detectors", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tsgrad-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [name, make] of Object.entries(SMALL)) {
    it(`${name}: images without objects have a loss of classes alone, and every parameter learns from the others`, () => {
      manualSeed(0);
      const model = make({ numClasses: 4 });
      const empty = model.forward([rand([3, 96, 96])], [none]);
      expect(empty.bboxRegression!.item()).to.equal(0);
      const losses = model.forward([rand([3, 96, 96]), rand([3, 80, 120])], [one, none]);
      Object.values(losses)
        .reduce((sum, loss) => sum.add(loss))
        .backward();
      for (const [path, { grad }] of model.namedParameters())
        expect(grad?.abs().sum().item(), path).to.be.a("number").and.not.NaN;
    });

    it(`${name}: a .pth file of its own gives the same detections, inside the image`, () => {
      manualSeed(1);
      const model = make({ numClasses: 4, scoreThresh: 0.001, detectionsPerImg: 7 }).eval();
      const path = join(folder, `${name}.pth`);
      io.save(model.stateDict(), path);
      const again = make({ numClasses: 4, scoreThresh: 0.001, detectionsPerImg: 7, weights: path }).eval();
      const image = rand([3, 60, 90]);
      const [found, same] = noGrad(() => [model.forward([image])[0]!, again.forward([image])[0]!]);
      expect(found.scores.numel()).to.be.within(1, 7);
      expect(same.boxes.toArray()).to.deep.equal(found.boxes.toArray());
      const [x, y] = [found.boxes.select(1, 2), found.boxes.select(1, 3)];
      expect([x.max().item() <= 90, y.max().item() <= 60, found.boxes.min().item() >= 0]).to.deep.equal([
        true,
        true,
        true,
      ]);
      expect([...found.labels.data].every((label) => label >= 0 && label < 4)).to.equal(true);
    });
  }

  it("asks for targets in training mode and for none in eval mode", () => {
    const model = models.smallSsd({ numClasses: 3 });
    const images = [rand([3, 96, 96])];
    expect(() => model.forward(images)).to.throw("expected targets, as the model is in training mode");
    expect(() => model.forward(images, [])).to.throw("one target for each of 1 images, got 0");
    expect(() => model.forward(images, [{ ...one, labels: none.labels }])).to.throw("expected labels [1] for image 0");
    const flat = { ...one, boxes: tensor([[5, 5, 5, 9]]) };
    expect(() => model.forward(images, [flat])).to.throw("x1 < x2 and y1 < y2, got [5, 5, 5, 9] in image 0");
    expect(() => model.eval().forward(images, [one])).to.throw("expected images only");
  });

  it("official weights are known by their files", () => {
    const published = {
      retinanet_resnet50_fpn: "retinanet_resnet50_fpn_coco-eeacb38b.pth",
      retinanet_resnet50_fpn_v2: "retinanet_resnet50_fpn_v2_coco-5905b1c5.pth",
      fcos_resnet50_fpn: "fcos_resnet50_fpn_coco-99b0c9b7.pth",
      ssd300_vgg16: "ssd300_vgg16_coco-b556d3b4.pth",
      ssdlite320_mobilenet_v3_large: "ssdlite320_mobilenet_v3_large_coco-a79551df.pth",
    };
    for (const [name, file] of Object.entries(published)) {
      const [entry] = models.listWeights(name);
      expect(entry!.url).to.equal(`https://download.pytorch.org/models/${file}`);
      expect([entry!.classes, entry!.transform]).to.deep.equal([91, undefined]);
    }
  });

  it("RetinaNet reads a state dict whose head has the names of the first version", () => {
    const model = onMeta(() => models.retinanetResnet50Fpn({ numClasses: 2 }));
    const named = Object.keys(model.stateDict());
    const older = named.map((key) =>
      key.replace(
        /^(head\.\w+_head\.conv)\.(\d)\.0\./,
        (_, path: string, place: string) => `${path}.${2 * Number(place)}.`,
      ),
    );
    expect(older.filter((key, i) => key !== named[i]).length).to.equal(16);
    const state: Record<string, Tensor> = Object.fromEntries(
      Object.values(model.stateDict()).map(({ shape }, i) => [older[i]!, zeros(shape)]),
    );
    state["head.classification_head.cls_logits.bias"] = zeros([18]).add(0.5);
    const loaded = models.retinanetResnet50Fpn({ numClasses: 2, weights: state });
    expect(loaded.head.classificationHead.clsLogits.bias!.mean().item()).to.equal(0.5);
  });

  it("freezes the first stages of a backbone that is pretrained", () => {
    const frozen = (model: nn.Module) =>
      model.namedParameters().flatMap(([path, { requiresGrad }]) => (requiresGrad ? [] : [path]));
    const retina = onMeta(() => models.fcosResnet50Fpn({ trainableBackboneLayers: 3 }));
    expect(new Set(frozen(retina).map((path) => path.split(".")[2]))).to.deep.equal(
      new Set(["conv1", "bn1", "layer1"]),
    );
    const ssd = onMeta(() => models.ssd300Vgg16({ trainableBackboneLayers: 4 }));
    expect(frozen(ssd)).to.deep.equal([
      "backbone.features.0.weight",
      "backbone.features.0.bias",
      "backbone.features.2.weight",
      "backbone.features.2.bias",
    ]);
    expect(() => onMeta(() => models.ssd300Vgg16({ trainableBackboneLayers: 6 }))).to.throw("from 0 to 5, got 6");
    expect(() => onMeta(() => models.ssdlite320MobilenetV3Large({ trainableBackboneLayers: 7 }))).to.throw(
      "0 to 6, got 7",
    );
  });
});

describe("parts of one-stage detectors", () => {
  it("a cell of FCOS finds the smaller of two boxes around it, near its centre and of its level's size", () => {
    const cells = tensor([
      [4, 4, 12, 12], // at (8, 8)
      [12, 4, 20, 12], // at (16, 8)
      [52, 4, 60, 12], // at (56, 8)
      [-8, -8, 24, 24], // of the next level, at (8, 8)
    ]);
    const boxes = tensor([
      [0, 0, 18, 18],
      [4, 4, 14, 14],
      [0, 0, 300, 300],
    ]);
    // The large box is of no cell: none is within 1.5 strides of its centre.
    expect([...matchCells(cells, boxes, [3, 1], 1.5)]).to.deep.equal([1, 0, -1, -1]);
    expect([...matchCells(cells, zeros([0, 4]), [3, 1], 1.5)]).to.deep.equal([-1, -1, -1, -1]);
  });

  it("takes the best scores above the threshold, and of each class the boxes that overlap no better one", () => {
    expect(bestAbove([0.1, 0.9, 0.5, Number.NaN, 0.5], 0.1, 2)).to.deep.equal([1, 2]);
    const boxes = tensor([
      [0, 0, 10, 10],
      [0, 0, 10, 9],
      [0, 0, 10, 10],
    ]);
    const candidates = { boxes, scores: tensor([0.25, 0.5, 0.75]), labels: tensor(Int32Array.of(1, 1, 2)) };
    const options = { nmsThresh: 0.5, detectionsPerImg: 2 };
    const { labels, scores } = suppress(candidates, options);
    expect([labels.toArray(), scores.toArray()]).to.deep.equal([
      [2, 1],
      [0.75, 0.5],
    ]);
  });
});
