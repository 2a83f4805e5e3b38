export {
  CIFAR10,
  CIFAR100,
  type CIFAROptions,
  type DetectionTarget,
  Doodles,
  type DoodlesOptions,
  exportCoco,
  exportVoc,
  exportYolo,
  FashionMNIST,
  type FashionMNISTOptions,
  ImageFolder,
  type ImageFolderOptions,
  type InstanceTarget,
  KMNIST,
  MNIST,
  type PairTransform,
  Shapes,
  type ShapesObject,
  type ShapesOptions,
  type ShapesTarget,
} from "./datasets/index.ts";
export * as explain from "./explain/index.ts";
export { type DecodeOptions, decodeImage, encodeJpeg, encodePng, type ImageMode } from "./io/index.ts";
export * as models from "./models/index.ts";
export * as ops from "./ops/index.ts";
export * as transforms from "./transforms/index.ts";
export * as tvTensors from "./tv-tensors/index.ts";
export { BoundingBoxes, Image, Mask } from "./tv-tensors/index.ts";
export * as utils from "./utils/index.ts";
