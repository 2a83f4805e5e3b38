import { join } from "node:path";
import { type Checksum, downloadSync, readIdx } from "../../io/index.ts";
import { checkOptions } from "../../tensor/check.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { Transform } from "../transforms/transform.ts";
import { cacheFolder, findFile } from "./locate.ts";
import { type ImageStore, StoredImages } from "./stored-images.ts";

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
  /** How each file is known to be the right one, by name without .gz. */
  files: Readonly<Record<string, Checksum>>;
  /** What else a user may do when the files are nowhere. */
  advice: string;
}

/** Images of the MNIST family and their class numbers. */
export class IdxImages<T = Tensor> extends StoredImages<T> {
  constructor(source: IdxImagesSource, options: IdxImagesOptions<T>) {
    super(read(source, options), options);
  }
}

function read(source: IdxImagesSource, options: { root?: string; train?: boolean; download?: boolean }): ImageStore {
  checkOptions(source.name, options, ["root", "train", "download", "transform"]);
  const split = (options.train ?? true) ? "train" : "t10k";
  const [imagesPath, labelsPath] = locate(source, options, [
    `${split}-images-idx3-ubyte`,
    `${split}-labels-idx1-ubyte`,
  ]) as [string, string];
  return readIdxImages(imagesPath, labelsPath, source.classes);
}

/** A file of images and one of their class numbers, checked against each other. */
export function readIdxImages(imagesPath: string, labelsPath: string, classes: readonly string[]): ImageStore {
  const images = readIdx(imagesPath);
  const labels = readIdx(labelsPath);
  const [count, height, width] = images.shape;
  if (images.dtype !== "uint8" || images.shape.length !== 3)
    throw new Error(`${imagesPath}: expected uint8 images [N, H, W], got ${images.dtype} [${images.shape.join(", ")}]`);
  if (labels.shape.length !== 1 || labels.shape[0] !== count)
    throw new Error(`${labelsPath}: expected ${count} labels as in ${imagesPath}, got [${labels.shape.join(", ")}]`);
  const odd = labels.data.find((label) => label >= classes.length);
  if (odd !== undefined) throw new Error(`${labelsPath}: expected class numbers below ${classes.length}, got ${odd}`);
  return {
    classes,
    targets: Array.from(labels.data),
    pixels: images.data as Uint8Array,
    shape: [1, height!, width!],
  };
}

function locate(source: IdxImagesSource, options: { root?: string; download?: boolean }, names: string[]): string[] {
  const { root, download = false } = options;
  const cache = cacheFolder(source.folder);
  const folders = root === undefined ? [cache, ...source.systemFolders] : [root];
  return names.map((name) => {
    const found = findFile(folders, name);
    if (found) return found;
    if (!download)
      throw new Error(
        `${source.name}: found no ${name} (or ${name}.gz) in ${folders.join(" or ")}. ` +
          `Pass { download: true } to fetch it, or { root } with the folder that holds it${source.advice}`,
      );
    const path = join(root ?? cache, `${name}.gz`);
    downloadSync({ urls: source.mirrors.map((mirror) => `${mirror}${name}.gz`), path, ...source.files[name] });
    return path;
  });
}
