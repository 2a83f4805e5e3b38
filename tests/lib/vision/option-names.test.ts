// Oracle: the options of each transform's and data set's documentation; each is taken, and a misspelled one is an error that names it.
import { expect } from "chai";
import { DataLoader } from "../../../lib/data/index.ts";
import {
  CIFAR10,
  CocoDetection,
  Doodles,
  EMNIST,
  FashionMNIST,
  ImageFolder,
  OxfordIIITPet,
  PennFudan,
  QuickDraw,
  Shapes,
  transforms as t,
  VOCSegmentation,
} from "../../../lib/vision/index.ts";

const flip = new t.RandomHorizontalFlip();

const cases: [right: () => unknown, wrong: () => unknown, error: string][] = [
  [
    () => new t.Resize(8, { interpolation: "bicubic", antialias: true, maxSize: 9 }),
    () => new t.Resize(8, { antialiasing: true } as object),
    "Resize: unknown option antialiasing; did you mean antialias?",
  ],
  [
    () => new t.RandomCrop(8, { padding: 2, padIfNeeded: true, fill: 1, paddingMode: "edge" }),
    () => new t.RandomCrop(8, { paddingMod: "edge" } as object),
    "RandomCrop: unknown option paddingMod; did you mean paddingMode?",
  ],
  [
    () => new t.ColorJitter({ brightness: 1, contrast: 1, saturation: 1, hue: 0.1 }),
    () => new t.ColorJitter({ brigthness: 1 } as object),
    "ColorJitter: unknown option brigthness; did you mean brightness?",
  ],
  [
    () => new t.RandomAffine(3, { translate: [0, 0.1], scale: [1, 2], shear: 2, center: [1, 1], fill: 0 }),
    () => new t.RandomAffine(3, { degrees: 3 } as object),
    "RandomAffine: unknown option degrees; it takes interpolation, fill, translate, scale, shear, center",
  ],
  [
    () => new t.RandomErasing({ p: 1, scale: [0.1, 0.2], ratio: [1, 2], value: 3 }),
    () => new t.RandomErasing({ prob: 1 } as object),
    "RandomErasing: unknown option prob; it takes p, scale, ratio, value",
  ],
  [
    () => new t.RandAugment({ numOps: 2, magnitude: 3, numMagnitudeBins: 31, interpolation: "nearest", fill: null }),
    () => new t.RandAugment({ num_ops: 2 } as object),
    "RandAugment: unknown option num_ops; did you mean numOps?",
  ],
  [
    () => new DataLoader([flip] as never, { batchSize: 1, dropLast: false }),
    () => new DataLoader([flip] as never, { numWorker: 2 } as object),
    "DataLoader: unknown option numWorker; did you mean numWorkers?",
  ],
];

const datasets: [wrong: () => unknown, error: string][] = [
  [() => new Doodles({ lenght: 10 } as object), "Doodles: unknown option lenght; did you mean length?"],
  [() => new Shapes({ labelNoice: 0.1 } as object), "Shapes: unknown option labelNoice; did you mean labelNoise?"],
  [
    () => new FashionMNIST({ subset: true, transforms: 1 } as object),
    "FashionMNIST: unknown option transforms; did you mean transform?",
  ],
  [() => new CIFAR10({ donwload: true } as object), "CIFAR10: unknown option donwload; did you mean download?"],
  [() => new EMNIST({ splits: "letters" } as object), "EMNIST: unknown option splits; did you mean split?"],
  [
    () => new QuickDraw({ categories: ["cat"], formt: "npy" } as never),
    "QuickDraw: unknown option formt; did you mean format?",
  ],
  [
    () => new VOCSegmentation({ image_set: "val" } as object),
    "VOCSegmentation: unknown option image_set; did you mean imageSet?",
  ],
  [
    () => new CocoDetection({ annotation: "a.json" } as object),
    "CocoDetection: unknown option annotation; did you mean annotations?",
  ],
  [
    () => new OxfordIIITPet({ targetTypes: "mask" } as object),
    "OxfordIIITPet: unknown option targetTypes; did you mean targetType?",
  ],
  [
    () => new PennFudan({ split: "train" } as object),
    "PennFudan: unknown option split; it takes root, download, transforms",
  ],
  [
    () => new ImageFolder(".", { alowEmpty: true } as object),
    "ImageFolder: unknown option alowEmpty; did you mean allowEmpty?",
  ],
];

describe("options of data sets", () => {
  for (const [wrong, error] of datasets) it(error, () => expect(wrong).to.throw(TypeError, error));

  it("are all taken", () => {
    new Doodles({ length: 1, seed: 1, train: false, jitter: 0, transform: new t.ToTensor() });
    new Shapes({ length: 1, seed: 1, objects: [1, 1], occlusion: 0, imbalance: 1, labelNoise: 0, noise: 0 });
    new FashionMNIST({ subset: true, train: false, transform: new t.ToTensor() });
  });
});

describe("options of transforms and loaders", () => {
  for (const [right, wrong, error] of cases)
    it(error, () => {
      expect(right).not.to.throw();
      expect(wrong).to.throw(TypeError, error);
    });
});
