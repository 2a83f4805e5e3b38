// Oracles: the files' own definitions; vector_to_raster of googlecreativelab/quickdraw-dataset for where strokes lie.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { DataLoader } from "../../../../lib/data/index.ts";
import { encodeIdx, encodeNpy } from "../../../../lib/io/index.ts";
import { tensor } from "../../../../lib/tensor/index.ts";
import { EMNIST, QuickDraw } from "../../../../lib/vision/index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stored-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("EMNIST", () => {
  const write = (home: string, split: string, labels: number[]) => {
    mkdirSync(home, { recursive: true });
    const pixels = Uint8Array.from({ length: labels.length * 784 }, (_, i) => i % 253);
    const images = encodeIdx({ data: pixels, shape: [labels.length, 28, 28] });
    writeFileSync(join(home, `emnist-${split}-train-images-idx3-ubyte.gz`), gzipSync(images));
    const numbers = encodeIdx({ data: Uint8Array.from(labels), shape: [labels.length] });
    writeFileSync(join(home, `emnist-${split}-train-labels-idx1-ubyte.gz`), gzipSync(numbers));
    return pixels;
  };

  it("turns images upright and names the classes", () => {
    const pixels = write(join(folder, "gzip"), "letters", [1, 26]);
    const set = new EMNIST({ root: folder, split: "letters" });
    expect([set.length, set.split, ...set.targets.map((target) => set.classes[target])]).to.deep.equal([
      2,
      "letters",
      "a",
      "z",
    ]);
    const { data, shape } = set.get(1)[0];
    expect(shape).to.deep.equal([1, 28, 28]);
    for (const [y, x] of [
      [0, 5],
      [5, 0],
      [27, 3],
    ] as const)
      expect(data[y * 28 + x]).to.equal(pixels[784 + x * 28 + y]);
  });

  it("has 62, 47, 47, 27, 10 and 10 classes, in the files' order", () => {
    const counts = (["byclass", "bymerge", "balanced", "letters", "digits", "mnist"] as const).map((split) => {
      write(folder, split, [0]);
      return new EMNIST({ root: folder, split }).classes;
    });
    expect(counts.map(({ length }) => length)).to.deep.equal([62, 47, 47, 27, 10, 10]);
    expect(counts[2]!.join("")).to.equal("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt");
  });

  it("names missing files, unknown splits and numbers without a class", () => {
    expect(() => new EMNIST({ root: folder })).to.throw(/EMNIST: found no emnist-balanced-train-images.*gzip\.zip/);
    expect(() => new EMNIST({ root: folder, split: "greek" as never })).to.throw(/split of byclass, .* got greek/);
    write(folder, "digits", [10]);
    expect(() => new EMNIST({ root: folder, split: "digits" })).to.throw(/class numbers below 10, got 10/);
  });
});

