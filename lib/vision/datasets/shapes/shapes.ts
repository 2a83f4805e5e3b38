import { argumentsOf, Dataset } from "../../../data/index.ts";
import { sampleSeed } from "../../../data/workers/seeds.ts";
import { type BinaryMask, rleEncode, rleToBbox } from "../../../io/index.ts";
import { Generator } from "../../../random/index.ts";
import { checkOptions } from "../../../tensor/check.ts";
import { type Tensor, tensor } from "../../../tensor/index.ts";
import { BoundingBoxes, Mask } from "../../tv-tensors/index.ts";
import { type InstanceTarget, labelTensor, type PairTransform, transformed } from "../detection-target.ts";
import { figures } from "./figures.ts";
import { checkShapesOptions, type ShapesKnobs } from "./options.ts";
import { paint } from "./paint.ts";
import { makeScene } from "./scene.ts";

export interface ShapesTarget extends InstanceTarget {
  /** uint8 [H, W]: 0 the ground, else the class number + 1. */
  semantic: Mask;
}

export interface ShapesOptions<Sample = [image: Tensor, target: ShapesTarget]> extends ShapesKnobs {
  /** Changes image, boxes and masks together. */
  transforms?: PairTransform<ShapesTarget, Sample>;
}

/** An object of a scene in plain values. */
export interface ShapesObject {
  /** Its class number as the data set gives it; with label noise it may be wrong. */
  label: number;
  /** Its class number as it is drawn. */
  trueLabel: number;
  /** [x, y, width, height] of what is seen of it, in pixels. */
  box: [x: number, y: number, width: number, height: number];
  /** What is seen of it. */
  mask: BinaryMask;
}

/**
 * Made-up scenes of cut-paper circles, stars, hearts and more, with boxes, instance masks and semantic masks.
 *
 * Images are uint8 [3, H, W]; a scene depends on its seed and index alone, and nothing is downloaded. Boxes and masks show
 * what is seen of an object, as in COCO. `exportCoco`, `exportVoc` and `exportYolo` write the set in other tools' formats.
 *
 * @example
 * const [image, { boxes, labels, masks }] = new Shapes({ length: 10 }).get(0);
 * image.shape; // [3, 96, 96]
 */
export class Shapes<Sample = [image: Tensor, target: ShapesTarget]> extends Dataset<Sample> {
  static readonly classes: readonly string[] = Object.keys(figures);
  readonly classes: readonly string[];
  readonly length: number;
  readonly train: boolean;
  readonly size: readonly [height: number, width: number];
  readonly #options: ShapesOptions<Sample>;
  readonly #knobs: Required<ShapesKnobs>;

  constructor(options: ShapesOptions<Sample> = {}) {
    super();
    this.#options = options;
    this.#knobs = checkShapesOptions(options);
    checkOptions("Shapes", options, [...Object.keys(this.#knobs), "transforms"]);
    this.classes = this.#knobs.classes;
    this.length = this.#knobs.length;
    this.train = this.#knobs.train;
    this.size = this.#knobs.size;
  }

  get(index: number): Sample {
    const [height, width] = this.size;
    const { image, objects } = this.scene(index);
    const semantic = new Uint8Array(height * width);
    const masks = new Uint8Array(objects.length * height * width);
    for (const [n, { label, mask }] of objects.entries()) {
      masks.set(mask.data, n * height * width);
      for (const [i, seen] of mask.data.entries()) if (seen === 1) semantic[i] = label + 1;
    }
    const target: ShapesTarget = {
      boxes: new BoundingBoxes(
        objects.map(({ box: [x, y, w, h] }) => [x, y, x + w, y + h]),
        { canvasSize: this.size },
      ),
      labels: labelTensor(objects.map(({ label }) => label)),
      masks: new Mask({ data: masks, shape: [objects.length, height, width] }),
      semantic: new Mask({ data: semantic, shape: [height, width] }),
    };
    return transformed(this.#options.transforms, tensor(image).reshape([3, height, width]), target);
  }

  /** A scene in plain values, before transforms: uint8 pixels [3, H, W] and objects from the hindmost to the foremost. */
  scene(index: number): { image: Uint8Array; objects: ShapesObject[] } {
    if (!(index >= 0 && index < this.length))
      throw new RangeError(`Shapes: expected an index in [0, ${this.length}), got ${index}`);
    const { noise, labelNoise } = this.#knobs;
    const [height, width] = this.size;
    const generator = this.#generator(index, 0);
    const scene = makeScene(this.#knobs, generator);
    const image = paint(scene, { height, width }, noise, generator);
    // Drawn apart, so that the same scenes come with and without it.
    const slips = this.#generator(index, 1);
    const objects = scene.map(({ figure, visible }): ShapesObject => {
      const [slip, other] = [slips.randomDouble(), slips.randomDouble()];
      const step = 1 + Math.floor(other * (this.classes.length - 1));
      const label = slip < labelNoise ? (figure + step) % this.classes.length : figure;
      const mask = { height, width, data: visible };
      return { label, trueLabel: figure, box: rleToBbox(rleEncode(mask)), mask };
    });
    return { image, objects };
  }

  /** How a loader's worker makes the dataset again. */
  [argumentsOf](): unknown[] {
    return [this.#options];
  }

  #generator(index: number, purpose: 0 | 1): Generator {
    const place = 2 * purpose + (this.train ? 0 : 1);
    return new Generator().manualSeed(sampleSeed(BigInt(this.#knobs.seed), index, place));
  }
}
