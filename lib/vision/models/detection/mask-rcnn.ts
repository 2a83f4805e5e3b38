import { MultiScaleRoIAlign } from "../../ops/multi-scale-roi-align.ts";
import { batchNorm } from "../layers/conv-norm.ts";
import { register } from "../registry/register.ts";
import { apart, FasterRCNN, type FasterRCNNBuilderOptions, secondVersion } from "./faster-rcnn.ts";
import type { FasterRCNNOptions } from "./faster-rcnn-options.ts";
import type { DetectionBackbone } from "./generalized-rcnn.ts";
import { MaskRCNNHeads, MaskRCNNPredictor } from "./mask-heads.ts";
import type { Branch } from "./roi-heads.ts";
import { resnet50Fpn, withFrozenNorms, withTrainedNorms } from "./two-stage.ts";

const LAYERS = [256, 256, 256, 256];

export interface MaskRCNNOptions extends FasterRCNNOptions {
  /** Pools 14x14 features from the levels "0" to "3", unless given. */
  maskRoiPool?: MultiScaleRoIAlign;
  maskHead?: Branch["head"];
  maskPredictor?: Branch["predictor"];
}

/**
 * A Faster R-CNN that draws a mask for each object.
 *
 * Targets have `masks` [N, H, W]; the losses have lossMask, and detections `masks` [N, 1, H, W] of probabilities. Source:
 * He et al., "Mask R-CNN", ICCV 2017.
 *
 * @example
 * const backbone = new nn.Conv2d(3, 8, 9, { stride: 8, padding: 4 }); // has outChannels, as a backbone must
 * const rpnAnchorGenerator = new ops.AnchorGenerator([[16, 32]], [[0.5, 1, 2]]);
 * const model = new models.MaskRCNN(backbone, 3, { minSize: 64, rpnAnchorGenerator });
 * model.eval().forward([rand([3, 64, 80])])[0].masks.shape.slice(1); // [1, 64, 80]
 */
export class MaskRCNN extends FasterRCNN {
  constructor(backbone: DetectionBackbone, numClasses: number | null, options: MaskRCNNOptions = {}) {
    const { maskRoiPool, maskHead, maskPredictor, ...rest } = options;
    if (numClasses === null && !maskPredictor)
      throw new TypeError("MaskRCNN: expected a maskPredictor where numClasses is null");
    const mask = {
      roiPool: maskRoiPool ?? new MultiScaleRoIAlign(["0", "1", "2", "3"], 14, 2),
      head: maskHead ?? new MaskRCNNHeads(backbone.outChannels, LAYERS),
      predictor: maskPredictor ?? new MaskRCNNPredictor(256, 256, numClasses!),
    };
    super(backbone, numClasses, rest, { mask });
  }
}

export type MaskRCNNBuilderOptions = FasterRCNNBuilderOptions & MaskRCNNOptions;

export const maskrcnnResnet50Fpn = register(
  "maskrcnn_resnet50_fpn",
  (options: MaskRCNNBuilderOptions) => {
    const { numClasses = 91, backbone, detector } = apart(options);
    return new MaskRCNN(resnet50Fpn(backbone), numClasses, detector);
  },
  withFrozenNorms,
);

export const maskrcnnResnet50FpnV2 = register(
  "maskrcnn_resnet50_fpn_v2",
  (options: MaskRCNNBuilderOptions) => {
    const { numClasses = 91, backbone, detector } = apart(options);
    const features = resnet50Fpn(backbone, { pyramidNorm: batchNorm });
    const heads = secondVersion(features.outChannels);
    const maskHead = new MaskRCNNHeads(features.outChannels, LAYERS, { norm: batchNorm });
    return new MaskRCNN(features, numClasses, { ...heads, maskHead, ...detector });
  },
  withTrainedNorms,
);
