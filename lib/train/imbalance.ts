import { crossEntropy } from "../nn/functional/index.ts";
import { Module } from "../nn/module/module.ts";
import { integer, oneOf, withDefaults } from "../nn/options.ts";
import { type Tensor, tensor } from "../tensor/index.ts";

export interface ClassWeightOptions {
  numClasses?: number | null;
  /** Cui et al., "Class-Balanced Loss", CVPR 2019: 0 weighs all classes alike; null weighs by 1 / frequency. */
  beta?: number | null;
}

/**
 * Weights for `F.crossEntropy({ weight })` that let rare classes count as much as frequent ones, as scikit-learn's "balanced".
 *
 * n / (classes * count); with `beta` (1 - beta) / (1 - beta^count), scaled to a mean of 1.
 *
 * @example
 * classWeights([0, 0, 0, 1]); // tensor([0.6667, 2.0000])
 */
export function classWeights(labels: Tensor | ArrayLike<number>, options: ClassWeightOptions = {}): Tensor {
  const { numClasses, beta } = withDefaults<Required<ClassWeightOptions>>("classWeights", options, {
    numClasses: null,
    beta: null,
  });
  const values = "data" in labels ? labels.data : labels;
  if (values.length === 0) throw new RangeError("classWeights: got no labels");
  const counts: number[] = [];
  for (let i = 0; i < values.length; i++) counts[values[i]!] = (counts[values[i]!] ?? 0) + 1;
  const classes =
    numClasses === null ? counts.length : integer("classWeights", "numClasses", numClasses, counts.length);
  const missing = Array.from({ length: classes }, (_, c) => c).filter((c) => !counts[c]);
  if (missing.length > 0)
    throw new RangeError(`classWeights: class ${missing.join(", ")} does not occur, so it has no weight; leave it out`);
  if (beta === null) return tensor(counts.map((count) => values.length / (classes * count)));
  if (!(beta >= 0 && beta < 1)) throw new RangeError(`classWeights: expected beta in [0, 1), got ${beta}`);
  const raw = counts.map((count) => (1 - beta) / (1 - beta ** count));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return tensor(raw.map((weight) => (weight * classes) / total));
}

export interface FocalLossOptions {
  /** How much easy examples count less; 0 is cross-entropy (2). */
  gamma?: number;
  /** A weight for each class, [C], such as `classWeights` returns (null). */
  weight?: Tensor | null;
  reduction?: "mean" | "sum" | "none";
}

/**
 * Focal loss of logits [N, C] and class numbers [N]: cross-entropy times (1 - p)^gamma, which looks past easy examples.
 *
 * `F.sigmoidFocalLoss` is the same for 0/1 targets. Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017.
 *
 * @example
 * const loss = new FocalLoss({ gamma: 2 }).forward(model.forward(images), labels);
 */
export class FocalLoss extends Module {
  readonly options: Required<FocalLossOptions>;

  constructor(options: FocalLossOptions = {}) {
    super();
    this.options = withDefaults<Required<FocalLossOptions>>("FocalLoss", options, {
      gamma: 2,
      weight: null,
      reduction: "mean",
    });
    if (!(this.options.gamma >= 0)) throw new RangeError(`FocalLoss: expected gamma >= 0, got ${this.options.gamma}`);
    oneOf("FocalLoss", "reduction", this.options.reduction, ["mean", "sum", "none"]);
  }

  forward(logits: Tensor, target: Tensor): Tensor {
    const { gamma, weight, reduction } = this.options;
    const plain = crossEntropy(logits, target, { reduction: "none" });
    // p = exp(-cross-entropy); where it is 1 the base would round below 0.
    const losses = plain.mul(plain.neg().exp().rsub(1).clamp(0).pow(gamma));
    const weighted =
      weight === null ? losses : losses.mul(weight.indexSelect(0, target.reshape([-1])).reshape(target.shape));
    if (reduction === "none") return weighted;
    return reduction === "sum" ? weighted.sum() : weighted.mean();
  }
}
