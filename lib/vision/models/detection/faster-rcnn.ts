import { integer, withDefaults } from "../../../nn/options.ts";
import { AnchorGenerator } from "../../ops/anchors.ts";
import { MultiScaleRoIAlign } from "../../ops/multi-scale-roi-align.ts";
import { batchNorm } from "../layers/conv-norm.ts";
import { mobilenetV3Large } from "../mobilenet-v3.ts";
import { register } from "../registry/register.ts";
import { FastRCNNConvFCHead, FastRCNNPredictor, TwoMLPHead } from "./box-heads.ts";
import { FASTER_RCNN_DEFAULTS, type FasterRCNNOptions } from "./faster-rcnn-options.ts";
import { type DetectionBackbone, GeneralizedRCNN } from "./generalized-rcnn.ts";
import { mobilenetFpn } from "./mobilenet-fpn.ts";
import { type Branch, RoIHeads } from "./roi-heads.ts";
import { RegionProposalNetwork } from "./rpn.ts";
import { RPNHead } from "./rpn-head.ts";
import { GeneralizedRCNNTransform } from "./transform.ts";
import {
  backboneOf,
  type PretrainedBackboneOptions,
  resnet50Fpn,
  withFrozenMobilenetNorms,
  withFrozenNorms,
  withTrainedNorms,
} from "./two-stage.ts";

/** The width of the box head's vectors. */
const REPRESENTATION = 1024;

/** Anchors of 32 to 512 pixels in three shapes: a size on each of five levels, or all sizes on each of `levels`. */
export function defaultAnchors(levels?: number): AnchorGenerator {
  const sizes = [32, 64, 128, 256, 512];
  const lists = levels === undefined ? sizes.map((size) => [size]) : Array.from({ length: levels }, () => sizes);
  return new AnchorGenerator(
    lists,
    lists.map(() => [0.5, 1, 2]),
  );
}

/**
 * Proposes regions, then tells what they hold. `numClasses` counts the background, class 0.
 *
 * In training mode `forward(images, targets)` gives the losses lossClassifier, lossBoxReg, lossObjectness and
 * lossRpnBoxReg; in eval mode `forward(images)` gives boxes, labels and scores of each image. Images are float32 [3, H, W]
 * in [0, 1]. Source: Ren et al., "Faster R-CNN", NeurIPS 2015, with the pyramid of Lin et al., CVPR 2017.
 *
 * @example
 * const backbone = new nn.Conv2d(3, 8, 9, { stride: 8, padding: 4 }); // has outChannels, as a backbone must
 * const rpnAnchorGenerator = new ops.AnchorGenerator([[16, 32]], [[0.5, 1, 2]]);
 * const model = new models.FasterRCNN(backbone, 3, { minSize: 64, rpnAnchorGenerator });
 * model.eval().forward([rand([3, 64, 80])])[0].boxes.shape[1]; // 4
 */
export class FasterRCNN extends GeneralizedRCNN {
  constructor(
    backbone: DetectionBackbone,
    numClasses: number | null,
    options: FasterRCNNOptions = {},
    branches: { mask?: Branch; keypoint?: Branch } = {},
  ) {
    const given = withDefaults<Required<FasterRCNNOptions>>("FasterRCNN", options, FASTER_RCNN_DEFAULTS);
    if ((numClasses === null) !== (given.boxPredictor !== null))
      throw new TypeError("FasterRCNN: expected numClasses or a boxPredictor, with the other one null");
    if (numClasses !== null) integer("FasterRCNN", "numClasses", numClasses);
    const anchors = given.rpnAnchorGenerator ?? defaultAnchors();
    const rpn = new RegionProposalNetwork(
      anchors,
      given.rpnHead ?? new RPNHead(backbone.outChannels, anchors.numAnchorsPerLocation()[0]!),
      {
        fgIouThresh: given.rpnFgIouThresh,
        bgIouThresh: given.rpnBgIouThresh,
        batchSizePerImage: given.rpnBatchSizePerImage,
        positiveFraction: given.rpnPositiveFraction,
        preNmsTopN: { training: given.rpnPreNmsTopNTrain, testing: given.rpnPreNmsTopNTest },
        postNmsTopN: { training: given.rpnPostNmsTopNTrain, testing: given.rpnPostNmsTopNTest },
        nmsThresh: given.rpnNmsThresh,
        scoreThresh: given.rpnScoreThresh,
      },
    );
    const pool = given.boxRoiPool ?? new MultiScaleRoIAlign(["0", "1", "2", "3"], 7, 2);
    const [rows, columns] = typeof pool.outputSize === "number" ? [pool.outputSize, pool.outputSize] : pool.outputSize;
    const roiHeads = new RoIHeads(
      pool,
      given.boxHead ?? new TwoMLPHead(backbone.outChannels * rows * columns, REPRESENTATION),
      given.boxPredictor ?? new FastRCNNPredictor(REPRESENTATION, numClasses!),
      {
        fgIouThresh: given.boxFgIouThresh,
        bgIouThresh: given.boxBgIouThresh,
        batchSizePerImage: given.boxBatchSizePerImage,
        positiveFraction: given.boxPositiveFraction,
        bboxRegWeights: given.bboxRegWeights,
        scoreThresh: given.boxScoreThresh,
        nmsThresh: given.boxNmsThresh,
        detectionsPerImg: given.boxDetectionsPerImg,
        ...branches,
      },
    );
    const { minSize, maxSize, fixedSize, imageMean, imageStd, sizeDivisible } = given;
    super(
      backbone,
      rpn,
      roiHeads,
      new GeneralizedRCNNTransform({ minSize, maxSize, fixedSize, imageMean, imageStd, sizeDivisible }),
    );
  }
}

