// Oracle: torchvision 0.29.1 (tests/goldens/vision/two_stage_pooling.py).
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { arange, manualSeed, type Tensor, tensor, zeros } from "../../../../lib/index.ts";
import { MultiScaleRoIAlign, type Size } from "../../../../lib/vision/ops/index.ts";
import { type Digest, expectDigest, images } from "../models/recipe.ts";

interface Case {
  names: string[];
  size: [number, number];
  ratio: number;
  shape: number[];
  output: Digest;
  /** Sum of the magnitudes of each box's features. */
  rows: number[];
  gradients: Record<string, Digest>;
}
const path = new URL("../../../goldens/vision/two_stage_pooling.json", import.meta.url);
const golden = JSON.parse(readFileSync(path, "utf8")) as { boxes: number[][][]; sizes: Size[]; cases: Case[] };

describe("MultiScaleRoIAlign against torchvision", () => {
  for (const { names, size, ratio, ...expected } of golden.cases)
    it(`pools ${size.join(" x ")} from ${names.length} maps, with gradients`, () => {
      manualSeed(0);
      const maps: Record<string, Tensor> = {};
      for (const i of [0, 1, 2, 3]) maps[i] = images([2, 3, 24 >> i, 32 >> i]).requiresGrad_();
      const pool = new MultiScaleRoIAlign(names, size, ratio, { canonicalScale: 56 });
      const boxes = golden.boxes.map((list) => tensor(list));
      const y = pool.forward(maps, boxes, golden.sizes);
      expect(y.shape).to.deep.equal(expected.shape);
      expectDigest(y, expected.output, 1e-5, "output");
      for (const [k, sum] of expected.rows.entries())
        expect(y.select(0, k).abs().sum().item(), `box ${k}`).to.be.closeTo(sum, 1e-4 * (1 + sum));
      y.mul(arange(y.numel()).remainder(7).reshape(y.shape)).sum().backward();
      for (const [name, gradient] of Object.entries(expected.gradients))
        expectDigest(maps[name]!.grad!, gradient, 1e-4, `gradient of ${name}`);
    });

  it("gives no features for no boxes, and says which maps it wants", () => {
    const pool = new MultiScaleRoIAlign(["0", "1"], 2, 2);
    const maps = { 0: zeros([1, 3, 16, 16]), 1: zeros([1, 3, 8, 8]) };
    expect(pool.forward(maps, [zeros([0, 4])], [[64, 64]]).shape).to.deep.equal([0, 3, 2, 2]);
    expect(() => pool.forward({ p: maps[0] }, [zeros([0, 4])], [[64, 64]])).to.throw("a map named 0 or 1");
  });
});
