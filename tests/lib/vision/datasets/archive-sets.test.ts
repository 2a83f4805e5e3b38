// Oracles: scenes of Shapes written in each format; the formats' own definitions for files written here by hand.
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { DataLoader, type Dataset } from "../../../../lib/data/index.ts";
import { encodeIndexedPng } from "../../../../lib/io/index.ts";
import type { Tensor } from "../../../../lib/tensor/index.ts";
import {
  CocoDetection,
  encodeJpeg,
  encodePng,
  exportCoco,
  exportVoc,
  OxfordIIITPet,
  PennFudan,
  Shapes,
  transforms,
  VOCDetection,
  VOCSegmentation,
} from "../../../../lib/vision/index.ts";

/** Every value of a set's samples, through the loader. */
async function valuesOf(dataset: Dataset<unknown>, numWorkers: number): Promise<string> {
  const found: string[] = [];
  const collateFn = (samples: unknown) => samples;
  for await (const batch of new DataLoader(dataset, { batchSize: 2, numWorkers, collateFn }))
    visit(batch, (data) => found.push(data.join()));
  return found.join("\n");
}

function visit(value: unknown, see: (data: readonly unknown[]) => void): void {
  if (typeof value !== "object" || value === null) see([value]);
  else if ("shape" in value) see([...(value as Tensor).data, ...(value as Tensor).shape]);
  else for (const entry of Object.values(value)) visit(entry, see);
}

