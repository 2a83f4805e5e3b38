import type * as nn from "../../../nn/index.ts";
import type { Tensor } from "../../../tensor/index.ts";
import type { AnchorGenerator } from "../../ops/anchors.ts";
import type { MultiScaleRoIAlign } from "../../ops/multi-scale-roi-align.ts";
import type { BoxPredictor } from "./roi-heads.ts";
import type { RPNHead } from "./rpn-head.ts";
import { type DetectionTransformOptions, TRANSFORM_DEFAULTS } from "./transform.ts";

/** The parts and numbers of a Faster R-CNN, with torchvision's names and defaults. */
export interface FasterRCNNOptions extends DetectionTransformOptions {
  /** Anchors of 32 to 512 pixels, one size a level, in three shapes, unless given. */
  rpnAnchorGenerator?: AnchorGenerator | null;
  rpnHead?: RPNHead | null;
  /** Proposals of each level before suppression while training (2000), and for evaluation (1000). */
  rpnPreNmsTopNTrain?: number;
  rpnPreNmsTopNTest?: number;
  /** Proposals of each image after it (2000 and 1000). */
  rpnPostNmsTopNTrain?: number;
  rpnPostNmsTopNTest?: number;
  rpnNmsThresh?: number;
  /** An anchor that overlaps a true box as much is an object (0.7), one that overlaps none as much is background (0.3). */
  rpnFgIouThresh?: number;
  rpnBgIouThresh?: number;
  /** Anchors of each image in the loss (256), at most half of them objects (0.5). */
  rpnBatchSizePerImage?: number;
  rpnPositiveFraction?: number;
  /** Proposals with a lower probability are dropped (0). */
  rpnScoreThresh?: number;
  /** Pools 7x7 features from the levels "0" to "3", unless given. */
  boxRoiPool?: MultiScaleRoIAlign | null;
  boxHead?: (nn.Module & { forward(pooled: Tensor): Tensor }) | null;
  /** In place of the usual one; numClasses is null then. */
  boxPredictor?: BoxPredictor | null;
  /** Detections with a lower score are dropped (0.05), so are those that overlap a better one of their class (0.5). */
  boxScoreThresh?: number;
  boxNmsThresh?: number;
  /** At most so many detections in an image (100). */
  boxDetectionsPerImg?: number;
  /** A proposal that overlaps a true box as much is its object (0.5), any other is background (0.5). */
  boxFgIouThresh?: number;
  boxBgIouThresh?: number;
  /** Proposals of each image in the loss (512), at most a quarter of them objects (0.25). */
  boxBatchSizePerImage?: number;
  boxPositiveFraction?: number;
  /** Weights of box codes ([10, 10, 5, 5]). */
  bboxRegWeights?: readonly [number, number, number, number];
}

export const FASTER_RCNN_DEFAULTS: Required<FasterRCNNOptions> = {
  ...TRANSFORM_DEFAULTS,
  rpnAnchorGenerator: null,
  rpnHead: null,
  rpnPreNmsTopNTrain: 2000,
  rpnPreNmsTopNTest: 1000,
  rpnPostNmsTopNTrain: 2000,
  rpnPostNmsTopNTest: 1000,
  rpnNmsThresh: 0.7,
  rpnFgIouThresh: 0.7,
  rpnBgIouThresh: 0.3,
  rpnBatchSizePerImage: 256,
  rpnPositiveFraction: 0.5,
  rpnScoreThresh: 0,
  boxRoiPool: null,
  boxHead: null,
  boxPredictor: null,
  boxScoreThresh: 0.05,
  boxNmsThresh: 0.5,
  boxDetectionsPerImg: 100,
  boxFgIouThresh: 0.5,
  boxBgIouThresh: 0.5,
  boxBatchSizePerImage: 512,
  boxPositiveFraction: 0.25,
  bboxRegWeights: [10, 10, 5, 5],
};
