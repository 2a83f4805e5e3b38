import { noGrad, type Tensor } from "../../tensor/index.ts";
import { record, sameShape, show, tracks } from "../../tensor/internal.ts";
import { oneOf, withDefaults } from "../options.ts";
import { logsigmoid } from "./activation.ts";
import { checkPair, type Reduction, reduce } from "./reduction.ts";

interface Reducing {
  reduction?: Reduction;
}
const MEAN: Required<Reducing> = { reduction: "mean" };

/**
 * The mean of squared differences.
 *
 * @example
 * const loss = F.mseLoss(predictions, targets);
 */
export function mseLoss(input: Tensor, target: Tensor, options: Reducing = {}): Tensor {
  const { reduction } = withDefaults("mseLoss", options, MEAN);
  checkPair("mseLoss", input, target);
  return reduce("mseLoss", input.sub(target).square(), reduction);
}

/** The mean of absolute differences. */
export function l1Loss(input: Tensor, target: Tensor, options: Reducing = {}): Tensor {
  const { reduction } = withDefaults("l1Loss", options, MEAN);
  checkPair("l1Loss", input, target);
  return reduce("l1Loss", input.sub(target).abs(), reduction);
}

/** Quadratic below `beta` (1), linear above. Source: Girshick, "Fast R-CNN", ICCV 2015. */
export function smoothL1Loss(input: Tensor, target: Tensor, options: Reducing & { beta?: number } = {}): Tensor {
  const { reduction, beta } = withDefaults("smoothL1Loss", options, { ...MEAN, beta: 1 });
  if (!(beta >= 0)) throw new RangeError(`smoothL1Loss: expected beta >= 0, got ${beta}`);
  if (beta === 0) return l1Loss(input, target, { reduction });
  return reduce("smoothL1Loss", huber("smoothL1Loss", input, target, beta).div(beta), reduction);
}

/** Half the square below `delta` (1), linear above. */
export function huberLoss(input: Tensor, target: Tensor, options: Reducing & { delta?: number } = {}): Tensor {
  const { reduction, delta } = withDefaults("huberLoss", options, { ...MEAN, delta: 1 });
  if (!(delta > 0)) throw new RangeError(`huberLoss: expected delta > 0, got ${delta}`);
  return reduce("huberLoss", huber("huberLoss", input, target, delta), reduction);
}

/** d^2 / 2 up to delta, delta (|d| - delta / 2) beyond: with c = clamp(d), c (d - c / 2) in both. */
function huber(owner: string, input: Tensor, target: Tensor, delta: number): Tensor {
  checkPair(owner, input, target);
  const d = input.sub(target);
  const out = noGrad(() => {
    const c = d.clamp(-delta, delta);
    return c.mul(d.sub(c.mul(0.5)));
  });
  return tracks(d) ? record("HuberLossBackward0", out, [d], [d], (g, [d]) => [g.mul(d!.clamp(-delta, delta))]) : out;
}

/** Binary cross-entropy of probabilities; prefer `binaryCrossEntropyWithLogits`, which is exact for large logits. */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  options: Reducing & { weight?: Tensor | null } = {},
): Tensor {
  const { reduction, weight } = withDefaults<Required<Reducing> & { weight: Tensor | null }>(
    "binaryCrossEntropy",
    options,
    {
      ...MEAN,
      weight: null,
    },
  );
  checkSame("binaryCrossEntropy", input, target);
  const [low, high] = noGrad(() => [input.amin().item(), input.amax().item()]) as [number, number];
  if (!(low >= 0 && high <= 1))
    throw new RangeError(
      `binaryCrossEntropy: expected probabilities in [0, 1], got values from ${low} to ${high}. ` +
        "Apply sigmoid, or pass the logits to binaryCrossEntropyWithLogits (nn.BCEWithLogitsLoss)",
    );
  const y = target.float();
  const logarithms = (x: Tensor, y: Tensor) =>
    y
      .mul(x.log().clamp(-100))
      .add(y.rsub(1).mul(x.rsub(1).log().clamp(-100)))
      .neg();
  let losses = noGrad(() => logarithms(input, y));
  if (tracks(input))
    losses = record("BinaryCrossEntropyBackward0", losses, [input], [input, y], (g, [x, y]) => [
      g.mul(x!.sub(y!).div(x!.rsub(1).mul(x!).clamp(1e-12))),
    ]);
  return reduce("binaryCrossEntropy", weight ? losses.mul(weight) : losses, reduction);
}

