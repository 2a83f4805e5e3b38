import * as nn from "../../../nn/index.ts";
import { integer, withDefaults } from "../../../nn/options.ts";
import { register } from "../registry/register.ts";
import { type ResNet, resnet50, resnet101 } from "../resnet.ts";
import { DILATED, resnetFeatures } from "./backbones.ts";
import { type SegmentationOptions, Segmenter } from "./segmenter.ts";

/** A 3x3 convolution to a quarter of the channels, and scores from a 1x1. */
export class FCNHead extends nn.Sequential {
  constructor(inChannels: number, numClasses: number) {
    const middle = Math.floor(inChannels / 4);
    super(
      new nn.Conv2d(inChannels, middle, 3, { padding: 1, bias: false }),
      new nn.BatchNorm2d(middle),
      new nn.ReLU(),
      new nn.Dropout(0.1),
      new nn.Conv2d(middle, numClasses, 1),
    );
  }
}

/** The options with their defaults: 21 classes as in VOC, no auxiliary head. */
export function segmentationDefaults(name: string, options: SegmentationOptions): Required<SegmentationOptions> {
  const given = withDefaults<Required<SegmentationOptions>>(name, options, { numClasses: 21, auxLoss: false });
  integer(name, "numClasses", given.numClasses);
  return given;
}

/** Source: Long et al., "Fully Convolutional Networks for Semantic Segmentation", CVPR 2015, on torchvision's dilated ResNet. */
function fcn(name: string, backbone: ResNet, options: SegmentationOptions): Segmenter {
  const { numClasses, auxLoss } = segmentationDefaults(name, options);
  // torchvision makes the auxiliary head first.
  const aux = auxLoss ? new FCNHead(1024, numClasses) : null;
  return new Segmenter(resnetFeatures(backbone, auxLoss), new FCNHead(2048, numClasses), aux);
}

/** The official weights come with an auxiliary head. */
export const segmentation = { task: "segmentation", size: 520, pretrained: { auxLoss: true } } as const;

export const fcnResnet50 = register(
  "fcn_resnet50",
  (options: SegmentationOptions) => fcn("fcn_resnet50", resnet50(DILATED), options),
  segmentation,
);
export const fcnResnet101 = register(
  "fcn_resnet101",
  (options: SegmentationOptions) => fcn("fcn_resnet101", resnet101(DILATED), options),
  segmentation,
);
