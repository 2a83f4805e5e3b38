// Oracle: the distributions torchvision documents, over 10,000 draws (bounds of at least five standard errors).
import { expect } from "chai";
import { Generator } from "../../../../lib/random/index.ts";
import { transforms as t, tvTensors } from "../../../../lib/vision/index.ts";

const N = 10_000;
const image = new tvTensors.Image({ data: new Uint8Array(3 * 100 * 80), shape: [3, 100, 80] });

function draws<P>(transform: { draw(leaves: readonly tvTensors.Image[], generator: Generator): P }): P[] {
  const generator = new Generator().manualSeed(1);
  return Array.from({ length: N }, () => transform.draw([image], generator));
}

/** Mean and both ends of a uniform distribution over [from, to]. */
function expectUniform(values: readonly number[], from: number, to: number): void {
  const width = to - from;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean).to.be.closeTo((from + to) / 2, (5 * width) / Math.sqrt(12 * values.length));
  expect(Math.min(...values)).to.be.within(from - 1e-6, from + width * 0.002 + 1e-6);
  expect(Math.max(...values)).to.be.within(to - width * 0.002 - 1e-6, to + 1e-6);
  for (const part of [0.25, 0.5, 0.75]) {
    const below = values.filter((value) => value < from + part * width).length / values.length;
    expect(below).to.be.closeTo(part, 5 * Math.sqrt((part * (1 - part)) / values.length));
  }
}

