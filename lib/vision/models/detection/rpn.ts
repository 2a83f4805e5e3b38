import * as nn from "../../../nn/index.ts";
import { cat, noGrad, ones, type Tensor, tensor, zeros } from "../../../tensor/index.ts";
import type { AnchorGenerator, Size } from "../../ops/anchors.ts";
import { BoxCoder } from "../../ops/box-coder.ts";
import { clipBoxesToImage, removeSmallBoxes } from "../../ops/boxes.ts";
import type { Features } from "../../ops/feature-pyramid.ts";
import { Matcher } from "../../ops/matcher.ts";
import { batchedNms } from "../../ops/nms.ts";
import { BalancedPositiveNegativeSampler } from "../../ops/sampler.ts";
import type { ImageList } from "./image-list.ts";
import { ascending, matchBoxes } from "./matches.ts";
import { gridsOf, rowsOf } from "./rows.ts";
import type { Losses, Target } from "./types.ts";

/** A number while training and one for evaluation. */
export interface PerMode {
  training: number;
  testing: number;
}

export interface RPNOptions {
  /** An anchor that overlaps a true box as much is an object (0.7). */
  fgIouThresh: number;
  /** One that overlaps none as much is background (0.3). */
  bgIouThresh: number;
  /** Anchors of each image in the loss (256). */
  batchSizePerImage: number;
  /** How many of them are objects at most (0.5). */
  positiveFraction: number;
  /** Proposals of each level before suppression. */
  preNmsTopN: PerMode;
  /** Proposals of each image after it. */
  postNmsTopN: PerMode;
  nmsThresh: number;
  /** Proposals with a lower probability are dropped (0). */
  scoreThresh?: number;
}

type Head = nn.Module & { forward(features: readonly Tensor[]): [logits: Tensor[], codes: Tensor[]] };

/** Narrower or lower proposals, in pixels, are dropped. */
const MIN_SIZE = 1e-3;

/**
 * Where objects may be: scores every anchor, corrects it, and keeps the best that do not overlap.
 *
 * Source: Ren et al., "Faster R-CNN: Towards Real-Time Object Detection with Region Proposal Networks", NeurIPS 2015;
 * torchvision's RegionProposalNetwork.
 */
export class RegionProposalNetwork extends nn.Module {
  readonly anchorGenerator: AnchorGenerator;
  readonly head: Head;
  readonly boxCoder = new BoxCoder();
  readonly matcher: Matcher;
  readonly sampler: BalancedPositiveNegativeSampler;
  readonly preNmsTopN: PerMode;
  readonly postNmsTopN: PerMode;
  readonly nmsThresh: number;
  readonly scoreThresh: number;

  constructor(anchorGenerator: AnchorGenerator, head: Head, options: RPNOptions) {
    super();
    this.anchorGenerator = anchorGenerator;
    this.head = head;
    this.matcher = new Matcher(options.fgIouThresh, options.bgIouThresh, { allowLowQualityMatches: true });
    this.sampler = new BalancedPositiveNegativeSampler(options.batchSizePerImage, options.positiveFraction);
    this.preNmsTopN = options.preNmsTopN;
    this.postNmsTopN = options.postNmsTopN;
    this.nmsThresh = options.nmsThresh;
    this.scoreThresh = options.scoreThresh ?? 0;
  }