describe("data sets of image files", () => {
  const shapes = new Shapes({ length: 5, size: [40, 56], objects: [0, 4], seed: 2 });
  const { classes } = Shapes;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "files-"));
    await exportVoc(shapes, join(folder, "voc"));
    await exportCoco(shapes, join(folder, "coco"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("VOCSegmentation gives photos and masks of class numbers", async () => {
    const set = new VOCSegmentation({ root: join(folder, "voc"), classes });
    expect([set.length, set.classes[0], set.classes[1]]).to.deep.equal([5, "background", "circle"]);
    for (let index = 0; index < 5; index++) {
      const [image, mask] = await set.get(index);
      expect([image.dtype, ...image.shape, ...mask.shape]).to.deep.equal(["uint8", 3, 40, 56, 40, 56]);
      expect(mask.data).to.deep.equal(shapes.get(index)[1].semantic.data);
      const drawn = shapes.get(index)[0].data;
      const far =
        Array.from(image.data, (value, i) => Math.abs(value - drawn[i]!)).reduce((a, b) => a + b) / drawn.length;
      expect(far, "JPEG stays near what was drawn").to.be.below(12);
    }
  });

  it("VOCDetection counts pixels from 0 and finds the archive's own folders", async () => {
    const base = join(folder, "devkit", "VOCdevkit");
    mkdirSync(base, { recursive: true });
    cpSync(join(folder, "voc"), join(base, "VOC2007"), { recursive: true });
    const set = new VOCDetection({ root: join(folder, "devkit"), year: 2007, classes });
    for (let index = 0; index < 5; index++) {
      const [, { boxes, labels, difficult }] = await set.get(index);
      const wanted = shapes.get(index)[1];
      expect([...boxes.data]).to.deep.equal([...wanted.boxes.data]);
      expect([...labels.data]).to.deep.equal([...wanted.labels.data]);
      expect([boxes.canvasSize, difficult.length]).to.deep.equal([[40, 56], labels.shape[0]]);
    }
    const strict = new VOCDetection({ root: join(base, "VOC2007"), year: 2007 });
    const failures = await Promise.all(Array.from({ length: 5 }, (_, i) => strict.get(i).catch(String)));
    expect(failures.join()).to.match(/object 0 is a \w+, expected one of aeroplane, .*pass \{ classes \}/);
  });

  it("VOC names what is missing and what does not fit", async () => {
    const root = join(folder, "voc");
    expect(() => new VOCSegmentation({ root, imageSet: "val" })).to.throw(
      /VOC 2012: found no ImageSets.Segmentation.val\.txt in .*download: true.*VOCtrainval_11-May-2012\.tar/,
    );
    expect(() => new VOCDetection({ root, year: 2007, imageSet: "test" })).to.throw(/VOCtest_06-Nov-2007\.tar/);
    expect(() => new VOCDetection({ root, year: 1999 as never, imageSet: "val" })).to.throw(/year from 2007 to 2012/);
    expect(() => new VOCDetection({ root, imageSet: "../x" })).to.throw(/expected an imageSet/);
    const broken = join(folder, "broken");
    cpSync(root, broken, { recursive: true });
    const small = { width: 3, height: 2, indices: new Uint8Array(6) };
    writeFileSync(join(broken, "SegmentationClass/000001.png"), encodeIndexedPng(small));
    const odd = { width: 56, height: 40, indices: new Uint8Array(2240).fill(9) };
    writeFileSync(join(broken, "SegmentationClass/000002.png"), encodeIndexedPng(odd));
    const set = new VOCSegmentation({ root: broken, classes });
    const reason = (index: number) => set.get(index).then(String, (error: Error) => error.message);
    expect(await reason(1)).to.match(/000001\.png: expected a mask of its image's size, 40 x 56, got 2 x 3/);
    expect(await reason(2)).to.match(/000002\.png: expected class numbers below 9, or 255, got 9/);
    expect(await reason(5)).to.match(/VOCSegmentation: expected an index in \[0, 5\), got 5/);
  });

  it("CocoDetection gives boxes, labels and masks, and keeps images without objects", async () => {
    const files = { images: join(folder, "coco/images"), annotations: join(folder, "coco/instances.json") };
    const set = new CocoDetection(files);
    expect(set.classes).to.deep.equal([...classes]);
    let empty = 0;
    for (let index = 0; index < 5; index++) {
      const [image, { boxes, labels, masks, imageId, crowd }] = await set.get(index);
      const [drawn, wanted] = shapes.get(index);
      expect(image.data).to.deep.equal(drawn.data);
      expect([...boxes.data]).to.deep.equal([...wanted.boxes.data]);
      expect([...labels.data]).to.deep.equal([...wanted.labels.data]);
      expect([masks.data, masks.shape]).to.deep.equal([wanted.masks.data, wanted.masks.shape]);
      expect([imageId, crowd]).to.deep.equal([index + 1, crowd.map(() => false)]);
      if (crowd.length === 0) empty++;
    }
    expect(empty, "the seed has a scene without objects").to.be.above(0);
    expect(() => new CocoDetection({ images: files.images })).to.throw(/both images and annotations/);
    expect(() => new CocoDetection({ ...files, images: join(folder, "none") })).to.throw(/found no .*none/);
    writeFileSync(join(files.images, "000003.png"), await encodePng({ ...blank(4, 4), dtype: "uint8" }));
    const error = await set.get(3).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(/000003\.png: expected 40 x 56 pixels, .*got 4 x 4/);
    await exportCoco(shapes, join(folder, "coco"));
  });

  it("CocoDetection finds COCO's own folders", () => {
    const root = join(folder, "official");
    mkdirSync(join(root, "annotations"), { recursive: true });
    cpSync(join(folder, "coco/images"), join(root, "val2017"), { recursive: true });
    cpSync(join(folder, "coco/instances.json"), join(root, "annotations/instances_val2017.json"));
    expect(new CocoDetection({ root, train: false }).length).to.equal(5);
    expect(() => new CocoDetection({ root })).to.throw(/instances_train2017\.json .*annotations_trainval2017\.zip/);
    renameSync(join(root, "val2017"), join(root, "moved"));
    expect(() => new CocoDetection({ root, train: false })).to.throw(/found no val2017 .*zips\/val2017\.zip/);
  });

  it("PennFudan draws boxes around the numbered masks", async () => {
    const home = join(folder, "penn", "PennFudanPed");
    for (const part of ["PNGImages", "PedMasks"]) mkdirSync(join(home, part), { recursive: true });
    const mask = new Uint8Array(30);
    mask.set([1, 1], 0);
    mask.set([2], 9);
    mask.set([2, 2], 14);
    for (const name of ["FudanPed00002", "FudanPed00001"]) {
      writeFileSync(join(home, "PNGImages", `${name}.png`), await encodePng({ ...blank(5, 6), dtype: "uint8" }));
      const indices = name.endsWith("1") ? mask : new Uint8Array(30);
      writeFileSync(join(home, "PedMasks", `${name}_mask.png`), encodeIndexedPng({ width: 6, height: 5, indices }));
    }
    const set = new PennFudan({ root: join(folder, "penn") });
    expect([set.length, set.classes]).to.deep.equal([2, ["pedestrian"]]);
    const [image, { boxes, labels, masks }] = await set.get(0);
    expect([...image.shape, ...labels.data, ...masks.shape]).to.deep.equal([3, 5, 6, 0, 0, 2, 5, 6]);
    expect([...boxes.data]).to.deep.equal([0, 0, 2, 1, 2, 1, 4, 3]);
    expect([...masks.data.keys()].filter((i) => masks.data[i] === 1)).to.deep.equal([0, 1, 39, 44, 45]);
    expect((await set.get(1))[1].boxes.shape).to.deep.equal([0, 4]);
    expect(() => new PennFudan({ root: folder })).to.throw(/PennFudan: found no PNGImages .*PennFudanPed\.zip/);
  });

  it("OxfordIIITPet gives the breed, the species or the mask", async () => {
    const root = join(folder, "pets");
    for (const part of ["images", "annotations/trimaps"]) mkdirSync(join(root, part), { recursive: true });
    const list = "#Image CLASS-ID SPECIES BREED ID\nAbyssinian_100 1 1 1\namerican_bulldog_7 2 2 1\n";
    writeFileSync(join(root, "annotations/trainval.txt"), list);
    const trimap = Uint8Array.from({ length: 64 }, (_, i) => 1 + (i % 3));
    for (const name of ["Abyssinian_100", "american_bulldog_7"]) {
      writeFileSync(join(root, "images", `${name}.jpg`), await encodeJpeg({ ...blank(8, 8), dtype: "uint8" }));
      writeFileSync(
        join(root, "annotations/trimaps", `${name}.png`),
        encodeIndexedPng({ width: 8, height: 8, indices: trimap }),
      );
    }
    const set = new OxfordIIITPet({ root });
    expect([set.classes, set.targets]).to.deep.equal([
      ["Abyssinian", "American Bulldog"],
      [0, 1],
    ]);
    expect((await set.get(1))[1]).to.equal(1);
    const species = new OxfordIIITPet({ root, targetType: "binary-category" });
    expect([species.binaryClasses[(await species.get(0))[1]], (await species.get(1))[1]]).to.deep.equal(["Cat", 1]);
    const [image, mask] = await new OxfordIIITPet({ root, targetType: "segmentation" }).get(0);
    expect([image.shape, mask.shape, mask.data]).to.deep.equal([[3, 8, 8], [8, 8], trimap]);
    expect(() => new OxfordIIITPet({ root, split: "test" })).to.throw(/annotations.test\.txt .*annotations\.tar\.gz/);
    expect(() => new OxfordIIITPet({ root, targetType: "breed" as never })).to.throw(/targetType .* got breed/);
    writeFileSync(join(root, "annotations/test.txt"), "a_1 1 1 1\nb_1 38 1 1\n");
    expect(() => new OxfordIIITPet({ root, split: "test" })).to.throw(/test\.txt: line 2: .*got "b_1 38 1 1"/);
  });

  it("come the same from workers, through joint transforms", async () => {
    const change = () => ({ transforms: new transforms.RandomHorizontalFlip({ p: 1 }) });
    const files = { images: join(folder, "coco/images"), annotations: join(folder, "coco/instances.json") };
    const sets: Dataset<unknown>[] = [
      new VOCSegmentation({ root: join(folder, "voc"), classes, ...change() }),
      new VOCDetection({ root: join(folder, "voc"), classes, ...change() }),
      new CocoDetection({ ...files, ...change() }),
      new PennFudan({ root: join(folder, "penn"), ...change() }),
      new OxfordIIITPet({ root: join(folder, "pets"), targetType: "segmentation", ...change() }),
    ];
    for (const set of sets) {
      const here = await valuesOf(set, 0);
      expect(here.length).to.be.above(100);
      expect(await valuesOf(set, 1), set.constructor.name).to.equal(here);
    }
  }).timeout(60_000);
});

function blank(height: number, width: number) {
  return { data: new Uint8Array(3 * height * width).fill(90), shape: [3, height, width] };
}
