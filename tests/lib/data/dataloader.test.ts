// Oracle: torch.utils.data's collation and iteration, as its documentation gives them.
import { expect } from "chai";
import { ConcatDataset, DataLoader, Dataset, defaultCollate, Subset, TensorDataset } from "../../../lib/data/index.ts";
import { arange, ones, Tensor, zeros } from "../../../lib/tensor/index.ts";

describe("defaultCollate", () => {
  it("stacks tensors and gathers numbers, booleans and strings, in the samples' own structure", () => {
    const batch = defaultCollate([
      { x: zeros([2]), y: [1, true], name: "a" },
      { x: ones([2]), y: [0, false], name: "b" },
    ] as { x: Tensor; y: [number, boolean]; name: string }[]);
    expect(batch.x.toArray()).to.deep.equal([
      [0, 0],
      [1, 1],
    ]);
    expect([batch.y[0].dtype, batch.y[1].dtype]).to.deep.equal(["int32", "bool"]);
    expect(batch.name).to.deep.equal(["a", "b"]);
    expect(defaultCollate([1.5, 2]).dtype).to.equal("float32");
  });

  const refused: [string, unknown[], string][] = [
    [
      "images of two sizes",
      [zeros([2]), zeros([3])],
      "DataLoader: expected sample tensors of one shape, but the first is [2] and number 1 of the batch is [3]; crop or resize the samples to one size, or pass collateFn",
    ],
    [
      "samples of two lengths",
      [[1], [1, 2]],
      "DataLoader: expected each sample to have 1 elements like the first, got 2",
    ],
    [
      "dates",
      [new Date()],
      "DataLoader: cannot put sample values of type Date together into a batch; return tensors, numbers, strings, or arrays and objects of these, or pass collateFn",
    ],
  ];
  for (const [name, samples, message] of refused)
    it(`refuses ${name}`, () => expect(() => defaultCollate(samples)).to.throw(message));
});

describe("DataLoader", () => {
  class Slow extends Dataset<Promise<number>> {
    readonly length = 5;
    async get(index: number) {
      await null;
      return index;
    }
  }

  it("awaits an async dataset, and says so where it is read without await", async () => {
    const loader = new DataLoader(new Slow(), { batchSize: 2 });
    const batches: unknown[] = [];
    for await (const batch of loader) batches.push(batch.toArray());
    expect(batches).to.deep.equal([[0, 1], [2, 3], [4]]);
    expect(() => [...loader]).to.throw("read the batches with `for await (const batch of loader)`");
  });

  it("reads a dataset without indices, and resumes it", () => {
    const numbers = {
      *[Symbol.iterator]() {
        for (let i = 0; i < 7; i++) yield i;
      },
    };
    const make = () => new DataLoader<number, Tensor>(numbers, { batchSize: 2 });
    expect([...make()].map((batch) => batch.toArray())).to.deep.equal([[0, 1], [2, 3], [4, 5], [6]]);
    const first = make();
    for (const _ of first) break;
    const second = make();
    second.loadStateDict(first.stateDict());
    expect([...second].map((batch) => batch.toArray())).to.deep.equal([[2, 3], [4, 5], [6]]);
    expect([...second].length).to.equal(4);
    expect(() => second.length).to.throw("a dataset without indices has no length");
  });

  it("takes whole batches of tensors, also through subsets", () => {
    const data = new TensorDataset(arange(6).float(), arange(6));
    const subset = new Subset(data, [5, 3, 1]);
    const [[x, y]] = [...new DataLoader(subset, { batchSize: 3 })] as [[Tensor, Tensor]];
    expect(x.toArray()).to.deep.equal([5, 3, 1]);
    expect(y.dtype).to.equal("int32");
    expect(x).to.be.instanceOf(Tensor);
    expect(new ConcatDataset([data, subset]).get(7)[1].item()).to.equal(3);
  });

  it("drops or keeps the last batch", () => {
    const data = new TensorDataset(arange(5));
    expect(new DataLoader(data, { batchSize: 2 }).length).to.equal(3);
    expect([...new DataLoader(data, { batchSize: 2, dropLast: true })].length).to.equal(2);
  });
});
