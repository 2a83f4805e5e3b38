import * as nn from "../../../nn/index.ts";
import { cat, type Tensor, tensor } from "../../../tensor/index.ts";
import type { Size } from "../../ops/anchors.ts";
import { BoxCoder } from "../../ops/box-coder.ts";
import type { Features } from "../../ops/feature-pyramid.ts";
import { Matcher } from "../../ops/matcher.ts";
import type { MultiScaleRoIAlign } from "../../ops/multi-scale-roi-align.ts";
import { BalancedPositiveNegativeSampler } from "../../ops/sampler.ts";
import { boxDetections, fastRCNNLoss } from "./box-branch.ts";
import { heatmapsToKeypoints, keypointLoss } from "./keypoints.ts";
import { maskLoss, ownMasks } from "./mask-branch.ts";
import { ascending, matchBoxes } from "./matches.ts";
import { objectsOf, type Samples } from "./samples.ts";
import type { Detection, Losses, Target } from "./types.ts";

/** Gives class logits [K, numClasses] and box codes [K, 4 numClasses] of vectors. */
export type BoxPredictor = nn.Module & { forward(vectors: Tensor): [logits: Tensor, codes: Tensor] };

/** Pools the regions, describes them, and predicts. */
export interface Branch {
  roiPool: MultiScaleRoIAlign;
  head: nn.Layer;
  predictor: nn.Layer;
}

export interface RoIHeadsOptions {
  /** A region that overlaps a true box as much is its object (0.5). */
  fgIouThresh: number;
  /** One that overlaps none as much is background (0.5). */
  bgIouThresh: number;
  /** Regions of each image in the loss (512). */
  batchSizePerImage: number;
  /** How many of them are objects at most (0.25). */
  positiveFraction: number;
  /** Weights of box codes ([10, 10, 5, 5]). */
  bboxRegWeights?: readonly [number, number, number, number] | null;
  /** Detections with a lower score are dropped (0.05). */
  scoreThresh: number;
  nmsThresh: number;
  /** At most so many detections in an image (100). */
  detectionsPerImg: number;
  mask?: Branch | null;
  keypoint?: Branch | null;
}

/**
 * What the proposed regions hold: classes and better boxes, and where asked for masks and keypoints.
 *
 * Source: torchvision's RoIHeads.
 */
export class RoIHeads extends nn.Module {
  static override readonly stateKeys = {
    boxRoiPool: "box_roi_pool",
    boxHead: "box_head",
    boxPredictor: "box_predictor",
    maskRoiPool: "mask_roi_pool",
    maskHead: "mask_head",
    maskPredictor: "mask_predictor",
    keypointRoiPool: "keypoint_roi_pool",
    keypointHead: "keypoint_head",
    keypointPredictor: "keypoint_predictor",
  };
  readonly boxRoiPool: MultiScaleRoIAlign;
  boxHead: nn.Layer;
  boxPredictor: BoxPredictor;
  readonly maskRoiPool: MultiScaleRoIAlign | null;
  maskHead: nn.Layer | null;
  maskPredictor: nn.Layer | null;
  readonly keypointRoiPool: MultiScaleRoIAlign | null;
  keypointHead: nn.Layer | null;
  keypointPredictor: nn.Layer | null;
  readonly matcher: Matcher;
  readonly sampler: BalancedPositiveNegativeSampler;
  readonly boxCoder: BoxCoder;
  readonly scoreThresh: number;
  readonly nmsThresh: number;
  readonly detectionsPerImg: number;

  constructor(
    boxRoiPool: MultiScaleRoIAlign,
    boxHead: nn.Layer,
    boxPredictor: BoxPredictor,
    { mask = null, keypoint = null, ...options }: RoIHeadsOptions,
  ) {
    super();
    this.boxRoiPool = boxRoiPool;
    this.boxHead = boxHead;
    this.boxPredictor = boxPredictor;
    this.maskRoiPool = mask?.roiPool ?? null;
    this.maskHead = mask?.head ?? null;
    this.maskPredictor = mask?.predictor ?? null;
    this.keypointRoiPool = keypoint?.roiPool ?? null;
    this.keypointHead = keypoint?.head ?? null;
    this.keypointPredictor = keypoint?.predictor ?? null;
    this.matcher = new Matcher(options.fgIouThresh, options.bgIouThresh);
    this.sampler = new BalancedPositiveNegativeSampler(options.batchSizePerImage, options.positiveFraction);
    this.boxCoder = new BoxCoder(options.bboxRegWeights ?? [10, 10, 5, 5]);
    this.scoreThresh = options.scoreThresh;
    this.nmsThresh = options.nmsThresh;
    this.detectionsPerImg = options.detectionsPerImg;
  }

