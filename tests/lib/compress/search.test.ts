// Oracles: the definition of the Pareto front, exhaustive search, Tan and Le 2019 (table of EfficientNet's channels).
import { expect } from "chai";
import fc from "fast-check";
import {
  compareModels,
  compoundScaling,
  paretoFront,
  scaleChannels,
  scaleRepeats,
  searchArchitecture,
} from "../../../lib/compress/index.ts";
import { nn, randn } from "../../../lib/index.ts";
import { Generator } from "../../../lib/random/index.ts";

describe("paretoFront", () => {
  it("keeps exactly what nothing beats", () => {
    const point = fc.record({ cost: fc.integer({ min: 0, max: 9 }), score: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 30 }), (points) => {
        const front = paretoFront(points);
        const beats = (a: (typeof points)[0], b: (typeof points)[0]) =>
          a.cost <= b.cost && a.score >= b.score && (a.cost < b.cost || a.score > b.score);
        for (const kept of front) expect(points.some((other) => beats(other, kept))).to.equal(false);
        for (const gone of points.filter((candidate) => !front.includes(candidate)))
          expect(
            front.some((kept) => beats(kept, gone) || (kept.cost === gone.cost && kept.score === gone.score)),
          ).to.equal(true);
      }),
    );
  });
});

describe("searchArchitecture", () => {
  const space = { width: [8, 16, 24, 32, 48, 64], depth: [1, 2, 3, 4, 5], kernel: [3, 5] };
  const options = {
    space,
    cost: ({ width, depth, kernel }: { width: number; depth: number; kernel: number }) =>
      width * width * depth * kernel,
    evaluate: async ({ width, depth, kernel }: { width: number; depth: number; kernel: number }) =>
      Math.log(width) + 0.4 * depth + 0.1 * kernel,
    budget: 20_000,
  };

  for (const method of ["random", "evolution"] as const) {
    it(`${method}: stays within the budget, looks at nothing twice, and repeats with its seed`, async () => {
      const run = () =>
        searchArchitecture({ ...options, method, trials: 15, generator: new Generator().manualSeed(3) });
      const [first, second] = [await run(), await run()];
      expect(first).to.deep.equal(second);
      const keys = first.candidates.map(({ architecture }) => JSON.stringify(architecture));
      expect(new Set(keys).size).to.equal(15);
      for (const { cost, architecture } of first.candidates) {
        expect(cost).to.equal(options.cost(architecture));
        expect(cost).to.be.at.most(20_000);
      }
      expect(first.front).to.include(first.best);
    });
  }

  it("finds the best of a space that it can try all of", async () => {
    const { best, candidates, overBudget } = await searchArchitecture({ ...options, trials: 100 });
    expect(candidates.length + overBudget).to.equal(60);
    expect(best.architecture).to.deep.equal({ width: 32, depth: 5, kernel: 3 });
  });

  it("says that nothing fits", async () => {
    const failed = await searchArchitecture({ ...options, budget: 1 }).catch((error: Error) => error);
    expect(failed)
      .to.be.an("error")
      .with.property("message")
      .that.matches(/within the budget of 1; 60 were more expensive/);
  });
});

describe("compound scaling", () => {
  it("gives the paper's constraint and the published channels", () => {
    const { constraint, depth, width, resolution } = compoundScaling(1);
    expect(constraint).to.be.closeTo(1.92, 0.005);
    expect([depth, width, resolution]).to.deep.equal([1.2, 1.1, 258]);
    expect([32, 16, 24, 40, 80, 112, 192, 320, 1280].map((c) => scaleChannels(c, 2))).to.deep.equal([
      64, 32, 48, 80, 160, 224, 384, 640, 2560,
    ]);
    // efficientnet_b3, as torchvision builds it
    expect([32, 16, 24, 40, 80, 112, 192, 320].map((c) => scaleChannels(c, 1.2))).to.deep.equal([
      40, 24, 32, 48, 96, 136, 232, 384,
    ]);
    expect([1, 2, 2, 3, 3, 4, 1].map((n) => scaleRepeats(n, 1.4))).to.deep.equal([2, 3, 3, 5, 5, 6, 2]);
    expect(() => compoundScaling(1, { alpha: 0.5 })).to.throw(/alpha >= 1/);
  });
});

describe("compareModels", () => {
  it("measures beside what it counts", () => {
    const table = compareModels({ a: new nn.Linear(8, 8), b: new nn.Conv2d(1, 2, 3) }, randn([1, 1, 8, 8]), {
      repeats: 2,
      accuracy: { b: 0.5 },
    });
    expect(table.rows.map(({ macs, params, accuracy }) => [params, macs, accuracy])).to.deep.equal([
      [72, 512, null],
      [20, 648, 0.5],
    ]);
    for (const { latency } of table.rows) expect(latency).to.be.above(0);
    expect(String(table)).to.match(/latency \(ms\)/);
  });
});
