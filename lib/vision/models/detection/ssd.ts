import * as nn from "../../../nn/index.ts";
import { withDefaults } from "../../../nn/options.ts";
import { type Tensor, tensor } from "../../../tensor/index.ts";
import type { DefaultBoxGenerator, Size } from "../../ops/anchors.ts";
import { BoxCoder } from "../../ops/box-coder.ts";
import { clipBoxesToImage } from "../../ops/boxes.ts";
import { SSDMatcher } from "../../ops/matcher.ts";
import { Detector } from "./detector.ts";
import { foregroundOf } from "./foreground.ts";
import type { ImageList } from "./image-list.ts";
import { matchBoxes } from "./matches.ts";
import { gridsOf } from "./rows.ts";
import { bestAbove, type SelectOptions, suppress } from "./select.ts";
import { SSDHead } from "./ssd-head.ts";
import { GeneralizedRCNNTransform } from "./transform.ts";
import type { Detection, Losses, Target } from "./types.ts";

const { functional: F } = nn;

/** Maps of images [N, 3, H, W], from the largest to the smallest, and their channels. */
export type SSDBackbone = nn.Module & { outChannels: readonly number[]; forward(images: Tensor): Tensor[] };

export interface SSDOptions extends Partial<SelectOptions> {
  imageMean?: readonly number[];
  imageStd?: readonly number[];
  head?: SSDHead | null;
  /** A default box that overlaps a true box as much is an object (0.5). */
  iouThresh?: number;
  /** The share of objects among the predictions in the loss of classes (0.25). */
  positiveFraction?: number;
}

/**
 * Classes and boxes for default boxes on maps of several sizes, all images having one `size`.
 *
 * `numClasses` counts the background, class 0. In training mode `forward(images, targets)` gives the losses bboxRegression and
 * classification. Source: Liu et al., "SSD: Single Shot MultiBox Detector", ECCV 2016; torchvision's SSD.
 */
export class SSD extends Detector {
  readonly transform: GeneralizedRCNNTransform;
  readonly backbone: SSDBackbone;
  readonly head: SSDHead;
  readonly anchorGenerator: DefaultBoxGenerator;
  readonly boxCoder = new BoxCoder([10, 10, 5, 5]);
  readonly matcher: SSDMatcher;
  /** Background predictions in the loss for each object. */
  readonly negToPosRatio: number;
  readonly select: SelectOptions;

  constructor(
    backbone: SSDBackbone,
    anchorGenerator: DefaultBoxGenerator,
    size: Size,
    numClasses: number,
    options: SSDOptions = {},
  ) {
    super();
    const { imageMean, imageStd, head, iouThresh, positiveFraction = 0.25, ...select } = options;
    this.backbone = backbone;
    this.anchorGenerator = anchorGenerator;
    const numAnchors = anchorGenerator.numAnchorsPerLocation();
    if (backbone.outChannels.length !== numAnchors.length)
      throw new RangeError(
        `SSD: expected default boxes for each of ${backbone.outChannels.length} maps, got them for ${numAnchors.length}`,
      );
    this.head = head ?? new SSDHead(backbone.outChannels, numAnchors, numClasses);
    this.matcher = new SSDMatcher(iouThresh ?? 0.5);
    this.negToPosRatio = (1 - positiveFraction) / positiveFraction;
    this.select = withDefaults<SelectOptions>("SSD", select, {
      scoreThresh: 0.01,
      nmsThresh: 0.45,
      topkCandidates: 400,
      detectionsPerImg: 200,
    });
    this.transform = new GeneralizedRCNNTransform({
      fixedSize: size,
      sizeDivisible: 1,
      ...(imageMean && { imageMean }),
      ...(imageStd && { imageStd }),
    });
  }

  #predict({ tensors }: ImageList) {
    const maps = this.backbone.forward(tensors);
    const anchors = this.anchorGenerator.forward([tensors.shape[2]!, tensors.shape[3]!], gridsOf(maps)); // [A, 4]
    return { ...this.head.forward(maps), anchors };
  }

  protected override lossesOf(images: ImageList, targets: readonly Target[]): Losses {
    const { clsLogits, bboxRegression, anchors } = this.#predict(images);
    const matches = targets.map(({ boxes }) => matchBoxes(this.matcher, boxes, anchors));
    const found = foregroundOf(matches, anchors, targets);
    const codes = bboxRegression.reshape([-1, 4]).indexSelect(0, found.rows); // [F, 4]
    const truth = this.boxCoder.encode(found.boxes, found.anchors);

    const [count, each, classes] = clsLogits.shape as [number, number, number];
    const labels = new Int32Array(count * each);
    for (const [i, row] of found.rows.entries()) labels[row] = found.labels[i]!;
    const losses = F.crossEntropy(clsLogits.reshape([-1, classes]), tensor(labels), { reduction: "none" }); // [N A]
    const counted = withHardNegatives(losses.data, labels, count, this.negToPosRatio);
    const objects = Math.max(found.rows.length, 1);
    return {
      bboxRegression: F.smoothL1Loss(codes, truth, { reduction: "sum" }).div(objects),
      classification: losses.indexSelect(0, counted).sum().div(objects),
    };
  }

  protected override detectionsOf(images: ImageList): Detection[] {
    const { clsLogits, bboxRegression, anchors } = this.#predict(images);
    const scores = clsLogits.softmax(-1).permute([0, 2, 1]); // [N, classes, A]
    return images.imageSizes.map((size, image) => {
      const boxes = clipBoxesToImage(this.boxCoder.decode(bboxRegression.select(0, image), anchors), size);
      const [places, labels, best]: [number[], number[], number[]] = [[], [], []];
      for (let label = 1; label < scores.shape[1]!; label++) {
        const own = scores.select(0, image).select(0, label).data;
        for (const place of bestAbove(own, this.select.scoreThresh, this.select.topkCandidates)) {
          places.push(place);
          labels.push(label);
          best.push(own[place]!);
        }
      }
      const candidates = {
        boxes: boxes.indexSelect(0, places),
        scores: tensor(Float32Array.from(best)),
        labels: tensor(Int32Array.from(labels)),
      };
      return suppress(candidates, this.select);
    });
  }
}

/** The places of all objects, and in each image of `ratio` times as many others with the largest losses. */
function withHardNegatives(losses: ArrayLike<number>, labels: Int32Array, count: number, ratio: number): number[] {
  const each = labels.length / count;
  return Array.from({ length: count }, (_, image) => {
    const places = Array.from({ length: each }, (_, i) => image * each + i);
    const objects = places.filter((place) => labels[place]! > 0);
    const others = places.filter((place) => labels[place] === 0).sort((a, b) => losses[b]! - losses[a]!);
    return [...objects, ...others.slice(0, Math.ceil(ratio * objects.length))];
  }).flat();
}