export interface FasterRCNNBuilderOptions extends FasterRCNNOptions, PretrainedBackboneOptions {
  /** The background among them (91, as in COCO). */
  numClasses?: number;
}

/** A builder's options: the backbone's and the detector's. */
export function apart<O extends FasterRCNNBuilderOptions>(options: O) {
  const { numClasses, weightsBackbone, trainableBackboneLayers, norm, ...detector } = options;
  return { numClasses, backbone: { weightsBackbone, trainableBackboneLayers, norm }, detector };
}

type Options = FasterRCNNBuilderOptions;

export const fasterrcnnResnet50Fpn = register(
  "fasterrcnn_resnet50_fpn",
  (options: Options) => {
    const { numClasses = 91, backbone, detector } = apart(options);
    return new FasterRCNN(resnet50Fpn(backbone), numClasses, detector);
  },
  withFrozenNorms,
);

/** The deeper heads of the second versions. Source: Li et al., "Benchmarking Detection Transfer Learning", arXiv 2111.11429. */
export function secondVersion(channels: number) {
  return {
    rpnHead: new RPNHead(channels, 3, { convDepth: 2 }),
    boxHead: new FastRCNNConvFCHead([channels, 7, 7], [256, 256, 256, 256], [REPRESENTATION], { norm: batchNorm }),
  };
}

export const fasterrcnnResnet50FpnV2 = register(
  "fasterrcnn_resnet50_fpn_v2",
  (options: Options) => {
    const { numClasses = 91, backbone, detector } = apart(options);
    const features = resnet50Fpn(backbone, { pyramidNorm: batchNorm });
    return new FasterRCNN(features, numClasses, { ...secondVersion(features.outChannels), ...detector });
  },
  withTrainedNorms,
);

function onMobilenet(options: Options, own: FasterRCNNOptions): FasterRCNN {
  const { numClasses = 91, backbone, detector } = apart(options);
  const { weights, norm, trainableLayers } = backboneOf(backbone, 6);
  const features = mobilenetFpn(mobilenetV3Large({ weights, norm }), { trainableLayers });
  return new FasterRCNN(features, numClasses, {
    rpnAnchorGenerator: defaultAnchors(3),
    rpnScoreThresh: 0.05,
    ...own,
    ...detector,
  });
}

export const fasterrcnnMobilenetV3LargeFpn = register(
  "fasterrcnn_mobilenet_v3_large_fpn",
  (options: Options) => onMobilenet(options, {}),
  withFrozenMobilenetNorms,
);
/** For images of 320 pixels. */
export const fasterrcnnMobilenetV3Large320Fpn = register(
  "fasterrcnn_mobilenet_v3_large_320_fpn",
  (options: Options) =>
    onMobilenet(options, { minSize: 320, maxSize: 640, rpnPreNmsTopNTest: 150, rpnPostNmsTopNTest: 150 }),
  { ...withFrozenMobilenetNorms, size: 320 },
);
