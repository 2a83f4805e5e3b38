import { MultiScaleRoIAlign } from "../../ops/multi-scale-roi-align.ts";
import { register } from "../registry/register.ts";
import { apart, FasterRCNN, type FasterRCNNBuilderOptions } from "./faster-rcnn.ts";
import type { FasterRCNNOptions } from "./faster-rcnn-options.ts";
import type { DetectionBackbone } from "./generalized-rcnn.ts";
import { KeypointRCNNHeads, KeypointRCNNPredictor } from "./keypoint-heads.ts";
import type { Branch } from "./roi-heads.ts";
import { resnet50Fpn, withFrozenNorms } from "./two-stage.ts";

const LAYERS = Array<number>(8).fill(512);

export interface KeypointRCNNOptions extends FasterRCNNOptions {
  /** Pools 14x14 features from the levels "0" to "3", unless given. */
  keypointRoiPool?: MultiScaleRoIAlign;
  keypointHead?: Branch["head"];
  keypointPredictor?: Branch["predictor"];
  /** Points of each object (17, as in COCO). */
  numKeypoints?: number;
}

/**
 * A Faster R-CNN that finds the keypoints of each object.
 *
 * Targets have `keypoints` [N, K, 3]; the losses have lossKeypoint, and detections `keypoints` [N, K, 3] and their logits
 * `keypointsScores` [N, K]. Training draws a shorter side from 640 to 800 unless given. Source: He et al., "Mask R-CNN",
 * ICCV 2017, section 5.
 *
 * @example
 * const backbone = new nn.Conv2d(3, 8, 9, { stride: 8, padding: 4 }); // has outChannels, as a backbone must
 * const rpnAnchorGenerator = new ops.AnchorGenerator([[16, 32]], [[0.5, 1, 2]]);
 * const keypointHead = new models.KeypointRCNNHeads(8, [512]);
 * const options = { minSize: 64, rpnAnchorGenerator, keypointHead, numKeypoints: 5 };
 * const model = new models.KeypointRCNN(backbone, 2, options);
 * model.eval().forward([rand([3, 64, 80])])[0].keypoints.shape.slice(1); // [5, 3]
 */
export class KeypointRCNN extends FasterRCNN {
  constructor(backbone: DetectionBackbone, numClasses: number | null, options: KeypointRCNNOptions = {}) {
    const { keypointRoiPool, keypointHead, keypointPredictor, numKeypoints = 17, ...rest } = options;
    const keypoint = {
      roiPool: keypointRoiPool ?? new MultiScaleRoIAlign(["0", "1", "2", "3"], 14, 2),
      head: keypointHead ?? new KeypointRCNNHeads(backbone.outChannels, LAYERS),
      predictor: keypointPredictor ?? new KeypointRCNNPredictor(512, numKeypoints),
    };
    super(backbone, numClasses, { minSize: [640, 672, 704, 736, 768, 800], ...rest }, { keypoint });
  }
}

export type KeypointRCNNBuilderOptions = FasterRCNNBuilderOptions & KeypointRCNNOptions;

/** Tells persons (1) from the background (0) unless numClasses says otherwise. */
export const keypointrcnnResnet50Fpn = register(
  "keypointrcnn_resnet50_fpn",
  (options: KeypointRCNNBuilderOptions) => {
    const { numClasses = 2, backbone, detector } = apart(options);
    return new KeypointRCNN(resnet50Fpn(backbone), numClasses, detector);
  },
  withFrozenNorms,
);
