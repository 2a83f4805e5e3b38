// Oracles: the knobs' own definitions, boxes and masks against each other, SHA-256 of scenes that were looked at.
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { DataLoader } from "../../../../lib/data/index.ts";
import { cocoMask, readCoco, readIndexedPng, readVoc, readYolo, rleDecode } from "../../../../lib/io/index.ts";
import { Generator } from "../../../../lib/random/index.ts";
import { coverageOf, maskOf } from "../../../../lib/vision/datasets/shapes/coverage.ts";
import { makeScene } from "../../../../lib/vision/datasets/shapes/scene.ts";
import {
  decodeImage,
  exportCoco,
  exportVoc,
  exportYolo,
  Shapes,
  type ShapesOptions,
  transforms,
} from "../../../../lib/vision/index.ts";

const DIGEST = "28b02b99b4fb5f515d5c0dff106b3205d9394c6b483f9ff6ed121a2868013a5f";
const every = (shapes: Shapes) => Array.from({ length: shapes.length }, (_, index) => shapes.scene(index));

/** The smallest box around the pixels of a mask, found the slow way. */
function boxOf(mask: Uint8Array, width: number): number[] {
  const at = [...mask.keys()].filter((i) => mask[i] === 1);
  const [xs, ys] = [at.map((i) => i % width), at.map((i) => Math.floor(i / width))];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
}

