// Oracles: SHA-256 of the committed files, the idx bytes themselves, and the full set where Debian's package put it.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { DataLoader } from "../../../lib/data/index.ts";
import { encodeIdx, readIdx } from "../../../lib/io/index.ts";
import { FashionMNIST, transforms } from "../../../lib/vision/index.ts";

const subset = new URL("../../../data/fashion-mnist-subset/", import.meta.url);
const debian = "/usr/share/datasets/fashion-mnist";

describe("FashionMNIST", () => {
  describe("the committed subset", () => {
    const digests = {
      "train-images-idx3-ubyte": "5da5b6e5980a8d5a679971fd70d5d1daaaef600228bac4bfa2cd93c45b9a3b46",
      "train-labels-idx1-ubyte": "f64a333adf719f8f29807f89320a90cd9807884061181d8ffb312e1975332782",
      "t10k-images-idx3-ubyte": "98063e80b7c89051cad17374c05b269473e9f8c020441fee9e0e1b0781d2cd60",
      "t10k-labels-idx1-ubyte": "3a661c81500e4473afd91212d9a606570e31727339bf5c0248bbb2e6aa2c7f5b",
    };
    for (const [name, digest] of Object.entries(digests)) {
      it(`${name} is what make.ts wrote`, () => {
        const bytes = gunzipSync(readFileSync(new URL(`${name}.gz`, subset)));
        expect(createHash("sha256").update(bytes).digest("hex")).to.equal(digest);
      });
    }

    for (const [train, count] of [
      [true, 6000],
      [false, 1000],
    ] as const) {
      it(`has ${count} ${train ? "training" : "test"} images, ${count / 10} of each class`, () => {
        const set = new FashionMNIST({ subset: true, train });
        expect(set.length).to.equal(count);
        expect(set.classes).to.have.length(10);
        const counts = set.classes.map((_, label) => set.targets.filter((target) => target === label).length);
        expect(counts).to.deep.equal(Array(10).fill(count / 10));
      });
    }

    it("holds images of the full set", function () {
      if (!existsSync(debian)) this.skip();
      const full = new FashionMNIST({ root: debian, train: false });
      const known = new Set(Array.from(full.targets, (label, i) => `${label} ${full.get(i)[0].data.join()}`));
      const part = new FashionMNIST({ subset: true, train: false });
      for (let i = 0; i < 1000; i += 50)
        expect(known.has(`${part.targets[i]} ${part.get(i)[0].data.join()}`)).to.equal(true);
    });
  });

  describe("samples", () => {
    const set = new FashionMNIST({ subset: true, train: false });
    const file = readIdx(new URL("t10k-images-idx3-ubyte.gz", subset).pathname);

    it("are uint8 tensors [1, 28, 28] with a class number", () => {
      const [image, label] = set.get(7);
      expect([image.dtype, ...image.shape]).to.deep.equal(["uint8", 1, 28, 28]);
      expect([...image.data]).to.deep.equal([...file.data.subarray(7 * 784, 8 * 784)]);
      expect(label).to.equal(set.targets[7]);
    });

    it("pass through the transform", () => {
      const doubled = new FashionMNIST({ subset: true, train: false, transform: (x) => x.float().mul(2) });
      expect(doubled.get(3)[0].sum().item()).to.equal(2 * set.get(3)[0].float().sum().item());
    });

    it("come in the same batches whether a batch is made whole or of its samples", () => {
      const toTensor = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.286], [0.353])]);
      const whole = new FashionMNIST({ subset: true, train: false, transform: toTensor });
      const single = new FashionMNIST({ subset: true, train: false, transform: (x) => toTensor.forward(x) });
      expect(single.getBatch([0])).to.equal(undefined);
      const first = (data: FashionMNIST) => {
        for (const [images, labels] of new DataLoader(data, { batchSize: 5 }))
          return [...images.shape, ...images.data, ...labels.data];
      };
      expect(first(whole)).to.deep.equal(first(single));
    });

    it("are all there in toTensors", () => {
      const [images, labels] = set.toTensors();
      expect([images.dtype, ...images.shape]).to.deep.equal(["uint8", 1000, 1, 28, 28]);
      expect(Buffer.from(images.data).equals(Buffer.from(file.data as Uint8Array))).to.equal(true);
      expect([labels.dtype, ...labels.data]).to.deep.equal(["int32", ...set.targets]);
    });

    it("outside the set are an error", () => {
      expect(() => set.get(1000)).to.throw("FashionMNIST: expected an index in [0, 1000), got 1000");
      expect(() => set.getBatch([0, -1])).to.throw("expected an index in [0, 1000), got -1");
    });
  });

  describe("finding the files", () => {
    let root: string;
    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), "fashion-"));
    });
    afterEach(() => rmSync(root, { recursive: true }));

    it("reads a folder of plain files", () => {
      for (const name of ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
        writeFileSync(join(root, name), gunzipSync(readFileSync(new URL(`${name}.gz`, subset))));
      expect(new FashionMNIST({ root, train: false }).length).to.equal(1000);
    });

    it("says where it looked and what to do", () => {
      expect(() => new FashionMNIST({ root })).to.throw(
        `FashionMNIST: found no train-images-idx3-ubyte (or train-images-idx3-ubyte.gz) in ${root}. Pass { download: true }`,
      );
      expect(() => new FashionMNIST({ root })).to.throw(/\{ subset: true \} needs no download/);
      expect(() => new FashionMNIST({ root, subset: true })).to.throw(/leave out root and download/);
    });

    it("refuses files that do not belong together", () => {
      cpSync(new URL("t10k-images-idx3-ubyte.gz", subset), join(root, "t10k-images-idx3-ubyte.gz"));
      writeFileSync(
        join(root, "t10k-labels-idx1-ubyte.gz"),
        gzipSync(encodeIdx({ shape: [3], data: Uint8Array.of(1, 2, 3) })),
      );
      expect(() => new FashionMNIST({ root, train: false })).to.throw(/expected 1000 labels as in .*, got \[3\]/);
      const labels = new Uint8Array(1000).fill(10);
      writeFileSync(join(root, "t10k-labels-idx1-ubyte.gz"), gzipSync(encodeIdx({ shape: [1000], data: labels })));
      expect(() => new FashionMNIST({ root, train: false })).to.throw(/class numbers below 10, got 10/);
    });

    it("reads the full set of Debian's package", function () {
      if (!existsSync(debian)) this.skip();
      expect(new FashionMNIST({ root: debian }).length).to.equal(60_000);
      expect(new FashionMNIST({ root: debian, train: false }).length).to.equal(10_000);
    });
  });
});
