// Oracles: sums over all pixels at once, copies made here of known images, Fashion-MNIST's published mean and deviation.
import { expect } from "chai";
import fc from "fast-check";
import {
  ConcatDataset,
  channelStatistics,
  classHistogram,
  classSamples,
  Dataset,
  findDuplicates,
  Subset,
  sizeDistribution,
} from "../../../../lib/data/index.ts";
import { type Tensor, tensor } from "../../../../lib/index.ts";
import {
  Doodles,
  decodeImage,
  encodeJpeg,
  FashionMNIST,
  Shapes,
  type ShapesTarget,
  transforms,
} from "../../../../lib/vision/index.ts";
import { channelMeans, classCounts, duplicateGrid, imageSizes, sampleGrid } from "../../../../lib/viz/index.ts";

class Images extends Dataset<unknown> {
  readonly samples: readonly unknown[];
  constructor(samples: readonly unknown[]) {
    super();
    this.samples = samples;
  }
  get length() {
    return this.samples.length;
  }
  get(index: number) {
    return this.samples[index];
  }
}

const plain = (height: number, width: number, value: (i: number) => number, channels = 3) => ({
  data: Uint8Array.from({ length: channels * height * width }, (_, i) => value(i)),
  shape: [channels, height, width],
  dtype: "uint8",
});

describe("classHistogram and classSamples", () => {
  it("counts without reading a set that knows its targets, through subsets too", async () => {
    class Unread extends Doodles {
      override get(): never {
        throw new Error("read");
      }
    }
    const set = new Unread({ length: 120 });
    expect(await classHistogram(set)).to.deep.include({ counts: new Array(12).fill(10), imbalance: 1 });
    const part = await classHistogram(new Subset(set as unknown as Dataset<unknown>, [0, 12, 24, 1]));
    expect(part.counts.slice(0, 3)).to.deep.equal([3, 1, 0]);
    expect([part.classes[0], part.imbalance]).to.deep.equal(["cat", Number.POSITIVE_INFINITY]);
  });

  it("counts objects, numbers and tensors of numbers, of promises too", async () => {
    const shapes = new Shapes({ length: 30, size: [32, 32] });
    const { counts, classes } = await classHistogram(shapes);
    const objects = Array.from({ length: 30 }, (_, i) => shapes.scene(i).objects).flat();
    expect(counts).to.deep.equal(classes.map((_, c) => objects.filter(({ label }) => label === c).length));
    const image = plain(2, 2, () => 0);
    const mixed = new Images([[image, 1], Promise.resolve([image, tensor([0, 1], { dtype: "int32" })])]);
    expect(await classHistogram(mixed, { classes: ["a", "b", "c"] })).to.deep.equal({
      classes: ["a", "b", "c"],
      counts: [1, 2, 0],
      imbalance: Number.POSITIVE_INFINITY,
    });
    const error = await classHistogram(new Images([[image]])).catch(String);
    expect(error).to.match(
      /classHistogram: sample 0: expected a class number or an object with labels .*got undefined/,
    );
  });

  it("draws samples of each class by a seed", async () => {
    const set = new Doodles({ length: 120 });
    const { indices } = await classSamples(set, { perClass: 4 });
    for (const [label, list] of indices.entries()) {
      expect(new Set(list).size).to.equal(4);
      expect(list.every((index) => set.targets[index] === label)).to.equal(true);
    }
    expect((await classSamples(set, { perClass: 4 })).indices).to.deep.equal(indices);
    expect((await classSamples(set, { perClass: 4, seed: 1 })).indices).to.not.deep.equal(indices);
    expect((await classSamples(set, { perClass: 99 })).indices[1]).to.deep.equal(
      [...set.targets.keys()].filter((index) => set.targets[index] === 1),
    );
    expect(await classSamples(set, { perClass: 0 }).catch(String)).to.match(/perClass >= 1, got 0/);
  });
});