describe("Shapes", () => {
  it("are uint8 images with boxes, labels, instance and semantic masks that agree", () => {
    const shapes = new Shapes({ length: 12, size: [64, 96] });
    for (let index = 0; index < 12; index++) {
      const [image, { boxes, labels, masks, semantic }] = shapes.get(index);
      expect([image.dtype, ...image.shape]).to.deep.equal(["uint8", 3, 64, 96]);
      const count = labels.shape[0]!;
      expect(count).to.be.within(1, 5);
      expect([labels.dtype, ...masks.shape]).to.deep.equal(["int32", count, 64, 96]);
      expect([boxes.shape[0], ...boxes.canvasSize]).to.deep.equal([count, 64, 96]);
      const rebuilt = new Uint8Array(64 * 96);
      for (let n = 0; n < count; n++) {
        const mask = masks.data.slice(n * 6144, (n + 1) * 6144) as Uint8Array;
        expect([...boxes.data.subarray(4 * n, 4 * n + 4)]).to.deep.equal(boxOf(mask, 96));
        for (const [i, seen] of mask.entries()) {
          if (seen === 0) continue;
          expect(rebuilt[i], "masks of two objects meet").to.equal(0);
          rebuilt[i] = labels.data[n]! + 1;
        }
      }
      expect(semantic.data).to.deep.equal(rebuilt);
    }
  });

  it("depend on seed, part and index alone", () => {
    const [whole, part] = [new Shapes({ length: 40 }), new Shapes({ length: 5 })];
    for (const index of [0, 4]) expect(part.scene(index)).to.deep.equal(whole.scene(index));
    const first = (options: ShapesOptions) => Buffer.from(new Shapes(options).scene(0).image).toString("base64");
    const all = [{}, { seed: 1 }, { train: false }, { noise: 0 }].map(first);
    expect(new Set(all).size).to.equal(4);
    const hash = createHash("sha256");
    for (const { image, objects } of every(part)) {
      hash.update(image);
      for (const { label, box, mask } of objects) hash.update(JSON.stringify([label, box])).update(mask.data);
    }
    expect(hash.digest("hex")).to.equal(DIGEST);
  });

  it("never cover more of an object than occlusion allows, and use what is allowed", () => {
    const [height, width] = [64, 64];
    const leastSeen = (occlusion: number) => {
      const size = [height, width] as const;
      const settings = { size, objects: [6, 6] as const, classes: Shapes.classes, occlusion, imbalance: 1 };
      const shares = Array.from({ length: 30 }, (_, seed) =>
        makeScene(settings, new Generator().manualSeed(seed)).map(({ outline, visible }) => {
          const whole = maskOf(coverageOf(outline, { height, width }), { height, width });
          const pixels = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0);
          return pixels(visible) / pixels(whole);
        }),
      );
      return Math.min(...shares.flat());
    };
    expect(leastSeen(0)).to.equal(1);
    expect(leastSeen(0.3)).to.be.within(0.7, 0.75);
    expect(leastSeen(0.9)).to.be.within(0.1, 0.4);
  });

  it("come up as often as imbalance says, within five standard deviations", () => {
    const counts = (imbalance: number) => {
      const found = new Array<number>(3).fill(0);
      const classes = ["circle", "square", "star"];
      for (const { objects } of every(new Shapes({ length: 900, size: [32, 32], objects: [1, 1], classes, imbalance })))
        found[objects[0]!.label]!++;
      return found;
    };
    const close = (got: number[], shares: number[]) => {
      const total = shares.reduce((a, b) => a + b, 0);
      for (const [i, share] of shares.entries()) {
        const p = share / total;
        expect(got[i], String(got)).to.be.closeTo(900 * p, 5 * Math.sqrt(900 * p * (1 - p)));
      }
    };
    close(counts(1), [1, 1, 1]);
    close(counts(16), [16, 4, 1]);
  });

  it("give the wrong number to labelNoise of the objects, and leave the scenes as they are", () => {
    const options = { length: 300, size: [32, 32] as const, objects: [1, 2] as const };
    const [clean, noisy] = [every(new Shapes(options)), every(new Shapes({ ...options, labelNoise: 0.25 }))];
    expect(noisy.map(({ image }) => image)).to.deep.equal(clean.map(({ image }) => image));
    const objects = noisy.flatMap(({ objects }) => objects);
    expect(objects.map(({ trueLabel }) => trueLabel)).to.deep.equal(
      clean.flatMap(({ objects }) => objects.map(({ label }) => label)),
    );
    const wrong = objects.filter(({ label, trueLabel }) => label !== trueLabel).length;
    expect(wrong).to.be.closeTo(objects.length / 4, 5 * Math.sqrt((objects.length * 3) / 16));
    const all = every(new Shapes({ ...options, length: 20, labelNoise: 1 })).flatMap(({ objects }) => objects);
    expect(all.every(({ label, trueLabel }) => label !== trueLabel)).to.equal(true);
  });

  it("hold together for any knobs", () => {
    const side = fc.integer({ min: 32, max: 80 });
    const knobs = fc.record({
      seed: fc.nat(),
      size: fc.tuple(side, side),
      objects: fc.integer({ min: 0, max: 7 }).map((most) => [0, most] as const),
      occlusion: fc.double({ min: 0, max: 0.9, noNaN: true }),
      classes: fc.subarray([...Shapes.classes], { minLength: 1 }),
    });
    fc.assert(
      fc.property(knobs, (options) => {
        const { objects } = new Shapes({ ...options, length: 1 }).scene(0);
        if (objects.length > options.objects[1]) return false;
        return objects.every(({ label, box: [x, y, w, h], mask }) => {
          const [height, width] = options.size;
          const inside = x >= 0 && y >= 0 && x + w <= width && y + h <= height && w > 0 && h > 0;
          return inside && label < options.classes.length && mask.data.includes(1);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("go through transforms with their boxes and masks, and come the same from workers", async () => {
    const plain = new Shapes({ length: 4 });
    const flipped = new Shapes({ length: 4, transforms: new transforms.RandomHorizontalFlip({ p: 1 }) });
    const [[, before], [image, after]] = [plain.get(1), flipped.get(1)];
    expect(image.shape).to.deep.equal([3, 96, 96]);
    const [x1, y1, x2, y2] = before.boxes.data;
    expect([...after.boxes.data.subarray(0, 4)]).to.deep.equal([96 - x2!, y1, 96 - x1!, y2]);
    expect(after.semantic.data[5 * 96]).to.equal(before.semantic.data[5 * 96 + 95]);
    const read = async (numWorkers: number) => {
      const found: number[][] = [];
      const collateFn = <T>(samples: T) => samples;
      for await (const batch of new DataLoader(flipped, { batchSize: 2, numWorkers, collateFn }))
        for (const [picture, { boxes, labels, masks }] of batch)
          found.push([...picture.data, ...boxes.data, ...labels.data, ...masks.data]);
      return found;
    };
    expect(await read(1)).to.deep.equal(await read(0));
  }).timeout(30_000);

  it("refuse knobs that make no sense", () => {
    const wrong: [ShapesOptions, RegExp][] = [
      [{ length: 0 }, /length >= 1, got 0/],
      [{ seed: 0.5 }, /whole seed/],
      [{ size: [16, 64] }, /size .* got 16,64/],
      [{ objects: [3, 2] }, /\[fewest, most\]/],
      [{ classes: ["circle", "dog"] }, /classes among circle, .* got dog/],
      [{ classes: ["star", "star"] }, /different classes/],
      [{ occlusion: 1 }, /occlusion from 0 to 0.9, got 1/],
      [{ imbalance: 0.5 }, /imbalance of 1 or more/],
      [{ labelNoise: 2 }, /labelNoise from 0 to 1/],
      [{ labelNoise: 0.1, classes: ["star"] }, /two classes/],
      [{ noise: Number.NaN }, /noise from 0 to 1/],
    ];
    for (const [options, message] of wrong) expect(() => new Shapes(options)).to.throw(RangeError, message);
    expect(() => new Shapes({ length: 3 }).get(3)).to.throw(/index in \[0, 3\), got 3/);
  });
});

describe("Shapes in the formats of other tools", () => {
  const shapes = new Shapes({ length: 6, size: [48, 64], labelNoise: 0.3, objects: [0, 5] });
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "shapes-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("COCO: boxes and masks are read back equal", async () => {
    await exportCoco(shapes, folder);
    const { images, annotations, categories } = readCoco(join(folder, "instances.json"));
    expect(categories.map(({ name }) => name)).to.deep.equal([...Shapes.classes]);
    for (const [index, { image, objects }] of every(shapes).entries()) {
      const found = annotations.filter(({ image_id }) => image_id === images[index]!.id);
      expect(found.map(({ category_id, bbox }) => [category_id - 1, bbox])).to.deep.equal(
        objects.map(({ label, box }) => [label, box]),
      );
      expect(found.map((one) => rleDecode(cocoMask(one, images[index]!)).data)).to.deep.equal(
        objects.map(({ mask }) => mask.data),
      );
      const written = await decodeImage(join(folder, "images", images[index]!.file_name));
      expect(written.data).to.deep.equal(image);
    }
  });

  it("VOC: boxes and numbered masks are read back equal", async () => {
    await exportVoc(shapes, folder);
    const names = readFileSync(join(folder, "ImageSets/Segmentation/train.txt"), "utf8").trim().split("\n");
    expect(names).to.deep.equal(readdirSync(join(folder, "Annotations")).map((name) => name.slice(0, -4)));
    for (const [index, { objects }] of every(shapes).entries()) {
      const annotation = readVoc(join(folder, "Annotations", `${names[index]}.xml`));
      expect([annotation.height, annotation.width]).to.deep.equal([48, 64]);
      expect(annotation.objects.map(({ name, box }) => [Shapes.classes.indexOf(name), box])).to.deep.equal(
        objects.map(({ label, box: [x, y, w, h] }) => [label, [x + 1, y + 1, x + w, y + h]]),
      );
      const [byClass, byObject] = ["SegmentationClass", "SegmentationObject"].map((part) =>
        readIndexedPng(join(folder, part, `${names[index]}.png`)),
      );
      expect(byClass!.indices).to.deep.equal(shapes.get(index)[1].semantic.data);
      for (const [n, { mask }] of objects.entries())
        expect(byObject!.indices.map((value) => (value === n + 1 ? 1 : 0))).to.deep.equal(mask.data);
    }
  });

  it("YOLO: boxes are read back equal", async () => {
    await exportYolo(shapes, folder);
    for (const [index, { objects }] of every(shapes).entries()) {
      const found = readYolo(join(folder, "labels/train", `${String(index).padStart(6, "0")}.txt`));
      const pixels = found.map(({ class: label, centre: [x, y], size: [w, h] }) =>
        [label, x * 64 - (w * 64) / 2, y * 48 - (h * 48) / 2, w * 64, h * 48].map(Math.round),
      );
      expect(pixels).to.deep.equal(objects.map(({ label, box }) => [label, ...box]));
      expect(found.map(({ centre, size }) => [...centre, ...size])).to.deep.equal(
        objects.map(({ box: [x, y, w, h] }) => [(x + w / 2) / 64, (y + h / 2) / 48, w / 64, h / 48]),
      );
    }
    expect(readFileSync(join(folder, "data.yaml"), "utf8")).to.include("names:\n  0: circle\n");
  });
});
