import type { Tensor } from "../../tensor/index.ts";
import type { CrossEntropyOptions, NLLOptions } from "../functional/cross-entropy.ts";
import * as F from "../functional/index.ts";
import type { BCEWithLogitsOptions } from "../functional/loss.ts";
import type { TripletMarginOptions } from "../functional/margin-loss.ts";
import type { Reduction } from "../functional/reduction.ts";
import type { FocalOptions } from "../functional/segmentation-loss.ts";
import { Module } from "../module/module.ts";
import { withDefaults } from "../options.ts";

/** A loss of a prediction and a target, with options that are set once. */
function pairLoss<O extends object>(
  name: string,
  loss: (input: Tensor, target: Tensor, options: O) => Tensor,
  defaults: Required<O>,
) {
  return class extends Module {
    readonly options: Required<O>;

    constructor(options: Partial<O> = {}) {
      super();
      this.options = withDefaults<Required<O>>(name, options as Partial<Required<O>>, defaults);
      keepTensors(this, this.options);
    }

    forward(input: Tensor, target: Tensor): Tensor {
      return loss(input, target, this.options);
    }
  };
}

/** Weights of classes belong to the state, as in PyTorch. */
function keepTensors(module: Module, options: object): void {
  const { weight, posWeight } = options as { weight?: Tensor | null; posWeight?: Tensor | null };
  if (weight) module.registerBuffer("weight", weight);
  if (posWeight) module.registerBuffer("pos_weight", posWeight);
}

const MEAN: { reduction: Reduction } = { reduction: "mean" };

/**
 * The cross-entropy between logits and class numbers (or probabilities); the softmax is part of it.
 *
 * @example
 * const criterion = new nn.CrossEntropyLoss({ labelSmoothing: 0.1 });
 * const loss = criterion.forward(model.forward(images), labels);
 */
export class CrossEntropyLoss extends pairLoss<CrossEntropyOptions>("CrossEntropyLoss", F.crossEntropy, {
  weight: null,
  ignoreIndex: -100,
  reduction: "mean",
  labelSmoothing: 0,
}) {}

/** The negative log-likelihood of class numbers, from log-probabilities. */
export class NLLLoss extends pairLoss<NLLOptions>("NLLLoss", F.nllLoss, {
  weight: null,
  ignoreIndex: -100,
  reduction: "mean",
}) {}

/** The mean of squared differences. */
export class MSELoss extends pairLoss("MSELoss", F.mseLoss, MEAN) {}
/** The mean of absolute differences. */
export class L1Loss extends pairLoss("L1Loss", F.l1Loss, MEAN) {}
/** Quadratic below `beta`, linear above. */
export class SmoothL1Loss extends pairLoss("SmoothL1Loss", F.smoothL1Loss, { ...MEAN, beta: 1 }) {}
/** Half the square below `delta`, linear above. */
export class HuberLoss extends pairLoss("HuberLoss", F.huberLoss, { ...MEAN, delta: 1 }) {}
/** Binary cross-entropy of probabilities; prefer BCEWithLogitsLoss. */
export class BCELoss extends pairLoss<{ weight?: Tensor | null; reduction?: Reduction }>(
  "BCELoss",
  F.binaryCrossEntropy,
  {
    ...MEAN,
    weight: null,
  },
) {}
/** Binary cross-entropy of logits. */
export class BCEWithLogitsLoss extends pairLoss<BCEWithLogitsOptions>(
  "BCEWithLogitsLoss",
  F.binaryCrossEntropyWithLogits,
  {
    ...MEAN,
    weight: null,
    posWeight: null,
  },
) {}
/** The Kullback-Leibler divergence of log-probabilities from target probabilities. */
export class KLDivLoss extends pairLoss<{ reduction?: Reduction | "batchmean"; logTarget?: boolean }>(
  "KLDivLoss",
  F.klDiv,
  {
    ...MEAN,
    logTarget: false,
  },
) {}
/** The negative log-likelihood of counts under a Poisson distribution. */
export class PoissonNLLLoss extends pairLoss("PoissonNLLLoss", F.poissonNllLoss, {
  ...MEAN,
  logInput: true,
  full: false,
  eps: 1e-8,
}) {}
/** log(1 + e^(-target x)) for targets 1 and -1. */
export class SoftMarginLoss extends pairLoss("SoftMarginLoss", F.softMarginLoss, MEAN) {}
/** x where target is 1, how far x is below `margin` where it is -1. */
export class HingeEmbeddingLoss extends pairLoss("HingeEmbeddingLoss", F.hingeEmbeddingLoss, { ...MEAN, margin: 1 }) {}
/** The mean binary cross-entropy over the classes of each sample. */
export class MultiLabelSoftMarginLoss extends pairLoss<{ weight?: Tensor | null; reduction?: Reduction }>(
  "MultiLabelSoftMarginLoss",
  F.multilabelSoftMarginLoss,
  { ...MEAN, weight: null },
) {}
/** How far other classes come within `margin` of the target's score. */
export class MultiMarginLoss extends pairLoss<{
  p?: number;
  margin?: number;
  weight?: Tensor | null;
  reduction?: Reduction;
}>("MultiMarginLoss", F.multiMarginLoss, { ...MEAN, p: 1, margin: 1, weight: null }) {}

