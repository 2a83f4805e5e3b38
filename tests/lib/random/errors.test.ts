// Oracle: the words a student should read.
import { expect } from "chai";
import { defaultGenerator, Generator, initialSeed, manualSeed, multinomial, seed } from "../../../lib/random/index.ts";

const generator = new Generator();
const cases: [string, () => unknown, string][] = [
  ["fractional seed", () => manualSeed(0.5), "manualSeed: expected a whole number (or a bigint beyond 2^53), got 0.5"],
  ["huge seed", () => manualSeed(2n ** 64n), "manualSeed: expected a seed in [-2^63, 2^64), got 18446744073709551616"],
  ["negative count", () => generator.rand(-1), "rand: expected a count of values >= 0, got -1"],
  ["empty range", () => generator.randint(3, 3, 1), "randint: expected integers low < high, got low 3 and high 3"],
  ["bad probability", () => generator.bernoulli(1, 1.5), "bernoulli: expected a probability in [0, 1], got 1.5"],
  ["bad deviation", () => generator.normal(1, 0, -1), "normal: expected a standard deviation >= 0, got -1"],
  [
    "too many samples",
    () => multinomial([1, 1], 3, { generator }),
    "multinomial: cannot draw 3 samples from 2 weights without replacement; pass replacement: true",
  ],
  [
    "no weight",
    () => multinomial([0, 0], 1, { generator }),
    "multinomial: expected a weight above 0, but all weights are 0",
  ],
  [
    "a negative weight",
    () => multinomial([1, -1], 1, { generator }),
    "multinomial: expected finite weights >= 0, got -1 at index 1",
  ],
];

describe("random refuses", () => {
  for (const [name, run, message] of cases) it(name, () => expect(run).to.throw(RangeError, message));
});

describe("default generator", () => {
  it("repeats after manualSeed", () => {
    const first = manualSeed(12).rand(3);
    expect(initialSeed()).to.equal(12n);
    expect(manualSeed(12).rand(3)).to.deep.equal(first);
    expect(manualSeed(12)).to.equal(defaultGenerator);
  });
  it("differs after seed", () => {
    const first = seed();
    expect(seed()).not.to.equal(first);
  });
});
