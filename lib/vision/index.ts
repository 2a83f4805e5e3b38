export {
  CIFAR10,
  CIFAR100,
  type CIFAROptions,
  CocoDetection,
  type CocoDetectionOptions,
  type CocoTarget,
  type DetectionTarget,
  Doodles,
  type DoodlesOptions,
  EMNIST,
  type EMNISTOptions,
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
  OxfordIIITPet,
  type OxfordIIITPetOptions,
  type PairTransform,
  PennFudan,
  type PennFudanOptions,
  type PetTargets,
  QuickDraw,
  type QuickDrawFormat,
  type QuickDrawOptions,
  Shapes,
  type ShapesObject,
  type ShapesOptions,
  type ShapesTarget,
  VOCDetection,
  type VOCDetectionTarget,
  type VOCOptions,
  VOCSegmentation,
} from "./datasets/index.ts";
export * as explain from "./explain/index.ts";
export { type DecodeOptions, decodeImage, encodeJpeg, encodePng, type ImageMode } from "./io/index.ts";
export * as models from "./models/index.ts";
export * as ops from "./ops/index.ts";
export * as transforms from "./transforms/index.ts";
export * as tvTensors from "./tv-tensors/index.ts";
export { BoundingBoxes, Image, Mask } from "./tv-tensors/index.ts";
export * as utils from "./utils/index.ts";
