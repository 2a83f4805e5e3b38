// Oracle: PyTorch 2.13 (tests/goldens/random_loaders.py): the order of samples, and what is left of the random streams after.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import {
  DataLoader,
  type DataLoaderOptions,
  Dataset,
  RandomSampler,
  randomSplit,
  SubsetRandomSampler,
  WeightedRandomSampler,
} from "../../../lib/data/index.ts";
import { defaultGenerator, Generator, manualSeed } from "../../../lib/random/index.ts";

const goldens: Record<string, { order: unknown; after: number[]; next?: number }> = JSON.parse(
  readFileSync(new URL("../../goldens/random_loaders.json", import.meta.url), "utf8"),
);

class Range extends Dataset<number> {
  readonly length = 23;
  get(index: number) {
    return index;
  }
}
const data = new Range();
const weights = Array.from({ length: 23 }, (_, i) => 1 / (i + 1));

type Options = DataLoaderOptions<number, number[]>;
const epochs = (options: Options) => {
  const loader = new DataLoader(data, { collateFn: (samples: number[]) => samples, ...options });
  const order = [[...loader], [...loader]];
  expect(order[0]!.length).to.equal(loader.length);
  return order;
};

const cases: Record<string, (generator: Generator) => unknown> = {
  sequential: () => epochs({ batchSize: 5 }),
  shuffle: () => epochs({ batchSize: 5, shuffle: true }),
  dropLast: () => epochs({ batchSize: 5, shuffle: true, dropLast: true }),
  generator: (generator) => epochs({ batchSize: 4, shuffle: true, generator }),
  generatorWhole: (generator) => epochs({ batchSize: 23, shuffle: true, generator }),
  replacement: (generator) =>
    epochs({ batchSize: 9, sampler: new RandomSampler(data, { replacement: true, numSamples: 70, generator }) }),
  numSamples: (generator) => epochs({ batchSize: 9, sampler: new RandomSampler(data, { numSamples: 50, generator }) }),
  subsetRandom: (generator) =>
    epochs({ batchSize: 3, sampler: new SubsetRandomSampler([2, 4, 8, 16, 3, 6], { generator }) }),
  weighted: (generator) => epochs({ batchSize: 6, sampler: new WeightedRandomSampler(weights, 20, { generator }) }),
  weightedWithout: (generator) =>
    epochs({ batchSize: 6, sampler: new WeightedRandomSampler(weights, 20, { replacement: false, generator }) }),
  split: (generator) => randomSplit(data, [15, 8], { generator }).map(({ indices }) => indices),
  splitFractions: () => randomSplit(data, [0.5, 0.3, 0.2]).map(({ indices }) => indices),
};

describe("data is read in PyTorch 2.13's order", () => {
  for (const [name, run] of Object.entries(cases)) {
    it(name, () => {
      const golden = goldens[name]!;
      const generator = new Generator().manualSeed(11);
      manualSeed(3);
      expect(run(generator)).to.deep.equal(golden.order);
      expect([...new Int32Array(defaultGenerator.rand(2).buffer)]).to.deep.equal(golden.after);
      if (golden.next !== undefined) expect(generator.randint(0, 1e6, 1)[0]).to.equal(golden.next);
    });
  }

  it("covers every golden", () => expect(Object.keys(cases).sort()).to.deep.equal(Object.keys(goldens).sort()));
});