  /** From proposals [L, 4] and the [height, width] of each image: its detections, or losses where there are targets. */
  forward(
    features: Features,
    proposals: readonly Tensor[],
    imageSizes: readonly Size[],
    targets?: readonly Target[],
  ): { detections: Detection[]; losses: Losses } {
    if (targets) return { detections: [], losses: this.#losses(features, proposals, imageSizes, targets) };
    const [logits, codes] = this.#boxes(features, proposals, imageSizes);
    const found = boxDetections(this, logits, codes, proposals, imageSizes);
    this.#addMasks(found, features, imageSizes);
    this.#addKeypoints(found, features, imageSizes);
    return { detections: found, losses: {} };
  }

  #losses(
    features: Features,
    proposals: readonly Tensor[],
    sizes: readonly Size[],
    targets: readonly Target[],
  ): Losses {
    const samples = targets.map((target, i) => this.#sample(proposals[i]!, target));
    const boxes = samples.map((sample) => sample.boxes);
    const losses = fastRCNNLoss(this.boxCoder, ...this.#boxes(features, boxes, sizes), samples, targets);
    const objects = samples.map(objectsOf);
    const objectBoxes = objects.map((sample) => sample.boxes);
    const masks = this.#masks(features, objectBoxes, sizes);
    if (masks) losses.lossMask = maskLoss(masks, objects, targets);
    const heatmaps = this.#heatmaps(features, objectBoxes, sizes);
    if (heatmaps) losses.lossKeypoint = keypointLoss(heatmaps, objects, targets);
    return losses;
  }

  /** The true boxes are proposals too, so that there is something to learn from at the beginning. */
  #sample(proposals: Tensor, { boxes, labels }: Target): Samples {
    const candidates = cat([proposals, boxes], 0).detach();
    const matches = matchBoxes(this.matcher, boxes, candidates);
    const classes = matches.map((match) =>
      match >= 0 ? labels.data[match]! : match === Matcher.BELOW_LOW_THRESHOLD ? 0 : -1,
    );
    const { positive, negative } = this.sampler.forward(tensor(classes, { dtype: "int32" }));
    const chosen = ascending([...positive.data, ...negative.data]);
    return {
      boxes: candidates.indexSelect(0, chosen),
      matches: chosen.map((i) => Math.max(matches[i]!, 0)),
      labels: chosen.map((i) => classes[i]!),
    };
  }

  #boxes(features: Features, boxes: readonly Tensor[], sizes: readonly Size[]): [logits: Tensor, codes: Tensor] {
    const pooled = this.boxRoiPool.forward(features, boxes, sizes);
    return this.boxPredictor.forward(this.boxHead.forward(pooled));
  }

  #masks(features: Features, boxes: readonly Tensor[], sizes: readonly Size[]): Tensor | null {
    if (!(this.maskRoiPool && this.maskHead && this.maskPredictor)) return null;
    return this.maskPredictor.forward(this.maskHead.forward(this.maskRoiPool.forward(features, boxes, sizes)));
  }

  #heatmaps(features: Features, boxes: readonly Tensor[], sizes: readonly Size[]): Tensor | null {
    if (!(this.keypointRoiPool && this.keypointHead && this.keypointPredictor)) return null;
    const pooled = this.keypointRoiPool.forward(features, boxes, sizes);
    return this.keypointPredictor.forward(this.keypointHead.forward(pooled));
  }

  #addMasks(found: Detection[], features: Features, sizes: readonly Size[]): void {
    const masks = this.#masks(features, boxesOf(found), sizes);
    if (!masks) return;
    const labels = found.flatMap((detection) => [...detection.labels.data]);
    const own = ownMasks(masks, labels).sigmoid().unsqueeze(1); // [detections of all images, 1, M, M]
    const parts = own.split(found.map((detection) => detection.labels.shape[0]!));
    for (const [i, detection] of found.entries()) detection.masks = parts[i]!;
  }

  #addKeypoints(found: Detection[], features: Features, sizes: readonly Size[]): void {
    const heatmaps = this.#heatmaps(features, boxesOf(found), sizes);
    if (!heatmaps) return;
    const parts = heatmaps.split(found.map((detection) => detection.labels.shape[0]!));
    for (const [i, detection] of found.entries()) {
      const { keypoints, scores } = heatmapsToKeypoints(parts[i]!, detection.boxes);
      Object.assign(detection, { keypoints, keypointsScores: scores });
    }
  }
}

const boxesOf = (found: readonly Detection[]) => found.map(({ boxes }) => boxes);
