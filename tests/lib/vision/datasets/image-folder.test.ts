// Oracle: torchvision's ImageFolder: classes and files by name, and pixels as they were written.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { encode } from "fast-png";
import { ConcatDataset, DataLoader, type Dataset, Subset } from "../../../../lib/data/index.ts";
import type { Tensor } from "../../../../lib/tensor/index.ts";
import { ImageFolder, transforms } from "../../../../lib/vision/index.ts";

describe("ImageFolder", () => {
  let root: string;
  const write = (name: string, value: number) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    const data = new Uint8Array(4 * 6 * 3).fill(value);
    writeFileSync(join(root, name), encode({ width: 6, height: 4, channels: 3, data }));
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "folders-"));
    write("dog/b.png", 4);
    write("dog/a/x.PNG", 3);
    write("cat/2.png", 2);
    write("cat/10.png", 1);
    writeFileSync(join(root, "cat/notes.txt"), "no image");
    writeFileSync(join(root, "readme.md"), "no class");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("numbers classes and images by their names", async () => {
    const set = new ImageFolder(root);
    expect(set.classes).to.deep.equal(["cat", "dog"]);
    expect(set.classToIdx).to.deep.equal({ cat: 0, dog: 1 });
    expect(set.samples.map(([path, label]) => [path.slice(root.length + 1), label])).to.deep.equal([
      ["cat/10.png", 0],
      ["cat/2.png", 0],
      ["dog/a/x.PNG", 1],
      ["dog/b.png", 1],
    ]);
    const [image, label] = await set.get(2);
    expect([image.dtype, ...image.shape, image.data[0], label]).to.deep.equal(["uint8", 3, 4, 6, 3, 1]);
  });

  it("gives the same batches by await and from workers", async () => {
    const set = new ImageFolder(root, {
      transform: new transforms.Compose([new transforms.RandomHorizontalFlip(), new transforms.ToTensor()]),
      targetTransform: undefined,
    });
    const read = async (numWorkers: number) => {
      const batches: number[][] = [];
      for await (const [images, labels] of new DataLoader(set, { batchSize: 3, numWorkers }))
        batches.push([...images.data, ...labels.data]);
      return batches;
    };
    const here = await read(0);
    expect(here.map(({ length }) => length)).to.deep.equal([3 * 72 + 3, 72 + 1]);
    expect(await read(2)).to.deep.equal(here);
  }).timeout(30_000);

  it("makes the batches that its samples make, a part or a subclass of it too", async () => {
    const transform = new transforms.Compose([
      new transforms.RandomResizedCrop([3, 5]),
      new transforms.ToTensor(),
      new transforms.Normalize([0.1, 0.2, 0.3], [0.4, 0.5, 0.6]),
    ]);
    class Marked extends ImageFolder {
      override async get(index: number): Promise<[Tensor, number]> {
        const [image] = await super.get(index);
        return [image, 100 + index];
      }
    }
    const sets: [Dataset<Promise<[Tensor, number]>>, number[]][] = [
      [new ImageFolder(root), [0, 0, 1, 1]],
      [new ImageFolder(root, { transform }), [0, 0, 1, 1]],
      [new Subset(new ImageFolder(root, { transform }), [3, 0]), [1, 0]],
      [new ConcatDataset([new ImageFolder(root), new ImageFolder(root)]), [0, 0, 1, 1, 0, 0, 1, 1]],
      [new Marked(root, { transform }), [100, 101, 102, 103]],
    ];
    for (const [set, targets] of sets) {
      const batches: [Tensor, Tensor][] = [];
      for await (const batch of new DataLoader(set, { batchSize: 8 })) batches.push(batch as never);
      const [images, labels] = batches[0]!;
      expect([...labels.data]).to.deep.equal(targets);
      // Every image is of one value, so that neither crop nor order of the loader's draws matters.
      const samples = await Promise.all(targets.map((_, i) => set.get(i)));
      expect([...images.data]).to.deep.equal(samples.flatMap(([image]) => [...image.data]));
      expect([images.dtype, ...images.shape]).to.deep.equal([
        samples[0]![0].dtype,
        targets.length,
        ...samples[0]![0].shape,
      ]);
    }
  });

  it("tells of a broken file where its sample is due, and forgets what was begun for nobody", async () => {
    writeFileSync(join(root, "dog/b.png"), "no PNG");
    const set = new ImageFolder(root);
    for (let round = 0; round < 3; round++) for (let i = 0; i < 4; i++) set.prepare(i);
    expect((await set.get(0))[1]).to.equal(0);
    for (const attempt of [1, 2]) {
      const error = await set.get(3).catch((reason: Error) => reason);
      expect((error as Error).message, String(attempt)).to.match(/decodeImage: cannot decode .*b\.png/);
    }
  });

  it("gives the samples before a wrong index, which is told of when it is due", async () => {
    const places = {
      length: 3,
      *[Symbol.iterator]() {
        yield* [0, 1, 9];
      },
    };
    const part = new Subset(new ImageFolder(root), [0, 1]);
    const read: number[] = [];
    const get = part.get.bind(part);
    part.get = (index) => {
      read.push(index);
      return get(index);
    };
    const loader = new DataLoader(part, { batchSize: 3, sampler: places });
    const error = await loader[Symbol.asyncIterator]()
      .next()
      .catch((reason: Error) => reason);
    expect(String(error)).to.match(/Subset: expected an index in .0, 2., got 9/);
    expect(read).to.deep.equal([0, 1, 9]);
  });

  it("says what is wrong with the folder", async () => {
    mkdirSync(join(root, "empty"));
    expect(() => new ImageFolder(root)).to.throw(/found no image .* for the class empty .*allowEmpty/);
    expect(new ImageFolder(root, { allowEmpty: true }).classes).to.deep.equal(["cat", "dog", "empty"]);
    expect(() => new ImageFolder(join(root, "cat"))).to.throw(/expected a folder for each class in .*, got 3 files/);
    writeFileSync(join(root, "cat/10.png"), "no PNG");
    const broken = new ImageFolder(root, { allowEmpty: true });
    const error = await broken.get(0).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(/decodeImage: cannot decode .*10\.png/);
    expect(() => [...new DataLoader(broken)]).to.throw(/for await/);
  });
});
