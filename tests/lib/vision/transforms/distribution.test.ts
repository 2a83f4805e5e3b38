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

  /** Each name as often as it should come; a list holds it as often as it counts. */
  function expectShares(names: readonly string[], expected: readonly string[]): void {
    for (const name of new Set([...expected, ...names])) {
      const share = expected.filter((other) => other === name).length / expected.length;
      const found = names.filter((other) => other === name).length / names.length;
      expect(found, name).to.be.closeTo(share, 5 * Math.sqrt((share * (1 - share)) / names.length) + 1e-12);
    }
  }

  const operations = [
    "ShearX",
    "ShearY",
    "TranslateX",
    "TranslateY",
    "Rotate",
    "Brightness",
    "Color",
    "Contrast",
  ].concat(["Sharpness", "Posterize", "Solarize", "AutoContrast", "Equalize"]);

  it("RandomPerspective: the upper left corner goes anywhere within half of a quarter", () => {
    const all = draws(new t.RandomPerspective({ p: 0.3, distortionScale: 0.5 }));
    expect(new Set(all.map((coefficients) => coefficients.length))).to.deep.equal(new Set([8]));
    // x' = (a x + b y + c) / (g x + h y + 1) takes a moved corner to the image's own.
    const moved = (corner: (x: number, y: number) => boolean, [a, b, c, d, e, f, g, h]: readonly number[]) => {
      for (let y = 0; y < 100; y++)
        for (let x = 0; x < 80; x++) {
          const depth = g! * x + h! * y + 1;
          if (corner((a! * x + b! * y + c!) / depth, (d! * x + e! * y + f!) / depth)) return [x, y] as const;
        }
      throw new Error("no pixel is the corner");
    };
    const near = (value: number, goal: number) => Math.abs(value - goal) < 1e-3;
    const corners = all.slice(0, 1000).map((coefficients) => moved((x, y) => near(x, 0) && near(y, 0), coefficients));
    for (const [axis, bound] of [21, 26].entries()) {
      const places = corners.map((corner) => corner[axis]!);
      expect(Math.max(...places)).to.be.lessThan(bound);
      expect(places.reduce((a, b) => a + b) / 1000).to.be.closeTo((bound - 1) / 2, (5 * bound) / Math.sqrt(12 * 1000));
    }
  });

  it("RandAugment: fourteen operations as often, at one strength, either sign as often", () => {
    const all = draws(new t.RandAugment({ numOps: 3, magnitude: 15 }));
    expect(all.every((drawn) => drawn.length === 3)).to.equal(true);
    const each = all.flat();
    expectShares(
      each.map(([name]) => name),
      ["Identity", ...operations],
    );
    const turns = each.filter(([name]) => name === "Rotate").map(([, magnitude]) => magnitude);
    expect(new Set(turns.map(Math.abs))).to.deep.equal(new Set([15]));
    expectShares(turns.map(String), ["15", "-15"]);
    const moves = each.filter(([name]) => name === "TranslateX").map(([, magnitude]) => Math.abs(magnitude));
    for (const move of moves) expect(move).to.be.closeTo((150 / 331) * 80 * 0.5, 1e-4);
  });

  it("TrivialAugmentWide: fourteen operations as often, each of 31 strengths as often", () => {
    const all = draws(new t.TrivialAugmentWide());
    expectShares(
      all.map(([name]) => name),
      ["Identity", ...operations],
    );
    const turns = all
      .filter(([name]) => name === "Rotate")
      .map(([, magnitude]) => Math.round(Math.abs(magnitude) / 4.5));
    expectShares(
      turns.map(String),
      Array.from({ length: 31 }, (_, i) => String(i)),
    );
  });

  // How often torchvision 0.29.1's policies apply an operation to an image: the sums of their probabilities / 25.
  const applied = {
    imagenet: [0, 0.152, 0.08, 0.448, 0.072, 0.112, 0.144, 0.016, 0.024, 0, 0.144, 0, 0, 0.048],
    cifar10: [0.092, 0.116, 0.032, 0.188, 0.008, 0.012, 0.028, 0.112, 0, 0.028, 0.076, 0.032, 0.136, 0.2],
    svhn: [0, 0, 0.012, 0.156, 0.304, 0, 0.136, 0, 0.168, 0.244, 0.088, 0.036, 0.08, 0.092],
  };
  const inOrder = ["Brightness", "Color", "Contrast", "Equalize", "Invert", "Posterize", "Rotate", "Sharpness"].concat([
    "ShearX",
    "ShearY",
    "Solarize",
    "TranslateX",
    "TranslateY",
    "AutoContrast",
  ]);
  for (const policy of ["imagenet", "cifar10", "svhn"] as const)
    it(`AutoAugment: each operation as often as the policy ${policy} applies it`, () => {
      const names = draws(new t.AutoAugment({ policy })).flatMap((drawn) => drawn.map(([name]) => name as string));
      for (const [i, name] of inOrder.entries()) {
        const rate = applied[policy][i]!;
        const found = names.filter((other) => other === name).length / N;
        // An image gets one operation twice at most.
        expect(found, name).to.be.closeTo(rate, 5 * Math.sqrt((2 * rate) / N) + 1e-12);
      }
    });

  it("AugMix: weights of Beta(1, 1) and Dirichlet(1, 1, 1), chains of one to three of thirteen operations", () => {
    const all = draws(new t.AugMix());
    expectUniform(
      all.map(({ own }) => own),
      0,
      1,
    );
    for (const { own, shares } of all) expect(shares.reduce((a, b) => a + b, own)).to.be.closeTo(1, 1e-5);
    const first = all.map(({ own, shares }) => shares[0]! / (1 - own)).filter(Number.isFinite);
    // The first of three weights is Beta(1, 2): mean 1/3, variance 1/18.
    expect(first.reduce((a, b) => a + b, 0) / first.length).to.be.closeTo(1 / 3, 5 * Math.sqrt(1 / 18 / N));
    const chains = all.flatMap((mixture) => mixture.chains);
    expectShares(
      chains.map((chain) => String(chain.length)),
      ["1", "2", "3"],
    );
    expectShares(
      chains.flat().map(([name]) => name),
      operations,
    );
    const turns = chains.flat().filter(([name]) => name === "Rotate");
    expectShares(
      turns.map(([, magnitude]) => (Math.abs(magnitude) / (30 / 9)).toFixed(0)),
      ["0", "1", "2"],
    );
  });
});