export interface BCEWithLogitsOptions extends Reducing {
  weight?: Tensor | null;
  /** How many times as much a positive example counts, for each class. */
  posWeight?: Tensor | null;
}

/**
 * Binary cross-entropy of logits, for targets in [0, 1].
 *
 * @example
 * const loss = F.binaryCrossEntropyWithLogits(logits, labels.float());
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  options: BCEWithLogitsOptions = {},
): Tensor {
  const { reduction, weight, posWeight } = withDefaults<Required<BCEWithLogitsOptions>>(
    "binaryCrossEntropyWithLogits",
    options,
    { ...MEAN, weight: null, posWeight: null },
  );
  checkSame("binaryCrossEntropyWithLogits", input, target);
  const y = target.float();
  const logs = logsigmoid(input);
  const positive = posWeight ? logs.mul(y.mul(posWeight.sub(1)).add(1)) : logs;
  const losses = y.rsub(1).mul(input).sub(positive);
  return reduce("binaryCrossEntropyWithLogits", weight ? losses.mul(weight) : losses, reduction);
}

/** The Kullback-Leibler divergence of log-probabilities from target probabilities; "batchmean" is the mathematical one. */
export function klDiv(
  input: Tensor,
  target: Tensor,
  options: { reduction?: Reduction | "batchmean"; logTarget?: boolean } = {},
): Tensor {
  const { reduction, logTarget } = withDefaults<{ reduction: Reduction | "batchmean"; logTarget: boolean }>(
    "klDiv",
    options,
    {
      reduction: "mean",
      logTarget: false,
    },
  );
  oneOf("klDiv", "reduction", reduction, ["none", "mean", "sum", "batchmean"]);
  const losses = logTarget
    ? target.exp().mul(target.sub(input))
    : target.mul(target.clamp(Number.MIN_VALUE).log().where(target.gt(0), 0).sub(input));
  if (reduction === "batchmean") return losses.sum().div(input.shape[0] ?? 1);
  return reduce("klDiv", losses, reduction);
}

/** The negative log-likelihood of counts under a Poisson distribution. */
export function poissonNllLoss(
  input: Tensor,
  target: Tensor,
  options: Reducing & { logInput?: boolean; full?: boolean; eps?: number } = {},
): Tensor {
  const { reduction, logInput, full, eps } = withDefaults("poissonNllLoss", options, {
    ...MEAN,
    logInput: true,
    full: false,
    eps: 1e-8,
  });
  let losses = logInput ? input.exp().sub(target.mul(input)) : input.sub(target.mul(input.add(eps).log()));
  if (full) {
    const stirling = target
      .mul(target.log())
      .sub(target)
      .add(
        target
          .mul(2 * Math.PI)
          .log()
          .mul(0.5),
      );
    losses = losses.add(stirling.where(target.gt(1), 0));
  }
  return reduce("poissonNllLoss", losses, reduction);
}

/** The negative log-likelihood of targets under normal distributions with predicted means and variances. */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor,
  options: Reducing & { full?: boolean; eps?: number } = {},
): Tensor {
  const { reduction, full, eps } = withDefaults("gaussianNllLoss", options, { ...MEAN, full: false, eps: 1e-6 });
  if (noGrad(() => variance.amin().item()) < 0)
    throw new RangeError("gaussianNllLoss: expected variances >= 0, got a negative one");
  // As in PyTorch the floor under the variance does not stop its gradient.
  const floor = noGrad(() => variance.clamp(eps).sub(variance));
  const v = variance.add(floor);
  let losses = v.log().add(input.sub(target).square().div(v)).mul(0.5);
  if (full) losses = losses.add(0.5 * Math.log(2 * Math.PI));
  return reduce("gaussianNllLoss", losses, reduction);
}

function checkSame(owner: string, input: Tensor, target: Tensor): void {
  if (!sameShape(input.shape, target.shape))
    throw new RangeError(
      `${owner}: expected a target for each element of input ${show(input.shape)}, got target ${show(target.shape)}; reshape one of them`,
    );
}
