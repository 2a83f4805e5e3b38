import { argumentsOf, Dataset } from "../../data/index.ts";
import { checkOptions } from "../../tensor/check.ts";
import type { Tensor } from "../../tensor/index.ts";
import { decodeImage } from "../io/index.ts";
import { Mask } from "../tv-tensors/index.ts";
import { type PairTransform, transformed } from "./detection-target.ts";

export interface ImageTargetsOptions<Target, Sample> {
  /** Folder of the data set, as its archive holds it or one above. By default the project's cache. */
  root?: string;
  /** Fetch what is missing, into `root` or the project's cache. */
  download?: boolean;
  /** Changes image and target together: a uint8 tensor [3, H, W] and what the data set says of it. */
  transforms?: PairTransform<Target, Sample>;
}

/** Image files, and for each what is to be learned; samples are promises, as ImageFolder's. */
export abstract class ImageTargets<Target, Sample> extends Dataset<Promise<Sample>> {
  /** Paths of the images. */
  abstract readonly images: readonly string[];
  readonly #options: ImageTargetsOptions<Target, Sample>;

  constructor(options: ImageTargetsOptions<Target, Sample>, names: readonly string[] = []) {
    super();
    checkOptions(this.constructor.name, options, ["root", "download", "transforms", ...names]);
    this.#options = options;
  }

  /** What is known of an image of that size. */
  abstract target(index: number, size: readonly [height: number, width: number]): Target;

  get length(): number {
    return this.images.length;
  }

  async get(index: number): Promise<Sample> {
    const path = this.images[index];
    if (path === undefined)
      throw new RangeError(`${this.constructor.name}: expected an index in [0, ${this.length}), got ${index}`);
    const image: Tensor = await decodeImage(path);
    const [, height, width] = image.shape as [number, number, number];
    return transformed(this.#options.transforms, image, this.target(index, [height, width]));
  }

  /** How a loader's worker makes the dataset again; the files are there by then. */
  [argumentsOf](): unknown[] {
    return [{ ...this.#options, download: false }];
  }
}

/** A mask file's numbers as a Mask; `name` stands in the error where it is of another size than its image. */
export function maskOfSize(
  { width, height, indices }: { width: number; height: number; indices: Uint8Array },
  size: readonly [height: number, width: number],
  name: string,
): Mask {
  if (height !== size[0] || width !== size[1])
    throw new Error(`${name}: expected a mask of its image's size, ${size[0]} x ${size[1]}, got ${height} x ${width}`);
  return new Mask({ data: indices, shape: [height, width] });
}
