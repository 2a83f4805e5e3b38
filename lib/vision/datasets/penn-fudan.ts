import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readIndexedPng } from "../../io/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { BoundingBoxes, Mask } from "../tv-tensors/index.ts";
import { type InstanceTarget, labelTensor } from "./detection-target.ts";
import { ImageTargets, type ImageTargetsOptions, maskOfSize } from "./image-targets.ts";
import { type ArchiveSource, cacheFolder, locateArchive } from "./locate.ts";

export type PennFudanOptions<Sample = [image: Tensor, target: InstanceTarget]> = ImageTargetsOptions<
  InstanceTarget,
  Sample
>;

const source: ArchiveSource = {
  name: "PennFudan",
  url: "https://www.cis.upenn.edu/~jshi/ped_html/PennFudanPed.zip",
  // Its author publishes no checksum; this is the file's length.
  size: 53723336,
  unpacked: "penn-fudan",
  inside: ["PennFudanPed"],
};

/**
 * Penn-Fudan: 170 photos of streets with 345 pedestrians, each with its box and its mask; one class.
 *
 * Boxes are drawn around the masks. Without `root` it is looked for in the project's `.tsgrad/cache/penn-fudan/`;
 * `download: true` fetches its 54 MB there and checks their length. Wang, Shi, Song and Shen 2007, "Object Detection
 * Combining Recognition and Segmentation", https://www.cis.upenn.edu/~jshi/ped_html/; no licence is stated there.
 *
 * @example
 * const [image, { boxes, masks }] = await new PennFudan({ root: "PennFudanPed" }).get(0);
 */
export class PennFudan<Sample = [image: Tensor, target: InstanceTarget]> extends ImageTargets<InstanceTarget, Sample> {
  readonly classes: readonly string[] = ["pedestrian"];
  readonly images: readonly string[];
  /** Paths of the masks. */
  readonly masks: readonly string[];

  constructor(options: PennFudanOptions<Sample> = {}) {
    super(options);
    const { root = cacheFolder("penn-fudan"), download = false } = options;
    const folder = locateArchive(source, root, "PNGImages", download);
    const names = readdirSync(join(folder, "PNGImages")).filter((name) => name.endsWith(".png"));
    const sorted = names.sort().map((name) => name.slice(0, -4));
    this.images = sorted.map((name) => join(folder, "PNGImages", `${name}.png`));
    this.masks = sorted.map((name) => join(folder, "PedMasks", `${name}_mask.png`));
  }

  target(index: number, size: readonly [number, number]): InstanceTarget {
    const path = this.masks[index]!;
    const { data } = maskOfSize(readIndexedPng(path), size, path);
    const [height, width] = size;
    const numbers = [...new Set(data)].filter((number) => number > 0).sort((a, b) => a - b);
    const masks = new Uint8Array(numbers.length * height * width);
    const boxes = numbers.map((number, n) => {
      const box = [width, height, 0, 0] as [number, number, number, number];
      for (let i = 0; i < data.length; i++) {
        if (data[i] !== number) continue;
        masks[n * height * width + i] = 1;
        const [x, y] = [i % width, Math.floor(i / width)];
        box[0] = Math.min(box[0], x);
        box[1] = Math.min(box[1], y);
        box[2] = Math.max(box[2], x + 1);
        box[3] = Math.max(box[3], y + 1);
      }
      return box;
    });
    return {
      boxes: new BoundingBoxes(boxes, { canvasSize: size }),
      labels: labelTensor(numbers.map(() => 0)),
      masks: new Mask({ data: masks, shape: [numbers.length, height, width] }),
    };
  }
}
