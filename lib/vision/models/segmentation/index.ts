export { linearToConv2d } from "./convolutionalize.ts";
export { DeepLabHead, deeplabv3MobilenetV3Large, deeplabv3Resnet50, deeplabv3Resnet101 } from "./deeplabv3.ts";
export { FCNHead, fcnResnet50, fcnResnet101 } from "./fcn.ts";
export { LRASPP, lrasppMobilenetV3Large } from "./lraspp.ts";
export { type SegmentationOptions, type SegmentationOutput, Segmenter } from "./segmenter.ts";
export { UNet, type UNetOptions, unet } from "./unet.ts";
