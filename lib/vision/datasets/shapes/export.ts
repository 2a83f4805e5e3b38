// The scenes in the formats of other tools. Images of COCO and YOLO are PNG files, those of VOC JPEG, as VOC has them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type CocoFile,
  encodeIndexedPng,
  encodeVoc,
  encodeYolo,
  rleArea,
  rleEncode,
  rleToString,
  vocPalette,
  writeCoco,
} from "../../../io/index.ts";
import { encodeJpeg, encodePng } from "../../io/index.ts";
import type { Shapes, ShapesObject } from "./shapes.ts";

/** Any Shapes: transforms play no part here. */
type Scenes = Pick<Shapes, "classes" | "length" | "scene" | "size" | "train">;

/**
 * Writes the set as COCO has it: `images/000000.png` and so on, and `instances.json` with run-length masks.
 *
 * @example
 * await exportCoco(new Shapes({ length: 10 }), "shapes-coco");
 */
export async function exportCoco(shapes: Scenes, folder: string): Promise<void> {
  mkdirSync(join(folder, "images"), { recursive: true });
  const [height, width] = shapes.size;
  const file: CocoFile = {
    images: [],
    annotations: [],
    categories: shapes.classes.map((name, label) => ({ id: label + 1, name, supercategory: "shape" })),
  };
  for (const { index, name, image, objects } of scenes(shapes)) {
    writeFileSync(join(folder, "images", `${name}.png`), await encodePng(image));
    file.images.push({ id: index + 1, file_name: `${name}.png`, width, height });
    for (const { label, box, mask } of objects) {
      const rle = rleEncode(mask);
      file.annotations.push({
        id: file.annotations.length + 1,
        image_id: index + 1,
        category_id: label + 1,
        bbox: box,
        area: rleArea(rle),
        iscrowd: 0,
        segmentation: { size: [height, width], counts: rleToString(rle) },
      });
    }
  }
  writeCoco(join(folder, "instances.json"), file);
}

/**
 * Writes the set as VOC has it: JPEGImages, Annotations, SegmentationClass and SegmentationObject (PNG with VOC's colours),
 * ImageSets with a list called train or val.
 *
 * @example
 * await exportVoc(new Shapes({ length: 10 }), "shapes-voc");
 */
export async function exportVoc(shapes: Scenes, folder: string): Promise<void> {
  const [height, width] = shapes.size;
  const parts = ["JPEGImages", "Annotations", "SegmentationClass", "SegmentationObject"];
  const lists = ["ImageSets/Main", "ImageSets/Segmentation"];
  for (const part of [...parts, ...lists]) mkdirSync(join(folder, part), { recursive: true });
  const palette = vocPalette();
  for (const { name, image, objects } of scenes(shapes)) {
    writeFileSync(join(folder, "JPEGImages", `${name}.jpg`), await encodeJpeg(image, { quality: 95 }));
    const annotation = {
      filename: `${name}.jpg`,
      width,
      height,
      depth: 3,
      segmented: true,
      objects: objects.map(({ label, box: [x, y, w, h] }) => ({
        name: shapes.classes[label]!,
        box: [x + 1, y + 1, x + w, y + h] as [number, number, number, number],
        difficult: false,
        truncated: false,
        pose: "Unspecified",
      })),
    };
    writeFileSync(join(folder, "Annotations", `${name}.xml`), encodeVoc(annotation));
    const numbered = (part: string, numberOf: (object: ShapesObject, place: number) => number) => {
      const indices = new Uint8Array(height * width);
      for (const [n, object] of objects.entries())
        for (const [i, seen] of object.mask.data.entries()) if (seen === 1) indices[i] = numberOf(object, n);
      writeFileSync(join(folder, part, `${name}.png`), encodeIndexedPng({ width, height, indices, palette }));
    };
    numbered("SegmentationClass", ({ label }) => label + 1);
    numbered("SegmentationObject", (_, place) => place + 1);
  }
  const names = Array.from({ length: shapes.length }, (_, index) => `${nameOf(index)}\n`).join("");
  for (const list of lists) writeFileSync(join(folder, list, shapes.train ? "train.txt" : "val.txt"), names);
}

/**
 * Writes the set as YOLO has it: `images/train`, `labels/train` (or val) and `data.yaml` with the classes' names.
 *
 * @example
 * await exportYolo(new Shapes({ length: 10 }), "shapes-yolo");
 */
export async function exportYolo(shapes: Scenes, folder: string): Promise<void> {
  const [height, width] = shapes.size;
  const split = shapes.train ? "train" : "val";
  for (const part of ["images", "labels"]) mkdirSync(join(folder, part, split), { recursive: true });
  for (const { name, image, objects } of scenes(shapes)) {
    writeFileSync(join(folder, "images", split, `${name}.png`), await encodePng(image));
    const boxes = objects.map(({ label, box: [x, y, w, h] }) => ({
      class: label,
      centre: [(x + w / 2) / width, (y + h / 2) / height] as [number, number],
      size: [w / width, h / height] as [number, number],
    }));
    writeFileSync(join(folder, "labels", split, `${name}.txt`), encodeYolo(boxes));
  }
  const names = shapes.classes.map((name, label) => `  ${label}: ${name}\n`).join("");
  writeFileSync(join(folder, "data.yaml"), `path: .\ntrain: images/train\nval: images/val\nnames:\n${names}`);
}

function* scenes(shapes: Scenes) {
  for (let index = 0; index < shapes.length; index++) {
    const { image, objects } = shapes.scene(index);
    yield { index, name: nameOf(index), image: { data: image, shape: [3, ...shapes.size], dtype: "uint8" }, objects };
  }
}

function nameOf(index: number): string {
  return String(index).padStart(6, "0");
}