  /** Proposals [L, 4] for each image, best first and without gradients; losses where there are targets. */
  forward(images: ImageList, features: Features, targets?: readonly Target[]): { proposals: Tensor[]; losses: Losses } {
    const maps = Object.values(features);
    const [levelLogits, levelCodes] = this.head.forward(maps);
    const logits = rowsOf(levelLogits, 1).squeeze(2); // [N, anchors]
    const codes = rowsOf(levelCodes, 4); // [N, anchors, 4]
    const [height, width] = images.tensors.shape.slice(-2) as [number, number];
    const anchors = this.anchorGenerator.forward([height, width], gridsOf(maps));
    const counts = levelLogits.map(({ shape }) => shape[1]! * shape[2]! * shape[3]!);
    const proposals = noGrad(() =>
      images.imageSizes.map((size, i) => this.#propose(logits.select(0, i), codes.select(0, i), anchors, counts, size)),
    );
    return { proposals, losses: targets ? this.#losses(logits, codes, anchors, targets) : {} };
  }

  /** Of one image, from logits [anchors] and codes [anchors, 4]. */
  #propose(logits: Tensor, codes: Tensor, anchors: Tensor, counts: readonly number[], size: Size): Tensor {
    const mode = this.training ? "training" : "testing";
    const values = logits.data as Float32Array;
    const chosen: number[] = [];
    const levels: number[] = [];
    let start = 0;
    for (const [level, count] of counts.entries()) {
      for (const k of largest(values.subarray(start, start + count), this.preNmsTopN[mode])) {
        chosen.push(start + k);
        levels.push(level);
      }
      start += count;
    }
    const decoded = this.boxCoder.decode(codes.indexSelect(0, chosen), anchors.indexSelect(0, chosen));
    const boxes = clipBoxesToImage(decoded, size);
    const scores = logits.indexSelect(0, chosen).sigmoid();
    const lowest = Math.fround(this.scoreThresh);
    const kept = Array.from(removeSmallBoxes(boxes, MIN_SIZE).data).filter((i) => scores.data[i]! >= lowest);
    const candidates = boxes.indexSelect(0, kept);
    const classes = tensor(
      kept.map((i) => levels[i]!),
      { dtype: "int32" },
    );
    const best = batchedNms(candidates, scores.indexSelect(0, kept), classes, this.nmsThresh);
    return candidates.indexSelect(0, Array.from(best.data).slice(0, this.postNmsTopN[mode]));
  }

  #losses(logits: Tensor, codes: Tensor, anchors: Tensor, targets: readonly Target[]): Losses {
    const count = anchors.shape[0]!;
    const positives: number[] = [];
    const negatives: number[] = [];
    const wanted: Tensor[] = [];
    for (const [image, { boxes }] of targets.entries()) {
      const matches = matchBoxes(this.matcher, boxes, anchors);
      const labels = matches.map((match) => (match >= 0 ? 1 : match === Matcher.BELOW_LOW_THRESHOLD ? 0 : -1));
      const { positive, negative } = this.sampler.forward(tensor(labels, { dtype: "int32" }));
      const objects = ascending(positive.data);
      const truths = boxes.indexSelect(
        0,
        objects.map((i) => matches[i]!),
      );
      wanted.push(this.boxCoder.encode(truths, anchors.indexSelect(0, objects)));
      positives.push(...objects.map((i) => image * count + i));
      negatives.push(...ascending(negative.data).map((i) => image * count + i));
    }
    const sampled = [...positives, ...negatives];
    const found = codes.reshape([-1, 4]).indexSelect(0, positives);
    const off = nn.functional.smoothL1Loss(found, cat(wanted, 0).detach(), { beta: 1 / 9, reduction: "sum" });
    return {
      lossObjectness: nn.functional.binaryCrossEntropyWithLogits(
        logits.flatten().indexSelect(0, sampled),
        cat([ones([positives.length]), zeros([negatives.length])], 0),
      ),
      lossRpnBoxReg: off.div(sampled.length),
    };
  }
}

/** The numbers of the `count` largest values, the largest first; of equal ones the earlier. */
export function largest(values: Float32Array, count: number): number[] {
  const limit = count < values.length ? values.toSorted()[values.length - count]! : Number.NEGATIVE_INFINITY;
  const above: number[] = [];
  const equal: number[] = [];
  for (const [i, value] of values.entries())
    if (value > limit) above.push(i);
    else if (value === limit) equal.push(i);
  const chosen = [...above, ...equal.slice(0, Math.max(count - above.length, 0))];
  return chosen.sort((a, b) => values[b]! - values[a]! || a - b);
}
