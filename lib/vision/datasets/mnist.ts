import type { Tensor } from "../../tensor/index.ts";
import { IdxImages, type IdxImagesOptions, type IdxImagesSource } from "./idx-images.ts";

const source: IdxImagesSource = {
  name: "MNIST",
  classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  folder: "mnist",
  systemFolders: [],
  mirrors: ["https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/"],
  files: {
    "train-images-idx3-ubyte": { md5: "f68b3c2dcbeaaa9fbdd348bbdeb94873" },
    "train-labels-idx1-ubyte": { md5: "d53e105ee54ea40749a09fcbcd1e9432" },
    "t10k-images-idx3-ubyte": { md5: "9fb629c4189551a2d022fa330f9573f3" },
    "t10k-labels-idx1-ubyte": { md5: "ec29112dd5afa0611ce80d1b7f02629c" },
  },
  advice: ".",
};

/**
 * MNIST: grey images of handwritten digits, 28x28, as uint8 tensors [1, 28, 28] and the digit.
 *
 * Without `root` it is looked for in the project's `.tsgrad/cache/mnist/`; `download: true` fetches it there and checks it.
 * Throws when it is nowhere. LeCun, Cortes and Burges 1998, http://yann.lecun.com/exdb/mnist/; CC BY-SA 3.0. 60,000 + 10,000 images, 12 MB.
 *
 * @example
 * new MNIST({ root: "mnist", train: false }).get(0)[0].shape; // [1, 28, 28]
 */
export class MNIST<T = Tensor> extends IdxImages<T> {
  /** Names of the class numbers. */
  static readonly classes: readonly string[] = source.classes;

  constructor(options: IdxImagesOptions<T> = {}) {
    super(source, options);
  }
}
