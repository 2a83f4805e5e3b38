// Oracle: what defines the splits: every sample once, shares by class, the same for the same seed (scikit-learn's KFold sizes).
import { expect } from "chai";
import { kFold, stratifiedSplit, TensorDataset } from "../../../lib/data/index.ts";
import { Generator } from "../../../lib/random/index.ts";
import { arange } from "../../../lib/tensor/index.ts";

const dataset = (n: number) => new TensorDataset(arange(n));
const labels = Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 1 : 0));

describe("stratifiedSplit", () => {
  const split = (seed: number) =>
    stratifiedSplit(dataset(40), labels, 0.2, { generator: new Generator().manualSeed(seed) }).map(({ indices }) => [
      ...indices,
    ]);

  it("gives each class the same share in both parts", () => {
    const [train, held] = split(0) as [number[], number[]];
    expect([...train, ...held].sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 40 }, (_, i) => i));
    expect(held.length).to.equal(8);
    expect(held.filter((i) => labels[i] === 1).length).to.equal(2);
  });

  it("depends on the seed alone", () => {
    expect(split(3)).to.deep.equal(split(3));
    expect(split(3)).not.to.deep.equal(split(4));
  });

  it("refuses other labels and fractions", () => {
    expect(() => stratifiedSplit(dataset(3), [1], 0.5)).to.throw(
      "stratifiedSplit: expected a label for each of the 3 samples, got 1 labels",
    );
    expect(() => stratifiedSplit(dataset(3), [1, 1, 1], 20)).to.throw(
      "stratifiedSplit: expected a fraction between 0 and 1, got 20",
    );
  });
});

describe("kFold", () => {
  it("holds each sample out once, in parts that differ by one at most", () => {
    const folds = kFold(dataset(11), 3);
    expect(folds.map(([, held]) => [...held.indices])).to.deep.equal([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10],
    ]);
    for (const [train, held] of folds)
      expect([...train.indices, ...held.indices].sort((a, b) => a - b)).to.deep.equal([...Array(11).keys()]);
  });

  it("shuffles by its generator", () => {
    const run = () => kFold(dataset(9), 3, { shuffle: true, generator: new Generator().manualSeed(1) });
    const held = run().map(([, part]) => [...part.indices]);
    expect(run().map(([, part]) => [...part.indices])).to.deep.equal(held);
    expect(held.flat().sort((a, b) => a - b)).to.deep.equal([...Array(9).keys()]);
    expect(held[0]).not.to.deep.equal([0, 1, 2]);
  });

  it("refuses parts without samples", () => {
    expect(() => kFold(dataset(2), 3)).to.throw("kFold: expected a whole number of parts in [2, 2], got 3");
  });
});
