// Oracle: torchvision 0.29.1 and pycocotools on the small folders of tests/goldens/vision/datasets (made by its make.py).
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { CocoDetection, VOCDetection, VOCSegmentation } from "../../../../lib/vision/index.ts";

const root = fileURLToPath(new URL("../../../goldens/vision/datasets/", import.meta.url));

interface Expected {
  voc: { image: string; boxes: number[][]; labels: number[]; difficult: boolean[]; mask: string }[];
  coco: {
    image: string;
    imageId: number;
    boxes: number[][];
    categories: number[];
    masks: string;
    crowd: boolean[];
  }[];
}

const bytes = (base64: string) => [...Buffer.from(base64, "base64")];
const { voc, coco } = JSON.parse(readFileSync(`${root}expected.json`, "utf8")) as Expected;

/** JPEG decoders may round apart. */
function expectImage(found: ArrayLike<number>, wanted: number[]): void {
  expect(found.length).to.equal(wanted.length);
  const far = wanted.map((value, i) => Math.abs(value - found[i]!));
  expect(Math.max(...far)).to.be.at.most(2);
}

describe("data sets as torchvision reads them", () => {
  it("VOCDetection and VOCSegmentation", async () => {
    const options = { root, year: 2007, imageSet: "val" } as const;
    const boxed = new VOCDetection(options);
    const masked = new VOCSegmentation(options);
    expect([boxed.length, masked.length]).to.deep.equal([voc.length, voc.length]);
    for (const [i, wanted] of voc.entries()) {
      const [image, { boxes, labels, difficult }] = await boxed.get(i);
      expectImage(image.data, bytes(wanted.image));
      // torchvision leaves VOC's corners as they are: counted from 1, the last pixel in. Ours begin at 0.
      expect([...boxes.data]).to.deep.equal(wanted.boxes.flatMap(([x0, y0, x1, y1]) => [x0! - 1, y0! - 1, x1!, y1!]));
      expect([...labels.data]).to.deep.equal(wanted.labels.map((label) => label - 1));
      expect(difficult).to.deep.equal(wanted.difficult);
      const [, mask] = await masked.get(i);
      expect([...mask.data]).to.deep.equal(bytes(wanted.mask));
    }
  });

  it("CocoDetection", async () => {
    const set = new CocoDetection({ images: `${root}coco/images`, annotations: `${root}coco/instances.json` });
    expect([set.length, set.classes]).to.deep.equal([coco.length, ["car", "dog", "toothbrush"]]);
    const ids = [3, 18, 90];
    for (const [i, wanted] of coco.entries()) {
      const [image, target] = await set.get(i);
      expectImage(image.data, bytes(wanted.image));
      expect([target.imageId, target.crowd]).to.deep.equal([wanted.imageId, wanted.crowd]);
      expect([...target.boxes.data]).to.deep.equal(wanted.boxes.flat());
      expect([...target.labels.data].map((label) => ids[label])).to.deep.equal(wanted.categories);
      expect([...target.masks.data]).to.deep.equal(bytes(wanted.masks));
    }
  });
});
