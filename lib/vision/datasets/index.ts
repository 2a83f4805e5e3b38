import "./portable.ts";

export { CIFAR10, CIFAR100, type CIFAROptions } from "./cifar.ts";
export { CocoDetection, type CocoDetectionOptions, type CocoTarget } from "./coco.ts";
export type { DetectionTarget, InstanceTarget, PairTransform } from "./detection-target.ts";
export { Doodles, type DoodlesOptions } from "./doodles/index.ts";
export { EMNIST, type EMNISTOptions } from "./emnist.ts";
export { FashionMNIST, type FashionMNISTOptions } from "./fashion-mnist.ts";
export { IdxImages, type IdxImagesOptions } from "./idx-images.ts";
export { ImageFolder, type ImageFolderOptions } from "./image-folder.ts";
export { KMNIST } from "./kmnist.ts";
export { MNIST } from "./mnist.ts";
export { OxfordIIITPet, type OxfordIIITPetOptions, type PetTargets } from "./oxford-iiit-pet.ts";
export { PennFudan, type PennFudanOptions } from "./penn-fudan.ts";
export { QuickDraw, type QuickDrawFormat, type QuickDrawOptions } from "./quickdraw.ts";
export {
  exportCoco,
  exportVoc,
  exportYolo,
  Shapes,
  type ShapesObject,
  type ShapesOptions,
  type ShapesTarget,
} from "./shapes/index.ts";
export { VOCDetection, type VOCDetectionTarget, type VOCOptions, VOCSegmentation } from "./voc.ts";
