// Oracles: SHA-256 of drawings that were looked at; how much of a Quick, Draw! picture is drawn on; nearest class means.
import { createHash } from "node:crypto";
import { expect } from "chai";
import { DataLoader } from "../../../../lib/data/index.ts";
import type { Tensor } from "../../../../lib/tensor/index.ts";
import { Doodles } from "../../../../lib/vision/datasets/index.ts";

const DIGEST = "c9e02679a8842db4a02ee5af556bdf63575f4f7d32fe1c443e287ae66433dcd3";
const bytes = (images: Tensor) => images.data as Uint8Array;

describe("Doodles", () => {
  const [images, labels] = new Doodles({ length: 600 }).toTensors();
  const drawn = bytes(images);

  it("are uint8 [1, 28, 28] in 12 classes in turn", () => {
    expect([images.dtype, ...images.shape]).to.deep.equal(["uint8", 600, 1, 28, 28]);
    expect([...labels.data.subarray(0, 13)]).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0]);
    expect(Doodles.classes).to.have.length(12);
  });

  it("depend on seed, part and index alone", () => {
    const again = new Doodles({ length: 50 });
    for (const index of [0, 7, 49])
      expect([...bytes(again.get(index)[0])]).to.deep.equal([...drawn.subarray(index * 784, (index + 1) * 784)]);
    const first = (options: object) => bytes(new Doodles(options).get(0)[0]).join();
    expect(new Set([first({}), first({ seed: 1 }), first({ train: false }), first({ jitter: 1 })]).size).to.equal(4);
    expect(createHash("sha256").update(drawn).digest("hex")).to.equal(DIGEST);
  });

  it("have thin lines with smooth edges, as Quick, Draw! has", () => {
    const all = drawn;
    const share = (test: (value: number) => boolean) => all.filter(test).length / all.length;
    expect(share((value) => value > 25)).to.be.within(0.15, 0.4);
    expect(share((value) => value > 0 && value < 255)).to.be.above(0.08);
  });

  it("can be told apart, though not by the mean picture alone", () => {
    const means = Doodles.classes.map((_, c) => {
      const mean = new Float64Array(784);
      for (let i = c; i < 600; i += 12) for (let p = 0; p < 784; p++) mean[p]! += drawn[i * 784 + p]! / 50;
      return mean;
    });
    const test = new Doodles({ length: 240, train: false });
    const distance = (a: Uint8Array, b: Float64Array) => a.reduce((sum, value, p) => sum + (value - b[p]!) ** 2, 0);
    const right = test.targets.filter((label, i) => {
      const pixels = bytes(test.get(i)[0]);
      const all = means.map((mean) => distance(pixels, mean));
      return all.indexOf(Math.min(...all)) === label;
    });
    expect(right.length / 240).to.be.within(0.5, 0.99);
  });

  it("come from a loader's workers", () => {
    const run = (numWorkers: number) =>
      Array.from(new DataLoader(new Doodles({ length: 30 }), { batchSize: 8, numWorkers }), ([x]) =>
        [...x.data].join(),
      );
    expect(run(2)).to.deep.equal(run(0));
  });

  it("refuse other lengths and jitters", () => {
    expect(() => new Doodles({ length: 0 })).to.throw("Doodles: expected a length >= 1, got 0");
    expect(() => new Doodles({ jitter: 2 })).to.throw("Doodles: expected a jitter from 0 to 1, got 2");
    expect(() => new Doodles().get(1000)).to.throw("Doodles: expected an index in [0, 1000), got 1000");
  });
});