describe("channelStatistics and sizeDistribution", () => {
  it("agree with sums over all pixels, whatever the sizes", async () => {
    const side = fc.integer({ min: 1, max: 6 });
    const image = fc
      .tuple(side, side, fc.infiniteStream(fc.integer({ min: 0, max: 255 })))
      .map(([height, width, values]) => plain(height, width, () => values.next().value));
    await fc.assert(
      fc.asyncProperty(fc.array(image, { minLength: 1, maxLength: 5 }), async (images) => {
        const { mean, std, pixels } = await channelStatistics(new Images(images.map((one) => [one, 0])));
        for (let c = 0; c < 3; c++) {
          const all = images.flatMap(({ data }) => [
            ...data.subarray((c * data.length) / 3, ((c + 1) * data.length) / 3),
          ]);
          const average = all.reduce((a, b) => a + b, 0) / all.length / 255;
          const variance = all.reduce((sum, value) => sum + (value / 255 - average) ** 2, 0) / all.length;
          expect(pixels).to.equal(all.length);
          expect(mean[c]).to.be.closeTo(average, 1e-12);
          expect(std[c]).to.be.closeTo(Math.sqrt(variance), 1e-12);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("come near Fashion-MNIST's 0.2860 and 0.3530, as bytes and as floats", async () => {
    const part = { subset: true, train: false } as const;
    const [bytes, floats] = [
      await channelStatistics(new FashionMNIST(part)),
      await channelStatistics(new FashionMNIST({ ...part, transform: new transforms.ToTensor() })),
    ];
    expect(bytes.mean[0]).to.be.closeTo(0.286, 0.01);
    expect(bytes.std[0]).to.be.closeTo(0.353, 0.01);
    expect(floats.mean[0]).to.be.closeTo(bytes.mean[0]!, 1e-6);
    expect(floats.std[0]).to.be.closeTo(bytes.std[0]!, 1e-6);
  });

  it("list the sizes, the most frequent first", async () => {
    const sizes = [
      [4, 8],
      [4, 8],
      [2, 2],
    ] as const;
    const found = await sizeDistribution(new Images(sizes.map(([h, w]) => plain(h, w, () => 0))));
    expect(found).to.deep.equal({
      sizes,
      counts: [
        { height: 4, width: 8, images: 2 },
        { height: 2, width: 2, images: 1 },
      ],
      height: { min: 2, median: 4, max: 4 },
      width: { min: 2, median: 8, max: 8 },
      aspect: { min: 1, median: 2, max: 2 },
    });
  });

  it("say what they cannot use", async () => {
    const grey = plain(2, 2, () => 0, 1);
    const error = await channelStatistics(new Images([plain(2, 2, () => 0), grey])).catch(String);
    expect(error).to.match(/expected 3 channels as in the first image, but sample 1 has 1/);
    expect(await channelStatistics(new Images([])).catch(String)).to.match(/at least one image, got none/);
    expect(await sizeDistribution(new Images([])).catch(String)).to.match(/at least one image, got none/);
    expect(await sizeDistribution(new Images([7])).catch(String)).to.match(/begin with an image .*sample 0 does not/);
  });
});

describe("findDuplicates", () => {
  const scenes = new Shapes({ length: 40, transforms: ([image]: [Tensor, ShapesTarget]) => image });
  const [height, width] = scenes.size;

  it("finds equal images in both of two sets, and none where there is none", async () => {
    const [train, test] = [new Subset(scenes, [0, 1, 2, 3]), new Subset(scenes, [5, 1, 0, 1])];
    expect((await findDuplicates(new ConcatDataset([train, test]))).exact).to.deep.equal([
      [0, 6],
      [1, 5, 7],
    ]);
    expect(await findDuplicates(scenes)).to.deep.equal({ exact: [], near: [] });
  });

  it("finds the same picture as JPEG, in half the size and a little brighter", async () => {
    const bytes = Array.from({ length: 40 }, (_, i) => scenes.scene(i).image);
    const originals = bytes.map((data) => ({ data, shape: [3, height, width], dtype: "uint8" }));
    const half = new transforms.Resize([height / 2, width / 2]);
    const copies = await Promise.all(
      originals.map(async (image, i) => {
        if (i % 3 === 0) return await decodeImage(await encodeJpeg(image, { quality: 60 }));
        if (i % 3 === 1) return half.forward(tensor(image.data).reshape([3, height, width]));
        return { ...image, data: image.data.map((value) => Math.min(255, value + 4)) };
      }),
    );
    const { exact, near } = await findDuplicates(new Images([...originals, ...copies]));
    expect(exact).to.deep.equal([]);
    const found = near.filter(({ first, second }) => second === first + 40).length;
    expect(found, "copies found").to.be.at.least(38);
    expect(near.length - found, "others taken for copies").to.equal(0);
  });

  it("looks at type, shape and values", async () => {
    const value = (i: number) => (i * 37) % 256;
    const [image, other] = [plain(4, 6, value), plain(6, 4, value)];
    const floats = { ...image, data: Float32Array.from(image.data), dtype: "float32" };
    expect((await findDuplicates(new Images([image, other, floats, image]))).exact).to.deep.equal([[0, 3]]);
    expect(await findDuplicates(scenes, { maxBits: 65 }).catch(String)).to.match(/maxBits from 0 to 64, got 65/);
    expect(await findDuplicates(scenes, { maxDifference: -1 }).catch(String)).to.match(/maxDifference from 0 to 1/);
  });
});

describe("charts of what is found", () => {
  const values = (chart: { spec: unknown }) => (chart.spec as { data: { values: unknown } }).data.values;

  it("show the numbers that they are given", async () => {
    const shapes = new Shapes({ length: 12, size: [32, 48] });
    const histogram = await classHistogram(shapes);
    expect(values(classCounts(histogram))).to.deep.equal(
      histogram.classes.map((label, i) => ({ label, value: histogram.counts[i] })),
    );
    const sizes = await sizeDistribution(shapes);
    expect(values(imageSizes(sizes))).to.deep.equal([{ height: 32, width: 48, images: 12 }]);
    const means = values(channelMeans({ mean: [0.5, 0.25, 0], std: [0.25, 0.125, 0] }));
    expect(means).to.deep.equal([
      { channel: "red", mean: 0.5, low: 0.25, high: 0.75 },
      { channel: "green", mean: 0.25, low: 0.125, high: 0.375 },
      { channel: "blue", mean: 0, low: 0, high: 0 },
    ]);
    for (const chart of [classCounts(histogram), imageSizes(sizes), channelMeans(await channelStatistics(shapes))])
      expect((await chart.toPng()).length).to.be.above(1000);
  });

  it("show samples with their classes, and duplicates with their places", async () => {
    const set = new Doodles({ length: 48 });
    const grid = await sampleGrid(set, await classSamples(set, { perClass: 2 }));
    expect(grid.svg.match(/<image/g)).to.have.length(24);
    expect(grid.svg.match(/>umbrella</g)).to.have.length(2);
    const twice = new ConcatDataset([set, new Subset(set, [5])]);
    const pairs = await duplicateGrid(twice, {
      exact: [[5, 48]],
      near: [{ first: 1, second: 2, bits: 3, difference: 0 }],
    });
    expect(pairs.svg).to.include("48 = 5 (2 in all)").and.include("2 ~ 1 (3 bits)");
    expect(await duplicateGrid(set, { exact: [], near: [] }).catch(String)).to.match(/expected duplicates, got none/);
  });
});