/** Focal loss of logits and 0/1 targets: cross-entropy that looks past easy examples. */
export class FocalLoss extends pairLoss<FocalOptions>("FocalLoss", F.sigmoidFocalLoss, {
  alpha: 0.25,
  gamma: 2,
  reduction: "mean",
}) {}
/** One minus the Dice overlap of predicted and true regions. */
export class DiceLoss extends pairLoss("DiceLoss", F.diceLoss, { smooth: 1 }) {}
/** DiceLoss with weights of their own for false positives (alpha) and misses (beta). */
export class TverskyLoss extends pairLoss("TverskyLoss", F.tverskyLoss, { alpha: 0.5, beta: 0.5, smooth: 1 }) {}
/** The Lovasz extension of the intersection over union. */
export class LovaszSoftmaxLoss extends pairLoss<{ ignoreIndex?: number | null }>(
  "LovaszSoftmaxLoss",
  F.lovaszSoftmaxLoss,
  { ignoreIndex: null },
) {}

/** A loss of three tensors, with options that are set once. */
function tripleLoss<O extends object>(
  name: string,
  loss: (a: Tensor, b: Tensor, c: Tensor, options: O) => Tensor,
  defaults: Required<O>,
) {
  return class extends Module {
    readonly options: Required<O>;

    constructor(options: Partial<O> = {}) {
      super();
      this.options = withDefaults<Required<O>>(name, options as Partial<Required<O>>, defaults);
    }

    forward(a: Tensor, b: Tensor, c: Tensor): Tensor {
      return loss(a, b, c, this.options);
    }
  };
}

/** 1 - cosine for pairs that belong together (target 1), the cosine above `margin` for others (-1). */
export class CosineEmbeddingLoss extends tripleLoss("CosineEmbeddingLoss", F.cosineEmbeddingLoss, {
  ...MEAN,
  margin: 0,
}) {}
/** How much closer than `margin` the negative is to the anchor than the positive. */
export class TripletMarginLoss extends tripleLoss<TripletMarginOptions>("TripletMarginLoss", F.tripletMarginLoss, {
  ...MEAN,
  margin: 1,
  p: 2,
  eps: 1e-6,
  swap: false,
}) {}
/** How far the first input fails to be above the second by `margin` where target is 1, below where it is -1. */
export class MarginRankingLoss extends tripleLoss("MarginRankingLoss", F.marginRankingLoss, { ...MEAN, margin: 0 }) {}
/** The negative log-likelihood of targets under normal distributions: forward(means, targets, variances). */
export class GaussianNLLLoss extends tripleLoss("GaussianNLLLoss", F.gaussianNllLoss, {
  ...MEAN,
  full: false,
  eps: 1e-6,
}) {}
