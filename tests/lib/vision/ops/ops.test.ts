// Oracle: torchvision 0.29.1 (tests/goldens/vision/ops.py); soft NMS and masks also by hand.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { arange, manualSeed, ones, type Tensor, tensor, zeros } from "../../../../lib/index.ts";
import * as ops from "../../../../lib/vision/ops/index.ts";

interface Packed {
  shape: number[];
  values: number[];
}
const path = new URL("../../../goldens/vision/ops.json", import.meta.url);
const golden = JSON.parse(readFileSync(path, "utf8"));

const unpack = ({ shape, values }: Packed) => tensor(Float32Array.from(values)).reshape(shape);
const integers = ({ values }: Packed) => tensor(Int32Array.from(values), { dtype: "int32" });

function same(got: Tensor, { shape, values }: Packed, tolerance = 1e-5, what = ""): void {
  expect(got.shape, what).to.deep.equal(shape);
  const data = got.detach().data;
  let worst = 0;
  for (const [i, value] of values.entries())
    worst = Math.max(worst, Math.abs(data[i]! - value) / Math.max(1, Math.abs(value)));
  expect(worst, `${what}: largest difference`).to.be.below(tolerance);
}

/** A weight for each element, so that gradients differ. */
const ramp = (x: Tensor, period = Number.POSITIVE_INFINITY) =>
  tensor(Float32Array.from({ length: x.numel() }, (_, i) => i % period)).reshape(x.shape);

