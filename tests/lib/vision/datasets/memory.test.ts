// Oracle: the formats' own definitions: files written here byte by byte, as their pages describe them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { DataLoader } from "../../../../lib/data/index.ts";
import { encodeIdx } from "../../../../lib/io/index.ts";
import { CIFAR10, CIFAR100, KMNIST, MNIST, transforms } from "../../../../lib/vision/index.ts";

describe("data sets in memory", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sets-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const Family of [MNIST, KMNIST]) {
    it(`${Family.name} reads the official file names and knows ten classes`, () => {
      const pixels = Uint8Array.from({ length: 2 * 784 }, (_, i) => i % 251);
      const labels = Uint8Array.of(9, 3);
      writeFileSync(join(folder, "train-images-idx3-ubyte"), encodeIdx({ data: pixels, shape: [2, 28, 28] }));
      writeFileSync(join(folder, "train-labels-idx1-ubyte"), encodeIdx({ data: labels, shape: [2] }));
      const set = new Family({ root: folder });
      expect([set.length, set.classes.length, set.train]).to.deep.equal([2, 10, true]);
      const [image, label] = set.get(1);
      expect([...image.shape, label]).to.deep.equal([1, 28, 28, 3]);
      expect([...image.data]).to.deep.equal([...pixels.subarray(784)]);
      expect(() => new Family({ root: folder, train: false })).to.throw(
        new RegExp(`${Family.name}: found no t10k-images-idx3-ubyte .*Pass \\{ download: true \\}`),
      );
    });
  }

  const record = (heads: number[], first: number) => [
    ...heads,
    ...Uint8Array.from({ length: 3072 }, (_, i) => (first + i) % 256),
  ];

  it("CIFAR10 joins the five training files, planes first", () => {
    const home = join(folder, "cifar-10-batches-bin");
    mkdirSync(home);
    for (let n = 1; n <= 5; n++)
      writeFileSync(join(home, `data_batch_${n}.bin`), Uint8Array.from([...record([n], n), ...record([n + 4], 0)]));
    writeFileSync(
      join(home, "batches.meta.txt"),
      `${Array.from({ length: 10 }, (_, i) => `class ${i}`).join("\n")}\n\n`,
    );
    const set = new CIFAR10({ root: folder });
    expect(set.targets).to.deep.equal([1, 5, 2, 6, 3, 7, 4, 8, 5, 9]);
    expect(set.classes[9]).to.equal("class 9");
    const [image] = set.get(4);
    expect(image.shape).to.deep.equal([3, 32, 32]);
    expect([image.data[0], image.data[1024], image.data[3071]]).to.deep.equal([3, (3 + 1024) % 256, (3 + 3071) % 256]);
  });

  it("CIFAR100 tells fine classes, and a file that is cut off", () => {
    writeFileSync(join(folder, "test.bin"), Uint8Array.from([...record([2, 99], 5), ...record([19, 0], 6)]));
    writeFileSync(join(folder, "fine_label_names.txt"), Array.from({ length: 100 }, (_, i) => `c${i}`).join("\n"));
    expect(new CIFAR100({ root: folder, train: false }).targets).to.deep.equal([99, 0]);
    writeFileSync(join(folder, "train.bin"), Uint8Array.from(record([2, 99], 5)).subarray(0, 3000));
    expect(() => new CIFAR100({ root: folder })).to.throw(/train\.bin.*records of 3074 bytes, got 3000/);
    expect(() => new CIFAR10({ root: folder })).to.throw(/CIFAR10: found no batches\.meta\.txt .*download: true/);
  });

  it("workers make the set again from its folder", () => {
    writeFileSync(
      join(folder, "test.bin"),
      Uint8Array.from(Array.from({ length: 6 }, (_, i) => record([0, i], i)).flat()),
    );
    writeFileSync(join(folder, "fine_label_names.txt"), Array.from({ length: 100 }, (_, i) => `c${i}`).join("\n"));
    const set = new CIFAR100({ root: folder, train: false, transform: new transforms.ToTensor() });
    const read = (numWorkers: number) =>
      [...new DataLoader(set, { batchSize: 4, numWorkers })].map(([images, labels]) => [
        [...images.shape],
        [...images.data],
        [...labels.data],
      ]);
    expect(read(1)).to.deep.equal(read(0));
  }).timeout(30_000);
});
