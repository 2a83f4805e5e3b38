import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { argumentsOf, Dataset } from "../../data/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { decodeImage, type ImageMode } from "../io/index.ts";
import { applyTransform, type Transform } from "../transforms/transform.ts";

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

  constructor(root: string, options: ImageFolderOptions<T> = {}) {
    super();
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
    const sample = this.samples[index];
    if (!sample) throw new RangeError(`ImageFolder: expected an index in [0, ${this.length}), got ${index}`);
    const [path, label] = sample;
    const { transform, targetTransform, mode } = this.#options;
    const image = await decodeImage(path, { mode });
    return [
      transform ? applyTransform(transform, image) : (image as T),
      targetTransform ? targetTransform(label) : label,
    ];
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
