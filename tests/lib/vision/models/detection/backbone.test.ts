// Oracle: torchvision's published counts: backbone and pyramid of Faster R-CNN have 26,852,416 parameters.
import { expect } from "chai";
import { onMeta } from "../../../../../lib/engine/meta/index.ts";
import { zeros } from "../../../../../lib/index.ts";
import { resnetFpn } from "../../../../../lib/vision/models/detection/backbone.ts";
import { resnet18, resnet50 } from "../../../../../lib/vision/models/index.ts";
import { countOf } from "../recipe.ts";

describe("resnetFpn", () => {
  it("has torchvision's parameters, levels and shapes", () => {
    onMeta(() => {
      const backbone = resnetFpn(resnet50(), { trainableLayers: 5 });
      expect(countOf(backbone)).to.equal(26_852_416);
      const shapes = Object.entries(backbone.forward(zeros([1, 3, 64, 96]))).map(([name, { shape }]) => [
        name,
        ...shape,
      ]);
      expect(shapes).to.deep.equal([
        ["0", 1, 256, 16, 24],
        ["1", 1, 256, 8, 12],
        ["2", 1, 256, 4, 6],
        ["3", 1, 256, 2, 3],
        ["pool", 1, 256, 1, 2],
      ]);
      expect(backbone.body.parameters().every((parameter) => parameter.requiresGrad)).to.equal(true);
    });
  });

  it("freezes the first layers and says what it expects", () => {
    onMeta(() => {
      const { body } = resnetFpn(resnet18(), { trainableLayers: 2, returnedLayers: [2, 3, 4] });
      const trained = body.namedChildren().filter(([, child]) => child.parameters().some((p) => p.requiresGrad));
      expect(trained.map(([name]) => name)).to.deep.equal(["layer3", "layer4"]);
      expect(() => resnetFpn(resnet18(), { trainableLayers: 6 })).to.throw("from 0 to 5, got 6");
      expect(() => resnetFpn(resnet18(), { returnedLayers: [0] })).to.throw("among 1, 2, 3 and 4, got [0]");
    });
  });
});
