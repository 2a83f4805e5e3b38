import * as nn from "../../../nn/index.ts";
import { withDefaults } from "../../../nn/options.ts";
import { Tensor, tensor } from "../../../tensor/index.ts";
import { AnchorGenerator } from "../../ops/anchors.ts";
import { BoxCoder } from "../../ops/box-coder.ts";
import { type ExtraBlocks, LastLevelP6P7 } from "../../ops/feature-pyramid.ts";
import { Matcher } from "../../ops/matcher.ts";
import { batchNorm } from "../layers/conv-norm.ts";
import { register } from "../registry/register.ts";
import { resnet50 } from "../resnet.ts";
import { type BackboneWithFpn, resnetFpn } from "./backbone.ts";
import { groupNorm } from "./dense-heads.ts";
import { Detector } from "./detector.ts";
import { type Foreground, foregroundOf, oneHotOf } from "./foreground.ts";
import type { DetectionBackbone } from "./generalized-rcnn.ts";
import type { ImageList } from "./image-list.ts";
import { matchBoxes } from "./matches.ts";
import { RetinaNetHead } from "./retinanet-head.ts";
import { gridsOf } from "./rows.ts";
import { denseDetections, type SelectOptions } from "./select.ts";
import { type DetectionTransformOptions, GeneralizedRCNNTransform } from "./transform.ts";
import { backboneOf, type PretrainedBackboneOptions, upgrade, withFrozenNorms, withTrainedNorms } from "./two-stage.ts";
import type { Detection, Losses, Target } from "./types.ts";

const { functional: F } = nn;

export interface RetinaNetOptions extends DetectionTransformOptions, Partial<SelectOptions> {
  /** Nine anchors a cell, from 32 pixels on the first level to 812 on the last, unless given. */
  anchorGenerator?: AnchorGenerator | null;
  head?: RetinaNetHead | null;
  /** The loss of boxes: of their codes ("l1", default), or of their overlap. */
  boxLoss?: "l1" | "giou";
  /** An anchor that overlaps a true box as much is an object (0.5), one that overlaps none as much is background (0.4). */
  fgIouThresh?: number;
  bgIouThresh?: number;
}

/** Three sizes on each of five levels, each in three shapes. */
function defaultAnchors(): AnchorGenerator {
  const sizes = [32, 64, 128, 256, 512].map((size) => [
    size,
    Math.floor(size * 2 ** (1 / 3)),
    Math.floor(size * 2 ** (2 / 3)),
  ]);
  return new AnchorGenerator(
    sizes,
    sizes.map(() => [0.5, 1, 2]),
  );
}

/**
 * Classes and boxes for every anchor at once; the focal loss looks past the many that are background.
 *
 * `numClasses` counts the background, class 0, which is never predicted. In training mode `forward(images, targets)` gives
 * the losses classification and bboxRegression. Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017.
 *
 * @example
 * const backbone = models.resnetFpn(models.resnet18());
 * const model = new models.RetinaNet(backbone, 3, { minSize: 64, maxSize: 96 });
 * model.eval().forward([rand([3, 64, 80])])[0].boxes.shape[1]; // 4
 */
export class RetinaNet extends Detector {
  readonly transform: GeneralizedRCNNTransform;
  readonly backbone: DetectionBackbone;
  readonly head: RetinaNetHead;
  readonly anchorGenerator: AnchorGenerator;
  readonly boxCoder = new BoxCoder();
  readonly matcher: Matcher;
  readonly boxLoss: "l1" | "giou";
  readonly select: SelectOptions;

  constructor(backbone: DetectionBackbone, numClasses: number, options: RetinaNetOptions = {}) {
    super();
    const { anchorGenerator, head, boxLoss, fgIouThresh, bgIouThresh, ...rest } = options;
    const { scoreThresh, nmsThresh, topkCandidates, detectionsPerImg, ...transform } = rest;
    this.backbone = backbone;
    this.anchorGenerator = anchorGenerator ?? defaultAnchors();
    const numAnchors = this.anchorGenerator.numAnchorsPerLocation()[0]!;
    this.head = head ?? new RetinaNetHead(backbone.outChannels, numAnchors, numClasses);
    this.boxLoss = boxLoss ?? "l1";
    this.matcher = new Matcher(fgIouThresh ?? 0.5, bgIouThresh ?? 0.4, { allowLowQualityMatches: true });
    this.select = withDefaults<SelectOptions>(
      "RetinaNet",
      { scoreThresh, nmsThresh, topkCandidates, detectionsPerImg },
      { scoreThresh: 0.05, nmsThresh: 0.5, topkCandidates: 1000, detectionsPerImg: 300 },
    );
    this.transform = new GeneralizedRCNNTransform(transform);
  }

