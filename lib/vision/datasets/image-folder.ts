import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { argumentsOf, Dataset, plainSample } from "../../data/index.ts";
import { checkOptions } from "../../tensor/check.ts";
import type { Tensor } from "../../tensor/index.ts";
import { decode } from "../io/decode.ts";
import type { ImageMode } from "../io/index.ts";
import { fromPlain } from "../transforms/sample.ts";
import { applyToPlain, type Transform } from "../transforms/transform.ts";
import type { TensorImage } from "../tv-tensors/image.ts";

export interface ImageFolderOptions<T = Tensor> {
  /** Changes each image, a uint8 tensor [C, H, W]. */
  transform?: Transform<Tensor, T>;
  /** Changes each class number. */
  targetTransform?: (target: number) => number;
  /** "unchanged", "RGB" or "GRAY" ("RGB"). */
  mode?: ImageMode;
  /** Classes without an image are no error (false). */
  allowEmpty?: boolean;
}

const extensions = new Set([".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".avif"]);

const MOST_BEGUN = 16;

/**
 * Photos in a folder a class: `root/cat/1.jpg`, `root/dog/a/2.png`. Classes and images come in the order of their names.
 *
 * Samples are promises, since files are decoded beside the program: read a loader of it with `for await`, or with workers.
 * Throws where there is no class, or a class without images. torchvision's ImageFolder.
 *
 * @example
 * const pets = new ImageFolder("pets", { transform: new transforms.Resize([64, 64]) });
 * pets.classes; // ["cat", "dog"]
 */
export class ImageFolder<T = Tensor> extends Dataset<Promise<[image: T, label: number]>> {
  readonly root: string;
  readonly classes: readonly string[];
  readonly classToIdx: Readonly<Record<string, number>>;
  /** Path and class number of each image. */
  readonly samples: readonly (readonly [path: string, label: number])[];
  /** The class number of each image. */
  readonly targets: readonly number[];
  readonly #options: ImageFolderOptions<T>;
  /** What is being decoded already. */
  readonly #begun = new Map<number, Promise<TensorImage>>();

  constructor(root: string, options: ImageFolderOptions<T> = {}) {
    super();
    checkOptions("ImageFolder", options, ["transform", "targetTransform", "mode", "allowEmpty"]);
    this.root = root;
    this.#options = options;
    this.classes = classesIn(root);
    this.classToIdx = Object.fromEntries(this.classes.map((name, label) => [name, label]));
    this.samples = this.classes.flatMap((name, label) =>
      imagesIn(join(root, name)).map((path): [string, number] => [path, label]),
    );
    this.targets = this.samples.map(([, label]) => label);
    const empty = this.classes.filter((_, label) => !this.targets.includes(label));
    if (empty.length > 0 && !options.allowEmpty)
      throw new Error(
        `ImageFolder: found no image (${[...extensions].join(", ")}) for the class ${empty.join(", ")} in ${root}. ` +
          "Remove the folder, or pass { allowEmpty: true }",
      );
  }

  [argumentsOf](): unknown[] {
    return [this.root, this.#options];
  }

  get length(): number {
    return this.samples.length;
  }

  async get(index: number): Promise<[image: T, label: number]> {
    const [image, label] = await this[plainSample](index);
    return [fromPlain(image) as T, label];
  }

  async [plainSample](index: number): Promise<[image: unknown, label: number]> {
    const begun = this.#begun.get(index);
    this.#begun.delete(index);
    const image = await (begun ?? this.#decode(index));
    const { transform, targetTransform } = this.#options;
    const label = this.targets[index]!;
    return [applyToPlain(transform as never, image), targetTransform ? targetTransform(label) : label];
  }

  override prepare(index: number): void {
    if (this.#begun.has(index)) return;
    const image = this.#decode(index);
    // Whoever asks for the sample gets the error.
    image.catch(() => {});
    this.#begun.set(index, image);
    // What a reader that stopped early left behind.
    if (this.#begun.size > MOST_BEGUN) this.#begun.delete(this.#begun.keys().next().value!);
  }

  async #decode(index: number): Promise<TensorImage> {
    const sample = this.samples[index];
    if (!sample) throw new RangeError(`ImageFolder: expected an index in [0, ${this.length}), got ${index}`);
    return decode(sample[0], { mode: this.#options.mode });
  }
}

function classesIn(root: string): string[] {
  const entries = readdirSync(root, { withFileTypes: true });
  const classes = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map(({ name }) => name);
  if (classes.length === 0)
    throw new Error(`ImageFolder: expected a folder for each class in ${root}, got ${entries.length} files`);
  return classes.sort();
}

function imagesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((name) => extensions.has(extname(name).toLowerCase()))
    .sort()
    .map((name) => join(folder, name));
}
