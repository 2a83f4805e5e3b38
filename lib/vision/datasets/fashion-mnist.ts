import { fileURLToPath } from "node:url";
import type { Tensor } from "../../tensor/index.ts";
import { IdxImages, type IdxImagesOptions, type IdxImagesSource } from "./idx-images.ts";

export interface FashionMNISTOptions<T = Tensor> extends IdxImagesOptions<T> {
  /** The 6,000 + 1,000 images that come with the library, class-balanced, in place of all 60,000 + 10,000. */
  subset?: boolean;
}

const source: IdxImagesSource = {
  name: "FashionMNIST",
  classes: ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
  folder: "fashion-mnist",
  // Debian's and Ubuntu's package dataset-fashion-mnist.
  systemFolders: ["/usr/share/datasets/fashion-mnist"],
  mirrors: [
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
  ],
  files: {
    "train-images-idx3-ubyte": { sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888" },
    "train-labels-idx1-ubyte": { sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9" },
    "t10k-images-idx3-ubyte": { sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b" },
    "t10k-labels-idx1-ubyte": { sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34" },
  },
  advice: "; { subset: true } needs no download, and Debian's package dataset-fashion-mnist is found by itself.",
};

const subsetFolder = fileURLToPath(new URL("../../../data/fashion-mnist-subset/", import.meta.url));

/**
 * Fashion-MNIST: grey images of clothes from Zalando, 28x28, in 10 classes, as uint8 tensors [1, 28, 28] and class numbers.
 *
 * Without `root` it is looked for in the project's `.tsgrad/cache/fashion-mnist/` and where Debian's package puts it;
 * `download: true` fetches the 31 MB from Zalando's addresses into the cache and checks them. Throws when it is nowhere.
 * Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747; MIT licence.
 *
 * @example
 * const train = new FashionMNIST({ subset: true, transform: new transforms.ToTensor() });
 * train.length; // 6000
 */
export class FashionMNIST<T = Tensor> extends IdxImages<T> {
  /** Names of the class numbers. */
  static readonly classes: readonly string[] = source.classes;

  constructor(options: FashionMNISTOptions<T> = {}) {
    const { subset = false, ...rest } = options;
    if (subset && (rest.root !== undefined || rest.download))
      throw new TypeError("FashionMNIST: the subset comes with the library; leave out root and download");
    super(source, subset ? { ...rest, root: subsetFolder } : rest);
  }
}