describe("parameters over 10,000 draws", () => {
  it("ColorJitter: uniform factors, each of 24 orders as often", () => {
    const all = draws(new t.ColorJitter({ brightness: 0.4, contrast: 1.5, saturation: [0.2, 0.9], hue: 0.3 }));
    expectUniform(
      all.map(({ factors }) => factors.brightness!),
      0.6,
      1.4,
    );
    expectUniform(
      all.map(({ factors }) => factors.contrast!),
      0,
      2.5,
    );
    expectUniform(
      all.map(({ factors }) => factors.saturation!),
      0.2,
      0.9,
    );
    expectUniform(
      all.map(({ factors }) => factors.hue!),
      -0.3,
      0.3,
    );
    const orders = new Map<string, number>();
    for (const { order } of all) orders.set(order.join(), (orders.get(order.join()) ?? 0) + 1);
    expect(orders.size).to.equal(24);
    for (const count of orders.values()) expect(count).to.be.closeTo(N / 24, 5 * Math.sqrt(N / 24));
  });

  it("RandomRotation and RandomAffine: uniform angles, scales, shears; whole moves within their part", () => {
    expectUniform(draws(new t.RandomRotation(30)), -30, 30);
    expectUniform(draws(new t.RandomRotation([10, 50])), 10, 50);
    const all = draws(new t.RandomAffine(15, { translate: [0.1, 0.2], scale: [0.5, 2], shear: [-3, 3, 4, 9] }));
    expectUniform(
      all.map(({ angle }) => angle),
      -15,
      15,
    );
    expectUniform(
      all.map(({ scale }) => scale),
      0.5,
      2,
    );
    expectUniform(
      all.map(({ shear }) => shear[0]),
      -3,
      3,
    );
    expectUniform(
      all.map(({ shear }) => shear[1]),
      4,
      9,
    );
    const xs = all.map(({ translate }) => translate[0]);
    expect([Math.min(...xs), Math.max(...xs)]).to.deep.equal([-8, 8]);
    expect(all.every(({ translate }) => translate.every(Number.isInteger))).to.equal(true);
  });

  it("RandomCrop: each place as often", () => {
    const all = draws(new t.RandomCrop([91, 80]));
    const counts = Array.from({ length: 10 }, (_, top) => all.filter(({ region }) => region.top === top).length);
    for (const count of counts) expect(count).to.be.closeTo(N / 10, 5 * Math.sqrt(N * 0.09));
  });

  it("RandomResizedCrop: area in its scale, shape log-uniform where it fits", () => {
    const all = draws(new t.RandomResizedCrop(10, { scale: [0.05, 0.2], ratio: [0.5, 2] }));
    const shapes = all.map(({ height, width }) => Math.log(width / height));
    expect(shapes.reduce((a, b) => a + b, 0) / N).to.be.closeTo(0, 0.025);
    for (const part of [-0.5, 0, 0.5]) {
      const below = shapes.filter((shape) => shape < part * Math.LN2).length / N;
      expect(below).to.be.closeTo((part + 1) / 2, 0.04);
    }
    const areas = all.map(({ height, width }) => (height * width) / 8000);
    expect(areas.reduce((a, b) => a + b, 0) / N).to.be.closeTo(0.125, 0.003);
    expect(Math.min(...areas)).to.be.at.least(0.045);
    expect(Math.max(...areas)).to.be.at.most(0.21);
  });

  it("RandomErasing: area in its scale; flips and the like with their probability", () => {
    const regions = draws(new t.RandomErasing({ scale: [0.02, 0.2] })).map((erased) => erased!.region);
    const mean = regions.reduce((sum, { height, width }) => sum + (height * width) / 8000, 0) / N;
    expect(mean).to.be.closeTo(0.11, 0.003);
    const generator = new Generator().manualSeed(2);
    for (const p of [0.1, 0.5, 0.9]) {
      const flip = new t.RandomHorizontalFlip({ p });
      const small = new tvTensors.Image({ data: new Uint8Array([1, 2]), shape: [1, 1, 2] });
      let flipped = 0;
      for (let i = 0; i < N; i++) if (flip.forward(small, { generator }).data[0] === 2) flipped++;
      expect(flipped / N).to.be.closeTo(p, 5 * Math.sqrt((p * (1 - p)) / N));
    }
  });

  it("GaussianBlur: uniform sigma", () => {
    expectUniform(draws(new t.GaussianBlur(3, { sigma: [0.1, 2] })), 0.1, 2);
  });

  it("RandomChoice: by its weights", () => {
    const seen = [0, 0, 0];
    const mark = (i: number) =>
      new t.Lambda((x) => {
        seen[i]!++;
        return x;
      });
    const choice = new t.RandomChoice([mark(0), mark(1), mark(2)], { p: [1, 2, 7] });
    const generator = new Generator().manualSeed(3);
    for (let i = 0; i < N; i++) choice.forward(image, { generator });
    for (const [i, p] of [0.1, 0.2, 0.7].entries())
      expect(seen[i]! / N).to.be.closeTo(p, 5 * Math.sqrt((p * (1 - p)) / N));
  });

  it("RandAugment: each of fourteen operations as often, MixUp's share uniform for alpha 1", () => {
    const generator = new Generator().manualSeed(4);
    const values = Array.from({ length: N }, () => generator.randint(0, 14, 1)[0]!);
    for (let i = 0; i < 14; i++)
      expect(values.filter((value) => value === i).length).to.be.closeTo(N / 14, 5 * Math.sqrt(N / 14));
    const batch = new tvTensors.Image({ data: new Float32Array([0, 1]), shape: [2, 1, 1, 1] });
    const mix = new t.MixUp({ numClasses: 2 });
    expectUniform(
      Array.from({ length: N }, () => mix.mix(batch, generator)[1]),
      0,
      1,
    );
  });

  it("CutMix: the label's share is the area that is left", () => {
    const generator = new Generator().manualSeed(5);
    const batch = new tvTensors.Image({
      data: Float32Array.from({ length: 2 * 90 }, (_, i) => (i < 90 ? 0 : 1)),
      shape: [2, 1, 9, 10],
    });
    const mix = new t.CutMix({ numClasses: 2 });
    for (let i = 0; i < 1000; i++) {
      const [{ data }, share] = mix.mix(batch, generator);
      const own = data.subarray(0, 90).filter((value) => value === 0).length;
      expect(own / 90).to.be.closeTo(share, 1e-12);
    }
  });
});
