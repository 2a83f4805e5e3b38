import { argumentsOf, Dataset } from "../../data/index.ts";
import { stack, type Tensor, tensor } from "../../tensor/index.ts";
import { applyTransform, isBatched, type Transform } from "../transforms/transform.ts";

/** Images of one size in memory. */
export interface ImageStore {
  classes: readonly string[];
  /** The class number of each image. */
  targets: readonly number[];
  /** [N, C, H, W] */
  pixels: Uint8Array;
  /** [C, H, W] */
  shape: readonly [number, number, number];
}

export interface StoredImagesOptions<T = Tensor> {
  /** The training images (true) or the test images. */
  train?: boolean;
  /** Changes each image, a uint8 tensor [C, H, W]. */
  transform?: Transform<Tensor, T>;
}

/** Images of one size and their class numbers, held as bytes; the base of the data sets that fit into memory. */
export class StoredImages<T = Tensor> extends Dataset<[image: T, label: number]> {
  readonly classes: readonly string[];
  readonly train: boolean;
  /** The class number of each image. */
  readonly targets: readonly number[];
  readonly #pixels: Uint8Array;
  readonly #shape: readonly [number, number, number];
  readonly #transform: Transform<Tensor, T> | undefined;
  readonly #options: StoredImagesOptions<T>;

  constructor({ classes, targets, pixels, shape }: ImageStore, options: StoredImagesOptions<T>) {
    super();
    this.train = options.train ?? true;
    this.classes = classes;
    this.targets = targets;
    this.#pixels = pixels;
    this.#shape = shape;
    this.#transform = options.transform;
    this.#options = options;
  }

  /** How a loader's worker makes the dataset again; the files are there by then. */
  [argumentsOf](): unknown[] {
    return [{ ...this.#options, download: false }];
  }

  get length(): number {
    return this.targets.length;
  }

  get(index: number): [image: T, label: number] {
    const image = this.#images([index]).squeeze(0);
    return [this.#transform ? applyTransform(this.#transform, image) : (image as T), this.targets[index]!];
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

  /** uint8 [N, C, H, W] */
  #images(indices: readonly number[]): Tensor {
    const size = this.#shape[0] * this.#shape[1] * this.#shape[2];
    const pixels = new Uint8Array(indices.length * size);
    for (const [i, index] of indices.entries()) {
      if (!(index >= 0 && index < this.length))
        throw new RangeError(`${this.constructor.name}: expected an index in [0, ${this.length}), got ${index}`);
      pixels.set(this.#pixels.subarray(index * size, (index + 1) * size), i * size);
    }
    return tensor(pixels).reshape([indices.length, ...this.#shape]);
  }
}
