import type { Tensor } from "../../tensor/index.ts";
import { show } from "../../tensor/internal.ts";
import { withDefaults } from "../options.ts";
import { logsigmoid, softplus } from "./activation.ts";
import { cosineSimilarity, pairwiseDistance } from "./distance.ts";
import { type Reduction, reduce } from "./reduction.ts";

interface MarginOptions {
  margin?: number;
  reduction?: Reduction;
}

/** 1 - cosine for pairs that belong together (target 1), the cosine above `margin` (0) for others (-1). */
export function cosineEmbeddingLoss(x1: Tensor, x2: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  const { margin, reduction } = withDefaults<Required<MarginOptions>>("cosineEmbeddingLoss", options, {
    margin: 0,
    reduction: "mean",
  });
  const cosine = cosineSimilarity(x1, x2, { dim: -1, eps: 1e-12 });
  const losses = cosine.rsub(1).where(target.eq(1), cosine.sub(margin).clamp(0));
  return reduce("cosineEmbeddingLoss", losses, reduction);
}

export interface TripletMarginOptions extends MarginOptions {
  /** The norm of the distance (2). */
  p?: number;
  eps?: number;
  /** Also count the distance from the positive to the negative, if it is smaller. */
  swap?: boolean;
}

/** How much closer than `margin` (1) the negative is to the anchor than the positive. */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletMarginOptions = {},
): Tensor {
  const { margin, p, eps, swap, reduction } = withDefaults<Required<TripletMarginOptions>>(
    "tripletMarginLoss",
    options,
    {
      margin: 1,
      p: 2,
      eps: 1e-6,
      swap: false,
      reduction: "mean",
    },
  );
  const near = pairwiseDistance(anchor, positive, { p, eps });
  let far = pairwiseDistance(anchor, negative, { p, eps });
  if (swap) far = far.minimum(pairwiseDistance(positive, negative, { p, eps }));
  return reduce("tripletMarginLoss", near.sub(far).add(margin).clamp(0), reduction);
}

/** How far the first input fails to be above the second by `margin` (0) where target is 1, below where it is -1. */
export function marginRankingLoss(x1: Tensor, x2: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  const { margin, reduction } = withDefaults<Required<MarginOptions>>("marginRankingLoss", options, {
    margin: 0,
    reduction: "mean",
  });
  return reduce("marginRankingLoss", target.neg().mul(x1.sub(x2)).add(margin).clamp(0), reduction);
}

/** x where target is 1, how far x is below `margin` (1) where it is -1. */
export function hingeEmbeddingLoss(input: Tensor, target: Tensor, options: MarginOptions = {}): Tensor {
  const { margin, reduction } = withDefaults<Required<MarginOptions>>("hingeEmbeddingLoss", options, {
    margin: 1,
    reduction: "mean",
  });
  const far = input.rsub(margin).clamp(0);
  const losses = far.mul(target.ne(1).float()).add(input.mul(target.ne(-1).float()));
  return reduce("hingeEmbeddingLoss", losses, reduction);
}

/** log(1 + e^(-target x)) for targets 1 and -1. */
export function softMarginLoss(input: Tensor, target: Tensor, options: { reduction?: Reduction } = {}): Tensor {
  const { reduction } = withDefaults<{ reduction: Reduction }>("softMarginLoss", options, { reduction: "mean" });
  return reduce("softMarginLoss", softplus(target.neg().mul(input)), reduction);
}

/** The mean binary cross-entropy over the classes of each sample, for targets 0 and 1 of the logits' shape. */
export function multilabelSoftMarginLoss(
  input: Tensor,
  target: Tensor,
  options: { weight?: Tensor | null; reduction?: Reduction } = {},
): Tensor {
  const { weight, reduction } = withDefaults<{ weight: Tensor | null; reduction: Reduction }>(
    "multilabelSoftMarginLoss",
    options,
    {
      weight: null,
      reduction: "mean",
    },
  );
  const y = target.float();
  const losses = y
    .mul(logsigmoid(input))
    .add(y.rsub(1).mul(logsigmoid(input.neg())))
    .neg();
  return reduce("multilabelSoftMarginLoss", (weight ? losses.mul(weight) : losses).mean(-1), reduction);
}

/** How far other classes come within `margin` (1) of the target's score, to the power p (1), over the number of classes. */
export function multiMarginLoss(
  input: Tensor,
  target: Tensor,
  options: MarginOptions & { p?: number; weight?: Tensor | null } = {},
): Tensor {
  const { margin, p, weight, reduction } = withDefaults<Required<MarginOptions> & { p: number; weight: Tensor | null }>(
    "multiMarginLoss",
    options,
    { margin: 1, p: 1, weight: null, reduction: "mean" },
  );
  if (p !== 1 && p !== 2) throw new RangeError(`multiMarginLoss: expected p 1 or 2, got ${p}`);
  if (input.ndim !== 2) throw new RangeError(`multiMarginLoss: expected [N, C] scores, got ${show(input.shape)}`);
  const index = target.int().reshape([-1, 1]);
  const own = input.gather(1, index);
  const excess = input.sub(own).add(margin).clamp(0);
  const powered = p === 1 ? excess : excess.square();
  const scaled = weight ? powered.mul(weight.indexSelect(0, index.reshape([-1])).unsqueeze(1)) : powered;
  // The target's own column holds the margin itself, which does not count.
  const others = scaled.sub(scaled.gather(1, index).div(input.shape[1]!));
  return reduce("multiMarginLoss", others.mean(1), reduction);
}
