import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readIndexedPng, readVoc } from "../../io/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { BoundingBoxes, type Mask } from "../tv-tensors/index.ts";
import { type DetectionTarget, labelTensor } from "./detection-target.ts";
import { ImageTargets, type ImageTargetsOptions, maskOfSize } from "./image-targets.ts";
import { cacheFolder, locateArchive } from "./locate.ts";
import { type VocYear, vocArchive, vocClasses } from "./voc-archives.ts";

export interface VOCOptions<Target, Sample> extends ImageTargetsOptions<Target, Sample> {
  /** The year of the challenge (2012). */
  year?: VocYear;
  /** A list in ImageSets: "train", "val" or "trainval", and "test" of 2007 ("train"). */
  imageSet?: string;
  /** Names of the classes, where the folder is not VOC's own. */
  classes?: readonly string[];
}

export interface VOCDetectionTarget extends DetectionTarget {
  /** Whether each object is marked as hard to recognize; VOC's own measure leaves these out. */
  difficult: readonly boolean[];
}

/** The folder of the year and the names in a list of images. */
function list<Target, Sample>(kind: "Main" | "Segmentation", options: VOCOptions<Target, Sample>) {
  const { year = 2012, imageSet = "train", root = cacheFolder("voc"), download = false } = options;
  if (!/^\w+$/.test(imageSet)) throw new RangeError(`VOC: expected an imageSet such as "train", got ${imageSet}`);
  const marker = join("ImageSets", kind, `${imageSet}.txt`);
  const folder = locateArchive(vocArchive(year, imageSet), root, marker, download);
  const lines = readFileSync(join(folder, marker), "utf8").split("\n");
  const names = lines.map((line) => line.trim().split(/\s+/)[0]!).filter((name) => name !== "");
  return { folder, names, images: names.map((name) => join(folder, "JPEGImages", `${name}.jpg`)) };
}

/**
 * PASCAL VOC segmentation: photos and a mask of class numbers, 0 the ground and 255 the objects' rims, uint8 [H, W].
 *
 * Without `root` it is looked for in the project's `.tsgrad/cache/voc/`; `download: true` fetches the year's archive there
 * (2012: 2 GB) and checks it. Everingham et al. 2010, http://host.robots.ox.ac.uk/pascal/VOC/; the photos are Flickr's and
 * under its terms of use.
 *
 * @example
 * const [image, mask] = await new VOCSegmentation({ root: "VOCdevkit/VOC2012", imageSet: "val" }).get(0);
 * mask.shape; // [366, 500]
 */
export class VOCSegmentation<Sample = [image: Tensor, mask: Mask]> extends ImageTargets<Mask, Sample> {
  /** Names of the numbers in masks; the first is the ground. */
  readonly classes: readonly string[];
  readonly images: readonly string[];
  /** Paths of the masks. */
  readonly masks: readonly string[];

  constructor(options: VOCOptions<Mask, Sample> = {}) {
    super(options, ["year", "imageSet", "classes"]);
    const { folder, names, images } = list("Segmentation", options);
    this.classes = ["background", ...(options.classes ?? vocClasses)];
    this.images = images;
    this.masks = names.map((name) => join(folder, "SegmentationClass", `${name}.png`));
  }

  target(index: number, size: readonly [number, number]): Mask {
    const path = this.masks[index]!;
    const picture = readIndexedPng(path);
    const odd = picture.indices.find((value) => value !== 255 && value >= this.classes.length);
    if (odd !== undefined)
      throw new Error(`${path}: expected class numbers below ${this.classes.length}, or 255, got ${odd}`);
    return maskOfSize(picture, size, path);
  }
}

/**
 * PASCAL VOC detection: photos, boxes and class numbers of what is in them.
 *
 * VOC counts pixels from 1 and the last one in; boxes here are corners from 0 with the last pixel out. Files, source and
 * terms as VOCSegmentation.
 *
 * @example
 * const [image, { boxes, labels }] = await new VOCDetection({ root: "VOCdevkit/VOC2007", year: 2007 }).get(0);
 */
export class VOCDetection<Sample = [image: Tensor, target: VOCDetectionTarget]> extends ImageTargets<
  VOCDetectionTarget,
  Sample
> {
  readonly classes: readonly string[];
  readonly images: readonly string[];
  /** Paths of the XML files. */
  readonly annotations: readonly string[];

  constructor(options: VOCOptions<VOCDetectionTarget, Sample> = {}) {
    super(options, ["year", "imageSet", "classes"]);
    const { folder, names, images } = list("Main", options);
    this.classes = options.classes ?? vocClasses;
    this.images = images;
    this.annotations = names.map((name) => join(folder, "Annotations", `${name}.xml`));
  }

  target(index: number, size: readonly [number, number]): VOCDetectionTarget {
    const { objects } = readVoc(this.annotations[index]!);
    const labels = objects.map(({ name }) => this.classes.indexOf(name));
    const unknown = labels.indexOf(-1);
    if (unknown !== -1)
      throw new Error(
        `${this.annotations[index]}: object ${unknown} is a ${objects[unknown]!.name}, expected one of ` +
          `${this.classes.join(", ")}; pass { classes } for a folder with others`,
      );
    const corners = objects.map(({ box: [xmin, ymin, xmax, ymax] }) => [xmin - 1, ymin - 1, xmax, ymax]);
    return {
      boxes: new BoundingBoxes(corners, { canvasSize: size }),
      labels: labelTensor(labels),
      difficult: objects.map(({ difficult }) => difficult),
    };
  }
}
