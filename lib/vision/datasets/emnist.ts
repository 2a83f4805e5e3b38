import { join } from "node:path";
import { checkOptions } from "../../tensor/check.ts";
import type { Tensor } from "../../tensor/index.ts";
import { type IdxImagesOptions, readIdxImages } from "./idx-images.ts";
import { type ArchiveSource, cacheFolder, findFile, locateArchive } from "./locate.ts";
import { type ImageStore, StoredImages } from "./stored-images.ts";

export type EMNISTSplit = "byclass" | "bymerge" | "balanced" | "letters" | "digits" | "mnist";

export interface EMNISTOptions<T = Tensor> extends IdxImagesOptions<T> {
  /** Which of the six sets ("balanced": 112,800 + 18,800 images of 47 classes). */
  split?: EMNISTSplit;
}

const source: ArchiveSource = {
  name: "EMNIST",
  url: "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",
  md5: "58c8d27c78d21e728a6bc7b3cc06412e",
  unpacked: "emnist",
  inside: ["", "gzip", "EMNIST/raw"],
};

const digits = [..."0123456789"];
const lower = [..."abcdefghijklmnopqrstuvwxyz"];
const all = [...digits, ...lower.map((letter) => letter.toUpperCase()), ...lower];
// Small letters that look like their capitals count as these.
const merged = all.filter((letter) => !"cijklmopsuvwxyz".includes(letter));
const classes: Readonly<Record<EMNISTSplit, readonly string[]>> = {
  byclass: all,
  bymerge: merged,
  balanced: merged,
  // Letters are numbered from 1.
  letters: ["N/A", ...lower],
  digits,
  mnist: digits,
};

/**
 * EMNIST: handwritten digits and letters, 28x28, as uint8 tensors [1, 28, 28] and class numbers.
 *
 * The files hold the images on their side; they are turned upright here. Without `root` it is looked for in the project's
 * `.tsgrad/cache/emnist/`; `download: true` fetches all six sets there, 560 MB, and checks them. Cohen, Afshar, Tapson and
 * van Schaik 2017, arXiv:1702.05373, from NIST's Special Database 19; no licence is stated, the paper is to be cited.
 *
 * @example
 * new EMNIST({ root: "emnist", split: "letters", train: false }).classes[1]; // "a"
 */
export class EMNIST<T = Tensor> extends StoredImages<T> {
  readonly split: EMNISTSplit;

  constructor(options: EMNISTOptions<T> = {}) {
    checkOptions("EMNIST", options, ["root", "train", "download", "transform", "split"]);
    super(read(options), options);
    this.split = options.split ?? "balanced";
  }
}

function read({
  root = cacheFolder("emnist"),
  split = "balanced",
  train = true,
  download = false,
}: EMNISTOptions<unknown>): ImageStore {
  if (!Object.hasOwn(classes, split))
    throw new RangeError(`EMNIST: expected a split of ${Object.keys(classes).join(", ")}, got ${split}`);
  const [images, labels] = ["images-idx3", "labels-idx1"].map((kind) => {
    const name = `emnist-${split}-${train ? "train" : "test"}-${kind}-ubyte`;
    const places = source.inside.map((folder) => join(root, folder));
    return findFile(places, name) ?? join(locateArchive(source, root, `${name}.gz`, download), `${name}.gz`);
  }) as [string, string];
  const store = readIdxImages(images, labels, classes[split]);
  return {
    ...store,
    pixels: upright(store.pixels, store.shape[1], store.shape[2]),
    shape: [1, store.shape[2], store.shape[1]],
  };
}

/** Rows and columns of each image changed places. */
function upright(pixels: Uint8Array, height: number, width: number): Uint8Array {
  const turned = new Uint8Array(pixels.length);
  const area = height * width;
  for (let i = 0; i < pixels.length; i++) {
    const [y, x] = [Math.floor((i % area) / width), i % width];
    turned[i - (i % area) + x * height + y] = pixels[i]!;
  }
  return turned;
}
