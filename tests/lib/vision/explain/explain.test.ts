// Oracle: networks whose gradients are known; the closed form of Grad-CAM where global pooling and a linear layer follow (CAM).
import { expect } from "chai";
import { onMeta } from "../../../../lib/engine/meta/index.ts";
import { manualSeed, nn, rand, randn, type Tensor, zeros } from "../../../../lib/index.ts";
import { featureMaps, filters, gradCam, receptiveField, saliency } from "../../../../lib/vision/explain/index.ts";
import { alexnet, cifarResnet8, freeze, vgg16 } from "../../../../lib/vision/models/index.ts";

class Net extends nn.Module {
  readonly conv = new nn.Conv2d(3, 6, 3, { padding: 1 });
  readonly relu = new nn.ReLU();
  readonly fc = new nn.Linear(6, 4);
  forward(x: Tensor): Tensor {
    return this.fc.forward(this.relu.forward(this.conv.forward(x)).mean([2, 3]));
  }
}

const difference = (a: Tensor, b: Tensor) => a.sub(b).abs().max().item();

describe("what a network looks at", () => {
  let model: Net;
  let images: Tensor;
  beforeEach(() => {
    manualSeed(0);
    model = new Net();
    images = randn([2, 3, 8, 8]);
  });

  it("Grad-CAM is CAM where pooling and a linear layer follow", () => {
    const maps = featureMaps(model, images, "relu"); // [2, 6, 8, 8]
    const weights = model.fc.weight.detach().select(0, 2).reshape([1, 6, 1, 1]);
    const cam = maps.mul(weights).sum(1).relu();
    const scaled = cam.sub(cam.amin([1, 2], { keepdim: true }));
    const expected = scaled.div(scaled.amax([1, 2], { keepdim: true }));
    const heat = gradCam(model, images, { layer: "relu", target: 2, resize: false });
    expect(difference(heat, expected)).to.be.below(1e-5);
  });

  it("the target is the class each image gets, unless named; parameters keep their gradients and the model its mode", () => {
    const classes = model.forward(images).argmax(1).toArray() as number[];
    const named = gradCam(model, images, { layer: "relu", target: classes });
    expect(difference(gradCam(model, images, { layer: "relu" }), named)).to.equal(0);
    expect(model.parameters().every(({ grad }) => grad === null)).to.equal(true);
    expect(model.training).to.equal(true);
  });

  it("a frozen model is explained too", () => {
    const before = gradCam(model, images, { layer: "relu", target: 1 });
    freeze(model);
    expect(difference(gradCam(model, images, { layer: "relu", target: 1 }), before)).to.equal(0);
  });

  it("saliency of a linear model is its weights", () => {
    const linear = new nn.Linear(3 * 4, 2);
    const flat = new nn.Sequential(new nn.Flatten(), linear);
    const expected = linear.weight.detach().select(0, 1).reshape([3, 2, 2]).abs().amax(0);
    expect(difference(saliency(flat, rand([1, 3, 2, 2]), { target: 1 }).squeeze(0), expected)).to.equal(0);
  });

  it("filters lie in [0, 1], each by itself", () => {
    const pictures = filters(model.conv);
    expect(pictures.amin([1, 2, 3]).toArray()).to.deep.equal(new Array(6).fill(0));
    expect(difference(pictures.amax([1, 2, 3]), zeros([6]).add(1))).to.be.below(1e-6);
  });

  it("receptive fields: VGG-16's and AlexNet's published ones, and what gradients reach", () => {
    const last = (chain: nn.Module) => Object.values(receptiveField(chain)).at(-1)!;
    expect(last(onMeta(() => vgg16()).features)).to.deep.include({ size: [212, 212], stride: [32, 32] });
    expect(last(onMeta(() => alexnet()).features)).to.deep.include({ size: [195, 195], stride: [32, 32] });
    const chain = new nn.Sequential(
      new nn.Conv2d(1, 1, [3, 5], { stride: 2, padding: 1, dilation: [2, 1] }),
      new nn.AvgPool2d(2),
      new nn.Conv2d(1, 1, 3, { padding: "same" }),
    );
    for (const parameter of chain.parameters()) nn.init.ones_(parameter);
    const image = zeros([1, 1, 40, 40]).requiresGrad_();
    chain.forward(image).at(0, 0, 4, 4).backward();
    const { size, stride, start } = last(chain);
    for (const i of [0, 1] as const) {
      const sums = image
        .grad!.select(0, 0)
        .select(0, 0)
        .sum(1 - i)
        .toArray() as number[];
      const first = 4 * stride[i] + start[i];
      const expected = sums.map((_, at) => at >= first && at < first + size[i]);
      // A dilated kernel skips pixels inside its field: only the ends are seen for sure.
      expect([sums.findIndex((v) => v > 0), sums.findLastIndex((v) => v > 0)]).to.deep.equal([
        expected.indexOf(true),
        expected.lastIndexOf(true),
      ]);
    }
    expect(() => receptiveField(cifarResnet8())).to.throw("is no chain of convolutions and poolings");
  });

  it("errors say what to do", () => {
    expect(() => gradCam(model, images, { layer: "fc" })).to.throw('"fc" returned [2, 4]');
    expect(() => gradCam(model, images, { layer: "" })).to.throw("name a layer inside the model");
    expect(() => saliency(model, images, { target: 9 })).to.throw("class numbers from 0 to 3, got 9");
    expect(() => filters(model.fc)).to.throw("expected a Conv2d, got Linear");
  });
});
