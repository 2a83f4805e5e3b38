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
export { type BoxPredictor, type Branch, RoIHeads, type RoIHeadsOptions } from "./roi-heads.ts";
export { type PerMode, RegionProposalNetwork, type RPNOptions } from "./rpn.ts";
export { RPNHead } from "./rpn-head.ts";
export { type DetectionTransformOptions, GeneralizedRCNNTransform } from "./transform.ts";
export type { PretrainedBackboneOptions } from "./two-stage.ts";
export type { Detection, Losses, Target } from "./types.ts";
