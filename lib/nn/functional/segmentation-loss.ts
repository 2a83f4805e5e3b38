// Losses for classes of very different sizes, which segmentation needs.
import { noGrad, ones, stack, type Tensor, tensor } from "../../tensor/index.ts";
import { sameShape, show } from "../../tensor/internal.ts";
import { withDefaults } from "../options.ts";
import { oneHot } from "./embedding.ts";
import { binaryCrossEntropyWithLogits } from "./loss.ts";
import { type Reduction, reduce } from "./reduction.ts";

export interface FocalOptions {
  /** Weight of positive targets, 1 - alpha of negative ones (0.25); -1 leaves both at 1. */
  alpha?: number;
  /** How much easy examples count less (2). */
  gamma?: number;
  reduction?: Reduction;
}

/**
 * Focal loss of logits and 0/1 targets of one shape: cross-entropy that looks past easy examples.
 *
 * Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017 (torchvision's form and its default, no reduction).
 *
 * @example
 * const loss = F.sigmoidFocalLoss(logits, targets, { reduction: "mean" });
 */
export function sigmoidFocalLoss(input: Tensor, target: Tensor, options: FocalOptions = {}): Tensor {
  const { alpha, gamma, reduction } = withDefaults<Required<FocalOptions>>("sigmoidFocalLoss", options, {
    alpha: 0.25,
    gamma: 2,
    reduction: "none",
  });
  checkSame("sigmoidFocalLoss", input, target);
  const p = input.sigmoid();
  const right = p.mul(target).add(p.rsub(1).mul(target.rsub(1)));
  const losses = binaryCrossEntropyWithLogits(input, target, { reduction: "none" }).mul(right.rsub(1).pow(gamma));
  const weighted = alpha < 0 ? losses : losses.mul(target.mul(2 * alpha - 1).add(1 - alpha));
  return reduce("sigmoidFocalLoss", weighted, reduction);
}

export interface OverlapOptions {
  /** Added above and below the fraction, so that absent classes count as found (1). */
  smooth?: number;
}

/**
 * One minus the Dice overlap of predicted and true regions, the mean over the classes.
 *
 * Logits are [N, C, ...] with class numbers [N, ...] (softmax over C), or of the shape of 0/1 targets (sigmoid, one region).
 *
 * Source: Milletari et al., "V-Net", 3DV 2016.
 *
 * @example
 * const loss = F.crossEntropy(logits, masks).add(F.diceLoss(logits, masks));
 */
export function diceLoss(input: Tensor, target: Tensor, options: OverlapOptions = {}): Tensor {
  const { smooth } = withDefaults<Required<OverlapOptions>>("diceLoss", options, { smooth: 1 });
  return overlapLoss("diceLoss", input, target, 0.5, 0.5, smooth);
}

/**
 * As `diceLoss`, with weights of their own for false positives (alpha) and misses (beta).
 *
 * Source: Salehi et al., "Tversky loss function for image segmentation", MLMI 2017.
 */
export function tverskyLoss(
  input: Tensor,
  target: Tensor,
  options: OverlapOptions & { alpha?: number; beta?: number } = {},
): Tensor {
  const { alpha, beta, smooth } = withDefaults("tverskyLoss", options, { alpha: 0.5, beta: 0.5, smooth: 1 });
  return overlapLoss("tverskyLoss", input, target, alpha, beta, smooth);
}

/** 1 - (TP + s/2) / (TP + alpha FP + beta FN + s/2); with both weights at 1/2 that is Dice with smoothing s. */
function overlapLoss(
  owner: string,
  input: Tensor,
  target: Tensor,
  alpha: number,
  beta: number,
  smooth: number,
): Tensor {
  const { probabilities, truth } = regions(owner, input, target);
  const hit = probabilities.mul(truth).sum(1);
  const wrong = probabilities.sum(1).sub(hit).mul(alpha);
  const missed = truth.sum(1).sub(hit).mul(beta);
  const overlap = hit.add(smooth / 2).div(
    hit
      .add(wrong)
      .add(missed)
      .add(smooth / 2),
  );
  return overlap.rsub(1).mean();
}

/** Probabilities and 0/1 truth of each class, [C, elements]. */
function regions(owner: string, input: Tensor, target: Tensor): { probabilities: Tensor; truth: Tensor } {
  if (sameShape(input.shape, target.shape))
    return { probabilities: input.sigmoid().reshape([1, -1]), truth: target.float().reshape([1, -1]) };
  const { logits, labels, classes } = pixels(owner, input, target);
  return { probabilities: logits.softmax(1).t(), truth: noGrad(() => oneHot(labels, classes).float().t()) };
}

/** [N, C, ...] logits as [elements, C] and their class numbers as [elements]. */
function pixels(owner: string, input: Tensor, target: Tensor): { logits: Tensor; labels: Tensor; classes: number } {
  const expected = [input.shape[0]!, ...input.shape.slice(2)];
  if (input.ndim < 2 || !sameShape(expected, target.shape) || target.dtype === "float32")
    throw new RangeError(
      `${owner}: expected [N, C, ...] logits with int32 class numbers [N, ...], got ${show(input.shape)} and ${target.dtype} ` +
        show(target.shape),
    );
  const classes = input.shape[1]!;
  return { logits: input.movedim(1, -1).reshape([-1, classes]), labels: target.int().reshape([-1]), classes };
}

/**
 * The Lovasz extension of the intersection over union, from logits [N, C, ...] and class numbers [N, ...]: the mean over the
 * classes that occur. `ignoreIndex` takes targets out.
 *
 * Source: Berman et al., "The Lovasz-Softmax loss", CVPR 2018.
 */
export function lovaszSoftmaxLoss(
  input: Tensor,
  target: Tensor,
  options: { ignoreIndex?: number | null } = {},
): Tensor {
  const { ignoreIndex } = withDefaults<{ ignoreIndex: number | null }>("lovaszSoftmaxLoss", options, {
    ignoreIndex: null,
  });
  const { logits, labels, classes } = pixels("lovaszSoftmaxLoss", input, target);
  const counted = ignoreIndex === null ? null : labels.ne(ignoreIndex).nonzero().reshape([-1]);
  const [rows, numbers] = counted ? [logits.indexSelect(0, counted), labels.indexSelect(0, counted)] : [logits, labels];
  const probabilities = rows.softmax(1);
  const losses: Tensor[] = [];
  for (let c = 0; c < classes; c++) {
    const truth = numbers.eq(c).float();
    if (truth.sum().item() === 0) continue;
    const { values: errors, indices: order } = truth
      .sub(probabilities.select(1, c))
      .abs()
      .sort({ dim: 0, descending: true });
    losses.push(errors.dot(noGrad(() => jaccardSteps(truth.indexSelect(0, order)))));
  }
  return losses.length === 0 ? tensor(0) : stack(losses).mean();
}

/** How much the Jaccard loss grows with each further error, errors sorted from the largest. */
function jaccardSteps(truth: Tensor): Tensor {
  const total = truth.sum();
  const intersection = total.sub(truth.cumsum(0));
  const union = total.add(ones(truth.shape).sub(truth).cumsum(0));
  const loss = intersection.div(union).rsub(1);
  const values = loss.data as Float32Array;
  return tensor(values.map((value, i) => (i === 0 ? value : value - values[i - 1]!)));
}

function checkSame(owner: string, input: Tensor, target: Tensor): void {
  if (!sameShape(input.shape, target.shape))
    throw new RangeError(
      `${owner}: expected input and target of one shape, got ${show(input.shape)} and ${show(target.shape)}`,
    );
}
