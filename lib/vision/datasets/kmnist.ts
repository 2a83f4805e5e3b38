import type { Tensor } from "../../tensor/index.ts";
import { IdxImages, type IdxImagesOptions, type IdxImagesSource } from "./idx-images.ts";

const source: IdxImagesSource = {
  name: "KMNIST",
  classes: ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
  folder: "kmnist",
  systemFolders: [],
  mirrors: ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
  files: {
    "train-images-idx3-ubyte": { md5: "bdb82020997e1d708af4cf47b453dcf7" },
    "train-labels-idx1-ubyte": { md5: "e144d726b3acfaa3e44228e80efcd344" },
    "t10k-images-idx3-ubyte": { md5: "5c965bf0a639b31b8f53240b1b52f4d7" },
    "t10k-labels-idx1-ubyte": { md5: "7320c461ea6c1c855c0b718fb2a4b134" },
  },
  advice: ".",
};

/**
 * Kuzushiji-MNIST: grey images of cursive Japanese characters, 28x28, as uint8 tensors [1, 28, 28] and class numbers.
 *
 * Without `root` it is looked for in the project's `.tsgrad/cache/kmnist/`; `download: true` fetches it there and checks it.
 * Throws when it is nowhere. Clanuwat et al. 2018, arXiv:1812.01718; CC BY-SA 4.0 (CODH). 60,000 + 10,000 images, 21 MB; harder than digits.
 *
 * @example
 * new KMNIST({ root: "kmnist", train: false }).get(0)[0].shape; // [1, 28, 28]
 */
export class KMNIST<T = Tensor> extends IdxImages<T> {
  /** Names of the class numbers. */
  static readonly classes: readonly string[] = source.classes;

  constructor(options: IdxImagesOptions<T> = {}) {
    super(source, options);
  }
}
