// Operations of detection and segmentation, after torchvision.ops.
import { functional } from "../../nn/index.ts";

export { FrozenBatchNorm2d } from "../../nn/index.ts";
export { AnchorGenerator, DefaultBoxGenerator, type DefaultBoxOptions, type Size } from "./anchors.ts";
export { BoxCoder, BoxLinearCoder } from "./box-coder.ts";
export {
  type BoxFormat,
  boxArea,
  boxConvert,
  clipBoxesToImage,
  masksToBoxes,
  removeSmallBoxes,
} from "./boxes.ts";
export {
  type ExtraBlocks,
  FeaturePyramidNetwork,
  type Features,
  LastLevelMaxPool,
  LastLevelP6P7,
} from "./feature-pyramid.ts";
export { boxIou, completeBoxIou, distanceBoxIou, generalizedBoxIou } from "./iou.ts";
export { Matcher, type MatcherOptions, SSDMatcher } from "./matcher.ts";
export { MultiScaleRoIAlign, type MultiScaleRoIAlignOptions } from "./multi-scale-roi-align.ts";
export { batchedNms, nms, type SoftNmsOptions, softNms } from "./nms.ts";
export { RoIAlign, type RoIAlignOptions, roiAlign } from "./roi-align.ts";
export { roiPool } from "./roi-pool.ts";
export type { Regions } from "./rois.ts";
export { BalancedPositiveNegativeSampler } from "./sampler.ts";

/** The losses that nn.functional has, under torchvision's names for them too. */
export const {
  boxIouLoss,
  completeBoxIouLoss,
  diceLoss,
  distanceBoxIouLoss,
  generalizedBoxIouLoss,
  sigmoidFocalLoss,
  tverskyLoss,
} = functional;
