export { BackboneWithFpn, type ResNetFpnOptions, resnetFpn } from "./backbone.ts";
export { FastRCNNConvFCHead, FastRCNNPredictor, TwoMLPHead } from "./box-heads.ts";
export { Detector } from "./detector.ts";
export {
  FasterRCNN,
  type FasterRCNNBuilderOptions,
  fasterrcnnMobilenetV3Large320Fpn,
  fasterrcnnMobilenetV3LargeFpn,
  fasterrcnnResnet50Fpn,
  fasterrcnnResnet50FpnV2,
} from "./faster-rcnn.ts";
export type { FasterRCNNOptions } from "./faster-rcnn-options.ts";
export { FCOS, type FCOSBuilderOptions, type FCOSOptions, fcosResnet50Fpn } from "./fcos.ts";
export { FCOSHead } from "./fcos-head.ts";
export { type DetectionBackbone, GeneralizedRCNN } from "./generalized-rcnn.ts";
export type { ImageList } from "./image-list.ts";
export { KeypointRCNNHeads, KeypointRCNNPredictor } from "./keypoint-heads.ts";
export {
  KeypointRCNN,
  type KeypointRCNNBuilderOptions,
  type KeypointRCNNOptions,
  keypointrcnnResnet50Fpn,
} from "./keypoint-rcnn.ts";
export { heatmapsToKeypoints, keypointCells } from "./keypoints.ts";
export { MaskRCNNHeads, MaskRCNNPredictor } from "./mask-heads.ts";
export {
  MaskRCNN,
  type MaskRCNNBuilderOptions,
  type MaskRCNNOptions,
  maskrcnnResnet50Fpn,
  maskrcnnResnet50FpnV2,
} from "./mask-rcnn.ts";
export { mobilenetFpn } from "./mobilenet-fpn.ts";
export {
  RetinaNet,
  type RetinaNetBuilderOptions,
  type RetinaNetOptions,
  retinanetResnet50Fpn,
  retinanetResnet50FpnV2,
} from "./retinanet.ts";
export { RetinaNetHead } from "./retinanet-head.ts";
export { type BoxPredictor, type Branch, RoIHeads, type RoIHeadsOptions } from "./roi-heads.ts";
export { type PerMode, RegionProposalNetwork, type RPNOptions } from "./rpn.ts";
export { RPNHead } from "./rpn-head.ts";
export type { SelectOptions } from "./select.ts";
export { SmallBackbone } from "./small-backbone.ts";
export { type SmallFCOSOptions, smallFcos } from "./small-fcos.ts";
export { type SmallSSDOptions, smallSsd } from "./small-ssd.ts";
export { SSD, type SSDBackbone, type SSDOptions } from "./ssd.ts";
export { SSDHead } from "./ssd-head.ts";
export { type SSD300Options, ssd300Vgg16 } from "./ssd-vgg.ts";
export { type SSDLiteOptions, ssdlite320MobilenetV3Large } from "./ssdlite.ts";
export { type DetectionTransformOptions, GeneralizedRCNNTransform } from "./transform.ts";
export type { PretrainedBackboneOptions } from "./two-stage.ts";
export type { Detection, Losses, Target } from "./types.ts";
