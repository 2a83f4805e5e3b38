import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fetchArchiveSync, readCifar } from "../../io/index.ts";
import { checkOptions } from "../../tensor/check.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { Transform } from "../transforms/transform.ts";
import { cacheFolder } from "./locate.ts";
import { type ImageStore, StoredImages } from "./stored-images.ts";

export interface CIFAROptions<T = Tensor> {
  /** Folder of the binary version's files, or of the folder that its archive holds. By default the project's cache. */
  root?: string;
  /** The 50,000 training images (true) or the 10,000 test images. */
  train?: boolean;
  /** Fetch the archive where the files are missing, into `root` or the project's cache. */
  download?: boolean;
  /** Changes each image, a uint8 tensor [3, 32, 32]. */
  transform?: Transform<Tensor, T>;
}

const OPTIONS = ["root", "train", "download", "transform"];

interface Source {
  name: string;
  classes: 10 | 100;
  archive: string;
  md5: string;
  /** The folder in the archive, and in it the files of both splits and that of the classes' names. */
  folder: string;
  train: readonly string[];
  test: readonly string[];
  names: string;
}

const cifar10: Source = {
  name: "CIFAR10",
  classes: 10,
  archive: "cifar-10-binary.tar.gz",
  md5: "c32a1d4ab5d03f1284b67883e8d87530",
  folder: "cifar-10-batches-bin",
  train: [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`),
  test: ["test_batch.bin"],
  names: "batches.meta.txt",
};

const cifar100: Source = {
  name: "CIFAR100",
  classes: 100,
  archive: "cifar-100-binary.tar.gz",
  md5: "03b5dce01913d631647c71ecec9e9cb8",
  folder: "cifar-100-binary",
  train: ["train.bin"],
  test: ["test.bin"],
  names: "fine_label_names.txt",
};

/**
 * CIFAR-10: color photos in 10 classes, 32x32, as uint8 tensors [3, 32, 32] and class numbers; the binary version's files.
 *
 * Without `root` it is looked for in the project's `.tsgrad/cache/`; `download: true` fetches the 170 MB from its author's
 * address and checks them. Throws when it is nowhere. Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny
 * Images", https://www.cs.toronto.edu/~kriz/cifar.html; no licence is stated there, the report is to be cited.
 *
 * @example
 * new CIFAR10({ root: "cifar", train: false }).get(0)[0].shape; // [3, 32, 32]
 */
export class CIFAR10<T = Tensor> extends StoredImages<T> {
  constructor(options: CIFAROptions<T> = {}) {
    checkOptions("CIFAR10", options, OPTIONS);
    super(read(cifar10, options), options);
  }
}

/** CIFAR-100: as CIFAR10, in 100 classes of 600 images; 169 MB. */
export class CIFAR100<T = Tensor> extends StoredImages<T> {
  constructor(options: CIFAROptions<T> = {}) {
    checkOptions("CIFAR100", options, OPTIONS);
    super(read(cifar100, options), options);
  }
}

function read(source: Source, { root, train = true, download = false }: CIFAROptions<unknown>): ImageStore {
  const folder = locate(source, root, download);
  const parts = (train ? source.train : source.test).map((name) =>
    readCifar(join(folder, name), { classes: source.classes }),
  );
  const names = readFileSync(join(folder, source.names), "utf8").split("\n");
  const classes = names.map((name) => name.trim()).filter((name) => name !== "");
  if (classes.length !== source.classes)
    throw new Error(
      `${join(folder, source.names)}: expected ${source.classes} names of classes, got ${classes.length}`,
    );
  return {
    classes,
    targets: parts.flatMap(({ labels }) => [...labels]),
    pixels: parts.length === 1 ? parts[0]!.images : new Uint8Array(Buffer.concat(parts.map(({ images }) => images))),
    shape: [3, 32, 32],
  };
}

function locate(source: Source, root: string | undefined, download: boolean): string {
  const base = root ?? cacheFolder("cifar");
  const unpacked = join(base, source.folder);
  const complete = (folder: string) => existsSync(join(folder, source.names));
  const found = [base, unpacked, join(unpacked, source.folder)].find(complete);
  if (found) return found;
  if (!download)
    throw new Error(
      `${source.name}: found no ${source.names} in ${base} or ${unpacked}. Pass { download: true } to fetch the binary ` +
        "version, or { root } with the folder that holds it (the version for Python is another one)",
    );
  const url = `https://www.cs.toronto.edu/~kriz/${source.archive}`;
  fetchArchiveSync({ urls: [url], path: join(base, source.archive), md5: source.md5 }, unpacked);
  return join(unpacked, source.folder);
}
