// Oracles: the formulas of Grad-CAM and saliency for a net whose gradients are known; an image whose object has a known place.
import { expect } from "chai";
import sharp from "sharp";
import { F, manualSeed, nn, noGrad, type Tensor, tensor, zeros } from "../../../lib/index.ts";
import * as viz from "../../../lib/viz/index.ts";

class Net extends nn.Module {
  readonly conv = new nn.Conv2d(1, 2, 1, { bias: false });
  readonly norm = new nn.BatchNorm2d(2);
  readonly fc = new nn.Linear(2, 2, { bias: false });
  forward(x: Tensor): Tensor {
    return this.fc.forward(F.relu(this.norm.forward(this.conv.forward(x))).mean([2, 3]));
  }
}

function known(): Net {
  const net = new Net();
  noGrad(() => {
    net.conv.weight.copy_(tensor([1, -1]).reshape([2, 1, 1, 1]));
    net.fc.weight.copy_(
      tensor([
        [2, 0],
        [0, 3],
      ]),
    );
  });
  return net;
}
const image = tensor([
  [
    [0, 1],
    [2, -4],
  ],
]);

describe("gradCam and saliency", () => {
  it("equal their formulas", () => {
    const net = known();
    const unit = 1 / Math.sqrt(1 + 1e-5);
    // Class 0 reads channel 0, at the three places where it is positive or... the two: gradient 2 / 4 each.
    const cam = viz.gradCam(net, "conv", image, { target: 0 });
    expect(cam.shape).to.deep.equal([2, 2]);
    const weight = ((2 / 4) * unit * 2) / 4;
    for (const [i, value] of [0, weight, 2 * weight, 0].entries()) expect(cam.data[i]).to.be.closeTo(value, 1e-6);
    const moved = viz.saliency(net, image, { target: 1 });
    for (const [i, value] of [0, 0, 0, (3 / 4) * unit].entries()) expect(moved.data[i]).to.be.closeTo(value, 1e-6);
  });

  it("explain the predicted class of a frozen model, and leave no trace in it", () => {
    const net = known().requiresGrad_(false);
    const before = [...net.norm.runningMean!.data];
    const predicted = viz.gradCam(net, "conv", image);
    expect([...predicted.data]).to.deep.equal([...viz.gradCam(net, "conv", image, { target: 1 }).data]);
    expect([...net.norm.runningMean!.data]).to.deep.equal(before);
    expect(net.training && net.norm.training).to.equal(true);
    expect(net.parameters().every(({ grad }) => grad === null)).to.equal(true);
  });

  it("say what they need", () => {
    expect(() => viz.gradCam(known(), "fc", image)).to.throw(/\[1, C, H, W\] features, fc gives \[1, 2\]/);
    expect(() => viz.gradCam(known(), "conv", image, { target: 2 })).to.throw(/target class from 0 to 1, got 2/);
    expect(() => viz.saliency(known(), zeros([2, 1, 2, 2]))).to.throw(/one image \[C, H, W\]/);
  });
});

describe("pictures of a model", () => {
  it("show its channels, kernels and favourite patches", () => {
    manualSeed(0);
    const net = known();
    expect(viz.featureMaps(net, "conv", image).summary).to.equal("Grid of 2 images");
    expect(viz.filters(net.conv).summary).to.equal("Grid of 2 images");
    expect(viz.maxActivatingPatches(net, "conv", image.unsqueeze(0), { size: 1 }).summary).to.equal("Grid of 2 images");
    expect(
      viz.augmentationGrid(image.unsqueeze(0), (x) => x.flip(-1), { versions: 2, range: "auto" }).summary,
    ).to.equal("Grid of 3 images");
    expect(() => viz.filters(net.fc)).to.throw(/expected a Conv2d, got Linear/);
  });
});

describe("overlays", () => {
  const black = zeros([3, 10, 20]);
  const pixels = async (picture: viz.Picture) => {
    const { data, info } = await sharp(picture.toPng({ scale: 1 }))
      .raw()
      .toBuffer({ resolveWithObject: true });
    return (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)];
  };

  it("colour a mask's pixels, each in its class's colour", async () => {
    const mask = zeros([10, 20], { dtype: "int32" });
    mask.setAt(["0:5", "0:10"], 1);
    const picture = viz.segmentationMask(black, mask, { classes: ["background", "cat"], width: 200, opacity: 1 });
    const at = await pixels(picture);
    expect(at(12 + 50, 12 + 25)).to.deep.equal([0, 0x72, 0xb2]);
    expect(at(12 + 150, 12 + 25)).to.deep.equal([0, 0, 0]);
    expect(picture.summary).to.match(/1 classes: cat/);
  });

  it("draw boxes where they are, with names and scores", async () => {
    const picture = viz.boundingBoxes(black, tensor([[5, 2, 15, 8]]), {
      labels: [1],
      scores: [0.876],
      classes: ["cat", "dog & co"],
      width: 200,
    });
    const at = await pixels(picture);
    expect(at(12 + 100, 12 + 80)).to.deep.equal([0, 0x72, 0xb2]);
    expect(at(12 + 100, 12 + 50)).to.deep.equal([0, 0, 0]);
    expect(picture.svg).to.contain("dog &amp; co 0.88");
    expect(() => viz.boundingBoxes(black, [[5, 2, 1, 8]])).to.throw(/x1 <= x2/);
    expect(() => viz.boundingBoxes(black, [[5, 2, 8]])).to.throw(/\[N, 4\] corners/);
  });

  it("are hottest where the heat is", async () => {
    const at = await pixels(
      viz.heatmapOverlay(
        zeros([3, 20, 20]),
        tensor([
          [0, 1],
          [0, 0],
        ]),
        { width: 200 },
      ),
    );
    const light = (x: number, y: number) => at(x, y).reduce((a, b) => a + b, 0);
    expect(light(12 + 175, 12 + 25)).to.be.above(light(12 + 100, 12 + 100));
    expect(light(12 + 25, 12 + 175)).to.equal(0);
  });

  it("draw figures without their hidden points", () => {
    const { svg } = viz.keypoints(black, [[[1, 1], null, [5, 5]]], {
      skeleton: [
        [0, 1],
        [0, 2],
      ],
    });
    expect(svg.match(/<circle/g)).to.have.length(2);
    expect(svg.match(/<path/g)).to.have.length(1);
    expect(
      viz.anchors(black, [
        [0, 0, 4, 4],
        [2, 2, 6, 6],
      ]).summary,
    ).to.equal("Image with 2 anchors of 1 sizes");
  });
});
