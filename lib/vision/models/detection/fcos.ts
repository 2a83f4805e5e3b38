import * as nn from "../../../nn/index.ts";
import { withDefaults } from "../../../nn/options.ts";
import { maximum, minimum, Tensor } from "../../../tensor/index.ts";
import { AnchorGenerator } from "../../ops/anchors.ts";
import { BoxLinearCoder } from "../../ops/box-coder.ts";
import { LastLevelP6P7 } from "../../ops/feature-pyramid.ts";
import { register } from "../registry/register.ts";
import { Detector } from "./detector.ts";
import { FCOSHead } from "./fcos-head.ts";
import { matchCells } from "./fcos-match.ts";
import { foregroundOf, oneHotOf } from "./foreground.ts";
import type { DetectionBackbone } from "./generalized-rcnn.ts";
import type { ImageList } from "./image-list.ts";
import { denseBackbone } from "./retinanet.ts";
import { gridsOf } from "./rows.ts";
import { denseDetections, type SelectOptions } from "./select.ts";
import { type DetectionTransformOptions, GeneralizedRCNNTransform } from "./transform.ts";
import { frozenBatchNorm, type PretrainedBackboneOptions, withTrainedNorms } from "./two-stage.ts";
import type { Detection, Losses, Target } from "./types.ts";

const { functional: F } = nn;

export interface FCOSOptions extends DetectionTransformOptions, Partial<SelectOptions> {
  /** Strides of the levels as anchors: [[8], [16], [32], [64], [128]] of one shape, unless given. */
  anchorGenerator?: AnchorGenerator | null;
  head?: FCOSHead | null;
  /** How near to the centre of its box a cell must lie, in strides (1.5). */
  centerSamplingRadius?: number;
}

/**
 * Classes and boxes for every cell, without anchors: the distances of a box's sides from the cell, and how central it lies.
 *
 * `numClasses` counts the background, class 0, which is never predicted. In training mode `forward(images, targets)` gives
 * the losses classification, bboxRegression and bboxCtrness. Source: Tian et al., "FCOS", ICCV 2019.
 *
 * @example
 * const backbone = models.resnetFpn(models.resnet18());
 * const model = new models.FCOS(backbone, 3, { minSize: 64, maxSize: 96 });
 * model.eval().forward([rand([3, 64, 80])])[0].boxes.shape[1]; // 4
 */
export class FCOS extends Detector {
  readonly transform: GeneralizedRCNNTransform;
  readonly backbone: DetectionBackbone;
  readonly head: FCOSHead;
  readonly anchorGenerator: AnchorGenerator;
  readonly boxCoder = new BoxLinearCoder();
  readonly centerSamplingRadius: number;
  readonly select: SelectOptions;

  constructor(backbone: DetectionBackbone, numClasses: number, options: FCOSOptions = {}) {
    super();
    const { anchorGenerator, head, centerSamplingRadius, ...rest } = options;
    const { scoreThresh, nmsThresh, topkCandidates, detectionsPerImg, ...transform } = rest;
    this.backbone = backbone;
    const strides = [[8], [16], [32], [64], [128]];
    this.anchorGenerator =
      anchorGenerator ??
      new AnchorGenerator(
        strides,
        strides.map(() => [1]),
      );
    this.head = head ?? new FCOSHead(backbone.outChannels, numClasses);
    this.centerSamplingRadius = centerSamplingRadius ?? 1.5;
    this.select = withDefaults<SelectOptions>(
      "FCOS",
      { scoreThresh, nmsThresh, topkCandidates, detectionsPerImg },
      { scoreThresh: 0.2, nmsThresh: 0.6, topkCandidates: 1000, detectionsPerImg: 100 },
    );
    this.transform = new GeneralizedRCNNTransform(transform);
  }

  #predict({ tensors }: ImageList) {
    const features = this.backbone.forward(tensors);
    const maps = features instanceof Tensor ? [features] : Object.values(features);
    const grids = gridsOf(maps);
    const cells = this.anchorGenerator.forward([tensors.shape[2]!, tensors.shape[3]!], grids); // [A, 4]
    return { ...this.head.forward(maps), cells, levels: grids.map(([rows, columns]) => rows * columns) };
  }

  protected override lossesOf(images: ImageList, targets: readonly Target[]): Losses {
    const { clsLogits, bboxRegression, bboxCtrness, cells, levels } = this.#predict(images);
    const matches = targets.map(({ boxes }) => matchCells(cells, boxes, levels, this.centerSamplingRadius));
    const found = foregroundOf(matches, cells, targets);
    const pick = (rows: Tensor) => rows.reshape([-1, rows.shape[2]!]).indexSelect(0, found.rows); // [F, columns]
    const predicted = this.boxCoder.decode(pick(bboxRegression), found.anchors);
    const centrality = centralityOf(this.boxCoder.encode(found.anchors, found.boxes));
    const losses = {
      classification: F.sigmoidFocalLoss(clsLogits, oneHotOf(found, clsLogits.shape), { reduction: "sum" }),
      bboxRegression: F.generalizedBoxIouLoss(predicted, found.boxes, { reduction: "sum" }),
      bboxCtrness: F.binaryCrossEntropyWithLogits(pick(bboxCtrness).squeeze(1), centrality, { reduction: "sum" }),
    };
    const objects = Math.max(found.rows.length, 1);
    return Object.fromEntries(Object.entries(losses).map(([name, loss]) => [name, loss.div(objects)]));
  }

  protected override detectionsOf(images: ImageList): Detection[] {
    const { clsLogits, bboxRegression, bboxCtrness, cells, levels } = this.#predict(images);
    return denseDetections(
      clsLogits.sigmoid().mul(bboxCtrness.sigmoid()).sqrt(),
      levels,
      (image, places) =>
        this.boxCoder.decode(bboxRegression.select(0, image).indexSelect(0, places), cells.indexSelect(0, places)),
      images.imageSizes,
      this.select,
    );
  }
}

/** From distances of the sides [F, 4]: 1 in the middle of a box, 0 at its edges. */
function centralityOf(distances: Tensor): Tensor {
  const [left, top, right, bottom] = distances.unbind(1) as [Tensor, Tensor, Tensor, Tensor];
  const ratio = (a: Tensor, b: Tensor) => minimum(a, b).div(maximum(a, b));
  return ratio(left, right).mul(ratio(top, bottom)).sqrt();
}

export interface FCOSBuilderOptions extends FCOSOptions, PretrainedBackboneOptions {
  /** The background among them (91, as in COCO). */
  numClasses?: number;
}

export const fcosResnet50Fpn = register(
  "fcos_resnet50_fpn",
  ({ numClasses = 91, weightsBackbone, trainableBackboneLayers, norm, ...options }: FCOSBuilderOptions) =>
    new FCOS(
      denseBackbone({ weightsBackbone, trainableBackboneLayers, norm }, new LastLevelP6P7(256, 256)),
      numClasses,
      options,
    ),
  { ...withTrainedNorms, pretrained: { norm: frozenBatchNorm, trainableBackboneLayers: 3 } },
);