describe("vision/ops against torchvision", () => {
  const [a, b] = golden.boxes.map(unpack) as [Tensor, Tensor];

  it("the IoU family, with gradients", () => {
    const family = {
      box_iou: ops.boxIou,
      generalized_box_iou: ops.generalizedBoxIou,
      distance_box_iou: ops.distanceBoxIou,
      complete_box_iou: ops.completeBoxIou,
    };
    for (const [name, fn] of Object.entries(family)) {
      const [x, y] = [a.clone().requiresGrad_(), b.clone().requiresGrad_()];
      const result = fn(x, y);
      result.mul(ramp(result)).sum().backward();
      const [output, dx, dy] = golden.iou[name];
      same(result, output, 1e-5, name);
      same(x.grad!, dx, 1e-4, `${name}: first gradient`);
      same(y.grad!, dy, 1e-4, `${name}: second gradient`);
    }
  });

  it("conversions, clipping, small boxes, boxes of masks", () => {
    for (const [formats, expected] of Object.entries(golden.convert) as [string, Packed][]) {
      const [from, to] = formats.split(" ") as [ops.BoxFormat, ops.BoxFormat];
      same(ops.boxConvert(a, from, to), expected, 1e-6, formats);
    }
    same(ops.clipBoxesToImage(a.mul(2).sub(10), [30, 25]), golden.clip);
    same(ops.removeSmallBoxes(a, 8), golden.small);
    same(ops.masksToBoxes(unpack(golden.masks[0])), golden.masks[1]);
    expect(() => ops.masksToBoxes(zeros([1, 2, 2]))).to.throw("mask 0 is empty");
    expect(() => ops.boxArea(zeros([4, 5]))).to.throw("expected boxes [N, 4] of corners x1, y1, x2, y2, got [4, 5]");
  });

  it("converting to a format and back changes nothing", () => {
    const format = fc.constantFrom<ops.BoxFormat>("xyxy", "xywh", "cxcywh");
    const box = fc.tuple(
      fc.integer({ max: 50 }),
      fc.integer({ max: 50 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
    );
    fc.assert(
      fc.property(fc.array(box, { minLength: 1, maxLength: 4 }), format, format, (list, from, to) => {
        const boxes = tensor(list.map(([x, y, w, h]) => [x % 1000, y % 1000, (x % 1000) + w, (y % 1000) + h]));
        const there = ops.boxConvert(boxes, from, to);
        expect(ops.boxConvert(there, to, from).sub(boxes).abs().max().item()).to.be.below(1e-3);
      }),
      { numRuns: 40 },
    );
  });

  it("suppression, ties among the scores too", () => {
    const { boxes, scores, classes, nms, batched } = golden.nms;
    for (const [threshold, expected] of Object.entries(nms) as [string, Packed][])
      expect(ops.nms(unpack(boxes), unpack(scores), Number(threshold)).toArray()).to.deep.equal(expected.values);
    for (const [threshold, expected] of Object.entries(batched) as [string, Packed][])
      expect(
        ops.batchedNms(unpack(boxes), unpack(scores), integers(classes), Number(threshold)).toArray(),
      ).to.deep.equal(expected.values);
    expect(ops.nms(zeros([0, 4]), zeros([0]), 0.5).toArray()).to.deep.equal([]);
    expect(() => ops.nms(zeros([2, 4]), zeros([3]), 0.5)).to.throw("expected scores [2], one a box, got [3]");
  });

  it("soft suppression lowers scores by the overlap, as its paper says", () => {
    const boxes = tensor([
      [0, 0, 2, 2],
      [0, 0, 2, 1],
      [8, 8, 9, 9],
    ]);
    const scores = tensor([0.9, 0.8, 0.7]);
    const gaussian = ops.softNms(boxes, scores);
    expect(gaussian.indices.toArray()).to.deep.equal([0, 2, 1]);
    same(gaussian.scores, { shape: [3], values: [0.9, 0.7, 0.8 * Math.exp(-0.25 / 0.5)] });
    same(ops.softNms(boxes, scores, { method: "linear" }).scores, { shape: [3], values: [0.9, 0.7, 0.4] });
  });

  it("RoIAlign, aligned or not, with gradients", () => {
    const { features, regions, align } = golden.roi;
    for (const { size, samplingRatio, aligned, output, gradient } of align) {
      const x = unpack(features).requiresGrad_();
      const y = ops.roiAlign(x, unpack(regions), size, { spatialScale: 0.25, samplingRatio, aligned });
      y.mul(ramp(y, 7)).sum().backward();
      same(y, output, 1e-4, `${size} ${samplingRatio} ${aligned}`);
      same(x.grad!, gradient, 1e-4, `${size} ${samplingRatio} ${aligned}: gradient`);
    }
    const lists = [tensor([[1, 1, 5, 5]]), zeros([0, 4])];
    expect(ops.roiAlign(ones([2, 3, 8, 8]), lists, 2).shape).to.deep.equal([1, 3, 2, 2]);
    expect(ops.roiAlign(ones([1, 3, 8, 8]), zeros([0, 5]), 2).shape).to.deep.equal([0, 3, 2, 2]);
  });

  it("RoIPool, with gradients", () => {
    const { features, regions, pool } = golden.roi;
    for (const { size, output, gradient } of pool) {
      const x = unpack(features).requiresGrad_();
      const y = ops.roiPool(x, unpack(regions), size, { spatialScale: 0.25 });
      y.mul(ramp(y, 7)).sum().backward();
      same(y, output, 1e-5, `${size}`);
      same(x.grad!, gradient, 1e-4, `${size}: gradient`);
    }
  });

  it("feature pyramids with the weights of a seed, and both kinds of extra levels", () => {
    const inputs = Object.fromEntries(
      (Object.entries(golden.fpn.inputs) as [string, Packed][]).map(([name, value]) => [name, unpack(value)]),
    );
    for (const [seed, expected, extra] of [
      [1, golden.fpn.p6p7, () => new ops.LastLevelP6P7(8, 5)],
      [2, golden.fpn.pool, () => new ops.LastLevelMaxPool()],
    ] as const) {
      manualSeed(seed);
      const fpn = new ops.FeaturePyramidNetwork([4, 6, 8], 5, { extraBlocks: extra() });
      const maps = fpn.forward(inputs);
      expect(Object.keys(maps)).to.deep.equal(Object.keys(expected));
      for (const [name, map] of Object.entries(maps)) same(map, expected[name], 1e-4, name);
      if (seed === 1) expect(Object.keys(fpn.stateDict())).to.deep.equal(golden.fpn.keys);
    }
  });

  it("anchors and default boxes", () => {
    const grids = [
      [9, 12],
      [5, 6],
    ] as const;
    const anchors = new ops.AnchorGenerator(
      [[16, 24], [50]],
      [
        [0.5, 1, 2],
        [0.3, 1],
      ],
    );
    same(anchors.forward([70, 95], grids), golden.anchors.values);
    expect(anchors.numAnchorsPerLocation()).to.deep.equal(golden.anchors.counts);
    const boxes = new ops.DefaultBoxGenerator([[2], [2, 3]]);
    same(boxes.forward([70, 95], grids), golden.default.values);
    expect(boxes.numAnchorsPerLocation()).to.deep.equal(golden.default.counts);
    const stepped = { scales: [0.07, 0.15, 0.33], steps: [8, 16], clip: false };
    same(new ops.DefaultBoxGenerator([[2], [2, 3]], stepped).forward([70, 95], grids), golden.default.stepped);
  });

  it("matchers, sampler and box coders", () => {
    const { quality, plain, low, ssd } = golden.matcher;
    expect(new ops.Matcher(0.7, 0.3).forward(unpack(quality)).toArray()).to.deep.equal(plain.values);
    const generous = new ops.Matcher(0.98, 0.5, { allowLowQualityMatches: true });
    expect(generous.forward(unpack(quality)).toArray()).to.deep.equal(low.values);
    expect(new ops.SSDMatcher(0.8).forward(unpack(quality)).toArray()).to.deep.equal(ssd.values);
    manualSeed(3);
    const { positive, negative } = new ops.BalancedPositiveNegativeSampler(16, 0.25).forward(
      integers(golden.sampler.labels),
    );
    const sorted = (x: Tensor) => (x.toArray() as number[]).toSorted((i, j) => i - j);
    expect(sorted(positive)).to.deep.equal(golden.sampler.positive.values);
    expect(sorted(negative)).to.deep.equal(golden.sampler.negative.values);
    const proposals = a.indexSelect(0, arange(5));
    const { codes, two, decoded, linear, linearDecoded } = golden.coder;
    const coder = new ops.BoxCoder([10, 10, 5, 5]);
    same(coder.encode(b, proposals), codes, 1e-4);
    same(coder.decode(unpack(two), proposals), decoded, 1e-4);
    same(new ops.BoxLinearCoder().encode(proposals, b), linear);
    same(new ops.BoxLinearCoder().decode(unpack(two).narrow(1, 0, 4), proposals), linearDecoded, 1e-4);
  });

  it("the losses are there under torchvision's names", () => {
    const near = ops.generalizedBoxIouLoss(a, a.add(0.5), { reduction: "mean" }).item();
    const far = ops.generalizedBoxIouLoss(a, a.add(40), { reduction: "mean" }).item();
    expect(near).to.be.below(1).and.to.be.below(far);
    expect(ops.sigmoidFocalLoss(tensor([4]), tensor([1])).item()).to.be.below(
      ops.sigmoidFocalLoss(tensor([-4]), tensor([1])).item(),
    );
  });
});
