import { existsSync } from "node:fs";
import { join } from "node:path";
import { type CocoAnnotation, type CocoImage, cocoMask, readCoco, rleDecode } from "../../io/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { BoundingBoxes, Mask } from "../tv-tensors/index.ts";
import { type InstanceTarget, labelTensor } from "./detection-target.ts";
import { ImageTargets, type ImageTargetsOptions } from "./image-targets.ts";
import { type ArchiveSource, cacheFolder, locateArchive } from "./locate.ts";

export interface CocoTarget extends InstanceTarget {
  /** The image's number in the file of annotations. */
  imageId: number;
  /** Whether each mask stands for a crowd that was not told apart. */
  crowd: readonly boolean[];
}

export interface CocoDetectionOptions<Sample = [image: Tensor, target: CocoTarget]>
  extends ImageTargetsOptions<CocoTarget, Sample> {
  /** The 118,287 training images of 2017 (true) or the 5,000 for validation. */
  train?: boolean;
  /** Folder of the images, where it is not COCO's own. */
  images?: string;
  /** The file of annotations, where it is not COCO's own. */
  annotations?: string;
}

const server = "http://images.cocodataset.org/";
const archives = {
  train2017: ["zips/train2017.zip", "cced6f7f71b7629ddf16f17bbcfab6b2"],
  val2017: ["zips/val2017.zip", "442b8da7639aecaf257c1dceb8ba8c80"],
  annotations: ["annotations/annotations_trainval2017.zip", "f4bbac642086de4f52a3fdda2de5fa2c"],
} as const;

/**
 * COCO's detection and instance segmentation: photos with boxes, class numbers and masks; or any set in that format.
 *
 * Class numbers are places in `classes`, the file's categories by their ids; images without objects stay in. Without `root`
 * it is looked for in the project's `.tsgrad/cache/coco/`; `download: true` fetches it there and checks it (19 GB to train,
 * 0.8 GB to validate, 0.25 GB of annotations). Lin et al. 2014, arXiv:1405.0312, https://cocodataset.org; annotations
 * CC BY 4.0, the photos are Flickr's and under its terms of use.
 *
 * @example
 * const set = new CocoDetection({ images: "shapes-coco/images", annotations: "shapes-coco/instances.json" });
 * const [image, { boxes, labels, masks }] = await set.get(0);
 */
export class CocoDetection<Sample = [image: Tensor, target: CocoTarget]> extends ImageTargets<CocoTarget, Sample> {
  readonly classes: readonly string[];
  readonly images: readonly string[];
  readonly #entries: readonly CocoImage[];
  readonly #objects: ReadonlyMap<number, readonly CocoAnnotation[]>;
  /** Place in `classes` by the category's id. */
  readonly #labels: ReadonlyMap<number, number>;

  constructor(options: CocoDetectionOptions<Sample> = {}) {
    super(options, ["train", "images", "annotations"]);
    const { images: folder, annotations: path } = locate(options);
    const { images, annotations, categories } = readCoco(path);
    const sorted = categories.toSorted((a, b) => a.id - b.id);
    this.classes = sorted.map(({ name }) => name);
    this.#labels = new Map(sorted.map(({ id }, label) => [id, label]));
    this.#entries = images.toSorted((a, b) => a.id - b.id);
    this.images = this.#entries.map(({ file_name }) => join(folder, file_name));
    this.#objects = Map.groupBy(annotations, ({ image_id }) => image_id);
  }

  target(index: number, size: readonly [number, number]): CocoTarget {
    const entry = this.#entries[index]!;
    const [height, width] = size;
    if (entry.height !== height || entry.width !== width)
      throw new Error(
        `${this.images[index]}: expected ${entry.height} x ${entry.width} pixels, as its annotation says, got ${height} x ${width}`,
      );
    const objects = this.#objects.get(entry.id) ?? [];
    const masks = new Uint8Array(objects.length * height * width);
    for (const [n, object] of objects.entries()) masks.set(rleDecode(cocoMask(object, entry)).data, n * height * width);
    return {
      boxes: new BoundingBoxes(
        objects.map(({ bbox: [x, y, w, h] }) => [x, y, x + w, y + h]),
        { canvasSize: size },
      ),
      labels: labelTensor(objects.map(({ category_id }) => this.#labels.get(category_id)!)),
      masks: new Mask({ data: masks, shape: [objects.length, height, width] }),
      imageId: entry.id,
      crowd: objects.map(({ iscrowd }) => iscrowd === 1),
    };
  }
}

function locate<Sample>(options: CocoDetectionOptions<Sample>): { images: string; annotations: string } {
  const { root = cacheFolder("coco"), train = true, download = false, images, annotations } = options;
  if ((images === undefined) !== (annotations === undefined))
    throw new TypeError("CocoDetection: expected both images and annotations, or neither of them");
  if (images !== undefined && annotations !== undefined) {
    const missing = [images, annotations].find((path) => !existsSync(path));
    if (missing === undefined) return { images, annotations };
    throw new Error(`CocoDetection: found no ${missing}`);
  }
  const split = train ? "train2017" : "val2017";
  const find = (part: keyof typeof archives, marker: string) => {
    const [file, md5] = archives[part];
    const source: ArchiveSource = {
      name: "CocoDetection",
      url: `${server}${file}`,
      md5,
      unpacked: `coco-${part}`,
      inside: ["", "images"],
    };
    return join(locateArchive(source, root, marker, download), marker);
  };
  return {
    annotations: find("annotations", join("annotations", `instances_${split}.json`)),
    images: find(split, split),
  };
}