  #predict({ tensors }: ImageList) {
    const features = this.backbone.forward(tensors);
    const maps = features instanceof Tensor ? [features] : Object.values(features);
    const grids = gridsOf(maps);
    const anchors = this.anchorGenerator.forward([tensors.shape[2]!, tensors.shape[3]!], grids); // [A, 4]
    return { ...this.head.forward(maps), anchors, grids };
  }

  protected override lossesOf(images: ImageList, targets: readonly Target[]): Losses {
    const { clsLogits, bboxRegression, anchors } = this.#predict(images);
    const matches = targets.map(({ boxes }) => matchBoxes(this.matcher, boxes, anchors));
    const found = foregroundOf(matches, anchors, targets);
    // Each image's loss is a mean over its own objects.
    const shares = found.counts.map((count) => 1 / (Math.max(count, 1) * targets.length));
    const weights = Float32Array.from(
      matches.flatMap((image, i) =>
        Array.from(image, (match) => (match === Matcher.BETWEEN_THRESHOLDS ? 0 : shares[i]!)),
      ),
    );
    const focal = F.sigmoidFocalLoss(clsLogits, oneHotOf(found, clsLogits.shape)); // [N, A, classes]
    const perRow = tensor(weights).reshape([targets.length, -1, 1]);
    return {
      classification: focal.mul(perRow).sum(),
      bboxRegression: this.#boxLossOf(bboxRegression.reshape([-1, 4]).indexSelect(0, found.rows), found, shares),
    };
  }

  #boxLossOf(codes: Tensor, { anchors, boxes, images }: Foreground, shares: readonly number[]): Tensor {
    const losses =
      this.boxLoss === "giou"
        ? F.generalizedBoxIouLoss(this.boxCoder.decode(codes, anchors), boxes) // [F]
        : F.l1Loss(codes, this.boxCoder.encode(boxes, anchors), { reduction: "none" }).sum(1); // [F]
    return losses.mul(tensor(Float32Array.from(images, (image) => shares[image]!))).sum();
  }

  protected override detectionsOf(images: ImageList): Detection[] {
    const { clsLogits, bboxRegression, anchors, grids } = this.#predict(images);
    const each = this.anchorGenerator.numAnchorsPerLocation();
    return denseDetections(
      clsLogits.sigmoid(),
      grids.map(([rows, columns], level) => rows * columns * each[level]!),
      (image, places) =>
        this.boxCoder.decode(bboxRegression.select(0, image).indexSelect(0, places), anchors.indexSelect(0, places)),
      images.imageSizes,
      this.select,
    );
  }
}

export interface RetinaNetBuilderOptions extends RetinaNetOptions, PretrainedBackboneOptions {
  /** The background among them (91, as in COCO). */
  numClasses?: number;
}

/** ResNet-50 and a pyramid of its last three stages and two smaller levels: the largest level would have too many anchors. */
export function denseBackbone(options: PretrainedBackboneOptions, extraBlocks: ExtraBlocks): BackboneWithFpn {
  const { weights, trainableLayers, norm } = backboneOf(options, 5);
  return resnetFpn(resnet50({ weights, norm }), { trainableLayers, returnedLayers: [2, 3, 4], extraBlocks });
}

/** The head's convolutions stood side by side with their activations in the official file. */
const withOldHeads = (state: nn.StateDict): nn.StateDict =>
  Object.fromEntries(
    Object.entries(upgrade(state)).map(([key, value]) => [
      key.replace(
        /^(head\.\w+_head\.conv)\.(\d)\.(weight|bias)$/,
        (_, path: string, place: string, kind: string) => `${path}.${Number(place) / 2}.0.${kind}`,
      ),
      value,
    ]),
  );

type Options = RetinaNetBuilderOptions;

export const retinanetResnet50Fpn = register(
  "retinanet_resnet50_fpn",
  ({ numClasses = 91, weightsBackbone, trainableBackboneLayers, norm, ...options }: Options) =>
    new RetinaNet(
      denseBackbone({ weightsBackbone, trainableBackboneLayers, norm }, new LastLevelP6P7(256, 256)),
      numClasses,
      options,
    ),
  { ...withFrozenNorms, upgrade: withOldHeads },
);

/** Source: Zhang et al., "Bridging the Gap Between Anchor-based and Anchor-free Detection", CVPR 2020. */
export const retinanetResnet50FpnV2 = register(
  "retinanet_resnet50_fpn_v2",
  ({ numClasses = 91, weightsBackbone, trainableBackboneLayers, norm = batchNorm, ...options }: Options) =>
    new RetinaNet(
      denseBackbone({ weightsBackbone, trainableBackboneLayers, norm }, new LastLevelP6P7(2048, 256)),
      numClasses,
      { head: new RetinaNetHead(256, 9, numClasses, { norm: groupNorm }), boxLoss: "giou", ...options },
    ),
  withTrainedNorms,
);
