import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Dataset } from "../../data/index.ts";
import { downloadSync, readIdx } from "../../io/index.ts";
import { stack, type Tensor, tensor } from "../../tensor/index.ts";
import { applyTransform, isBatched, type Transform } from "../transforms/transform.ts";
import { findFile } from "./locate.ts";

export interface IdxImagesOptions<T = Tensor> {
  /** Folder of the idx files, compressed or not. By default the places named at the dataset. */
  root?: string;
  /** The training images (true) or the test images. */
  train?: boolean;
  /** Fetch what is missing, into `root` or the project's cache. */
  download?: boolean;
  /** Changes each image, a uint8 tensor [1, H, W]. */
  transform?: Transform<Tensor, T>;
}

/** What a data set of the MNIST family is. */
export interface IdxImagesSource {
  name: string;
  classes: readonly string[];
  /** Its folder in the project's cache. */
  folder: string;
  /** Looked through after the cache, where no root is given. */
  systemFolders: readonly string[];
  /** Prefixes of file names; each file is tried at each. */
  mirrors: readonly string[];
  /** SHA-256 of the unpacked files, by name. */
  files: Readonly<Record<string, string>>;
  /** What else a user may do when the files are nowhere. */
  advice: string;
}

const cache = fileURLToPath(new URL("../../../.tsgrad/cache/", import.meta.url));

/** Images of one size and their class numbers, held as bytes; the base of the MNIST family. */
export class IdxImages<T = Tensor> extends Dataset<[image: T, label: number]> {
  readonly classes: readonly string[];
  readonly train: boolean;
  /** The class number of each image. */
  readonly targets: readonly number[];
  /** [N, H, W], row by row. */
  readonly #pixels: Uint8Array;
  readonly #height: number;
  readonly #width: number;
  readonly #transform: Transform<Tensor, T> | undefined;

  constructor(source: IdxImagesSource, options: IdxImagesOptions<T>) {
    super();
    this.train = options.train ?? true;
    this.classes = source.classes;
    this.#transform = options.transform;
    const split = this.train ? "train" : "t10k";
    const [imagesPath, labelsPath] = locate(source, options, [
      `${split}-images-idx3-ubyte`,
      `${split}-labels-idx1-ubyte`,
    ]) as [string, string];
    const images = readIdx(imagesPath);
    const labels = readIdx(labelsPath);
    const [count, height, width] = images.shape;
    if (images.dtype !== "uint8" || images.shape.length !== 3)
      throw new Error(
        `${imagesPath}: expected uint8 images [N, H, W], got ${images.dtype} [${images.shape.join(", ")}]`,
      );
    if (labels.shape.length !== 1 || labels.shape[0] !== count)
      throw new Error(`${labelsPath}: expected ${count} labels as in ${imagesPath}, got [${labels.shape.join(", ")}]`);
    const odd = labels.data.find((label) => label >= source.classes.length);
    if (odd !== undefined)
      throw new Error(`${labelsPath}: expected class numbers below ${source.classes.length}, got ${odd}`);
    this.#pixels = images.data as Uint8Array;
    this.targets = Array.from(labels.data);
    this.#height = height!;
    this.#width = width!;
  }

  get length(): number {
    return this.targets.length;
  }

  get(index: number): [image: T, label: number] {
    const label = this.targets[index];
    if (label === undefined)
      throw new RangeError(`${this.constructor.name}: expected an index in [0, ${this.length}), got ${index}`);
    const image = this.#images([index]).squeeze(0);
    return [this.#transform ? applyTransform(this.#transform, image) : (image as T), label];
  }

  /** Images and labels at once, where the transform changes a batch as it changes each image. */
  override getBatch(indices: readonly number[]): [images: Tensor, labels: Tensor] | undefined {
    const transform = this.#transform as Transform | undefined;
    if (transform && !isBatched(transform)) return undefined;
    const images = this.#images(indices);
    const labels = tensor(
      indices.map((index) => this.targets[index]!),
      { dtype: "int32" },
    );
    return [transform ? applyTransform(transform, images) : images, labels];
  }

  /**
   * The whole set as transformed images [N, ...] and int32 labels [N], for a TensorDataset or for whole-set arithmetic.
   *
   * @example
   * const [images, labels] = new FashionMNIST({ train: false, subset: true }).toTensors();
   * images.shape; // [1000, 1, 28, 28], uint8
   */
  toTensors(): [images: Tensor, labels: Tensor] {
    const all = Array.from(this.targets, (_, index) => index);
    const whole = this.getBatch(all);
    if (whole) return whole;
    const images = stack(all.map((index) => this.get(index)[0] as Tensor));
    return [images, tensor([...this.targets], { dtype: "int32" })];
  }

  /** uint8 [N, 1, H, W] */
  #images(indices: readonly number[]): Tensor {
    const area = this.#height * this.#width;
    const pixels = new Uint8Array(indices.length * area);
    for (const [i, index] of indices.entries()) {
      if (!(index >= 0 && index < this.length))
        throw new RangeError(`${this.constructor.name}: expected an index in [0, ${this.length}), got ${index}`);
      pixels.set(this.#pixels.subarray(index * area, (index + 1) * area), i * area);
    }
    return tensor(pixels).reshape([indices.length, 1, this.#height, this.#width]);
  }
}

function locate(source: IdxImagesSource, options: { root?: string; download?: boolean }, names: string[]): string[] {
  const { root, download = false } = options;
  const cacheFolder = join(cache, source.folder);
  const folders = root === undefined ? [cacheFolder, ...source.systemFolders] : [root];
  return names.map((name) => {
    const found = findFile(folders, name);
    if (found) return found;
    if (!download)
      throw new Error(
        `${source.name}: found no ${name} (or ${name}.gz) in ${folders.join(" or ")}. ` +
          `Pass { download: true } to fetch it, or { root } with the folder that holds it${source.advice}`,
      );
    const path = join(root ?? cacheFolder, `${name}.gz`);
    downloadSync({ urls: source.mirrors.map((mirror) => `${mirror}${name}.gz`), path, sha256: source.files[name]! });
    return path;
  });
}