describe("QuickDraw", () => {
  const bitmaps = (count: number, first: number) =>
    Uint8Array.from({ length: count * 784 }, (_, i) => (first + i) % 256);

  it("reads npy pictures category by category, and the first of each", async () => {
    const [cats, trains] = [bitmaps(3, 0), bitmaps(2, 7)];
    writeFileSync(join(folder, "cat.npy"), encodeNpy(tensor(cats).reshape([3, 784])));
    writeFileSync(join(folder, "train.npy"), encodeNpy(tensor(trains).reshape([2, 784])));
    const set = new QuickDraw({ root: folder, categories: ["cat", "train"] });
    expect([set.classes, set.targets]).to.deep.equal([
      ["cat", "train"],
      [0, 0, 0, 1, 1],
    ]);
    expect(set.get(4)[0].shape).to.deep.equal([1, 28, 28]);
    expect([...set.get(4)[0].data]).to.deep.equal([...trains.subarray(784)]);
    const few = new QuickDraw({ root: folder, categories: ["cat", "train"], limit: 1 });
    expect(few.targets).to.deep.equal([0, 1]);
    const batches: number[][] = [];
    for await (const [images, labels] of new DataLoader(few, { batchSize: 2, numWorkers: 1 }))
      batches.push([...images.data, ...labels.data]);
    expect(batches).to.deep.equal([[...cats.subarray(0, 784), ...trains.subarray(0, 784), 0, 1]]);
  }).timeout(30_000);

  it("draws strokes where Google's pictures have them, alike from both files", () => {
    // A line across the middle of the 256 x 256 board: 16 of 304 units wide, from 24 + 0 to 24 + 255.
    const line = {
      drawing: [
        [
          [0, 255],
          [0, 0],
        ],
      ],
      recognized: true,
      countrycode: "DE",
      word: "line",
    };
    writeFileSync(join(folder, "line.ndjson"), `${JSON.stringify(line)}\n`);
    const head = Buffer.alloc(17);
    head.write("DE", 8);
    head[10] = 1;
    head.writeUInt16LE(1, 15);
    writeFileSync(join(folder, "line.bin"), Buffer.concat([head, Buffer.from([2, 0, 0, 255, 0, 0])]));
    const pixels = (format: "ndjson" | "bin") =>
      new QuickDraw({ root: folder, categories: ["line"], format }).get(0)[0].data;
    expect(pixels("bin")).to.deep.equal(pixels("ndjson"));
    const column = Array.from({ length: 28 }, (_, y) => pixels("bin")[y * 28 + 14]!);
    // The line's middle lies at 14.0, so that it covers 0.737 of the rows above and below.
    expect(column[13]).to.be.closeTo((255 * (8 * 28)) / 304, 2);
    expect(column[14]).to.equal(column[13]);
    expect(column.filter((value) => value > 0)).to.have.length(2);
    const row = Array.from(pixels("bin").subarray(14 * 28, 15 * 28));
    expect([row[0], row[1]! > 0, row[26]! > 0, row[27]]).to.deep.equal([0, true, true, 0]);
  });

  it("reads raw pictures, and says what is wrong", () => {
    writeFileSync(join(folder, "cats.bin"), bitmaps(2, 1));
    const raw = new QuickDraw({ root: folder, categories: ["cats"], format: "raw" });
    expect([raw.length, raw.get(1)[0].data[0]]).to.deep.equal([2, 785 % 256]);
    writeFileSync(join(folder, "cats.bin"), bitmaps(2, 1).subarray(1));
    const make = (options: object) => () => new QuickDraw({ root: folder, categories: ["cats"], ...options });
    expect(make({ format: "raw" })).to.throw(/cats\.bin: expected 784 bytes a drawing, got 1567/);
    expect(make({})).to.throw(/found no .*cats\.npy.*download: true/);
    expect(make({ categories: [] })).to.throw(/expected categories such as/);
    expect(make({ categories: ["../cats"] })).to.throw(/names of categories, got "\.\.\/cats"/);
    expect(make({ format: "csv" })).to.throw(/format npy, ndjson, bin or raw, got csv/);
    expect(make({ limit: 0 })).to.throw(/whole limit >= 1, got 0/);
    writeFileSync(join(folder, "cats.npy"), encodeNpy(tensor(bitmaps(1, 0)).reshape([28, 28])));
    expect(make({})).to.throw(/uint8 pictures \[N, 784\], got uint8 \[28, 28\]/);
  });

  it("reads the three files that lie beside the project", function () {
    const root = fileURLToPath(new URL("../../../../../shared/data/quickdraw/", import.meta.url));
    const categories = ["cats", "rainbows", "trains"];
    if (!categories.every((name) => existsSync(join(root, `${name}.bin`)))) {
      console.log("    NOT RUN: the Quick, Draw! files are not beside the project (../shared/data/quickdraw)");
      this.skip();
    }
    const set = new QuickDraw({ root, categories, format: "raw" });
    expect([set.length, set.targets[999], set.targets[1000], set.targets[2999]]).to.deep.equal([3000, 0, 1, 2]);
    for (const index of [0, 1000, 2999]) {
      const share = set.get(index)[0].data.filter((value) => value > 25).length / 784;
      expect(share).to.be.within(0.05, 0.6);
    }
  });
});
