import { isGradEnabled, noGrad, type Tensor } from "../../tensor/index.ts";
import { download, rawOf, record, requiresGrad, run, sameShape, show, tracks, wrap } from "../../tensor/internal.ts";
import { oneOf, withDefaults } from "../options.ts";
import type { Reduction } from "./reduction.ts";

export interface CrossEntropyOptions {
  /** A weight for each class, [C]. */
  weight?: Tensor | null;
  /** Targets with this number do not count (-100). */
  ignoreIndex?: number;
  reduction?: Reduction;
  /** Part of the target that is spread over all classes (0). */
  labelSmoothing?: number;
}

/**
 * The cross-entropy between logits and targets.
 *
 * Logits are [N, C], [N, C, H, W] or [C]; targets class numbers (int32: [N], [N, H, W], []) or probabilities of the
 * logits' shape. Logits, not probabilities: the softmax is part of the loss.
 *
 * @example
 * const loss = F.crossEntropy(model.forward(images), labels, { labelSmoothing: 0.1 });
 */
export function crossEntropy(input: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const given = withDefaults<Required<CrossEntropyOptions>>("crossEntropy", options, {
    weight: null,
    ignoreIndex: -100,
    reduction: "mean",
    labelSmoothing: 0,
  });
  if (!(given.labelSmoothing >= 0 && given.labelSmoothing <= 1))
    throw new RangeError(`crossEntropy: expected labelSmoothing in [0, 1], got ${given.labelSmoothing}`);
  warnOfSoftmax(input);
  const { rows, classes, shape } = rowsOf("crossEntropy", input);
  checkWeight("crossEntropy", given.weight, classes);
  if (target.dtype === "float32") return withProbabilities(input, rows, target, given);
  const indices = checkIndices("crossEntropy", target, shape, classes, given.ignoreIndex);
  const { hot, valid } = encode(target, classes, given.ignoreIndex, given.weight);
  const smoothing = given.labelSmoothing;
  const spread = () => weighted(valid.mul(smoothing / classes), given.weight);
  const coefficients = smoothing === 0 ? hot : noGrad(() => hot.mul(1 - smoothing).add(spread()));
  const losses = rowLosses(rows, coefficients);
  return finish(losses, shape, given.reduction, () => (given.weight ? noGrad(() => hot.sum()) : indices.counted));
}

export interface NLLOptions {
  weight?: Tensor | null;
  ignoreIndex?: number;
  reduction?: Reduction;
}

/** The negative of the logarithm of each target's probability, from log-probabilities such as `F.logSoftmax` returns. */
export function nllLoss(input: Tensor, target: Tensor, options: NLLOptions = {}): Tensor {
  const { weight, ignoreIndex, reduction } = withDefaults<Required<NLLOptions>>("nllLoss", options, {
    weight: null,
    ignoreIndex: -100,
    reduction: "mean",
  });
  warnOfProbabilities(input);
  const { rows, classes, shape } = rowsOf("nllLoss", input);
  checkWeight("nllLoss", weight, classes);
  const indices = checkIndices("nllLoss", target, shape, classes, ignoreIndex);
  const { hot } = encode(target, classes, ignoreIndex, weight);
  const losses = rows.mul(hot).sum(-1).neg();
  return finish(losses, shape, reduction, () => (weight ? noGrad(() => hot.sum()) : indices.counted));
}

function withProbabilities(
  input: Tensor,
  rows: Tensor,
  target: Tensor,
  options: Required<CrossEntropyOptions>,
): Tensor {
  if (!sameShape(target.shape, input.shape))
    throw new RangeError(
      `crossEntropy: float32 targets are probabilities and need the logits' shape ${show(input.shape)}, got ${show(target.shape)}; ` +
        "for class numbers convert them with target.int()",
    );
  const { weight, labelSmoothing, reduction } = options;
  const { rows: probabilities, classes, shape } = rowsOf("crossEntropy", target);
  const smooth =
    labelSmoothing === 0 ? probabilities : probabilities.mul(1 - labelSmoothing).add(labelSmoothing / classes);
  const coefficients = weight ? smooth.mul(weight) : smooth;
  const losses = requiresGrad(target)
    ? rows.logSoftmax(-1).mul(coefficients).sum(-1).neg()
    : rowLosses(rows, coefficients);
  return finish(losses, shape, reduction, () => losses.numel());
}

/** -sum(q log softmax(x)) of each row: one node, since its gradient is much shorter than its parts'. */
function rowLosses(x: Tensor, q: Tensor): Tensor {
  const logs = noGrad(() => x.logSoftmax(-1));
  const losses = noGrad(() => logs.mul(q).sum(-1).neg());
  if (!tracks(x)) return losses;
  return record("CrossEntropyBackward0", losses, [x], [x, logs, q], (g, [x, logs, q]) => {
    // The saved logarithms have no graph of their own, which second derivatives need.
    const probabilities = (isGradEnabled() ? x!.logSoftmax(-1) : logs!).exp();
    return [g.unsqueeze(-1).mul(probabilities.mul(q!.sum(-1, { keepdim: true })).sub(q!))];
  });
}

/** The input as [rows, classes], and the shape of one number a row. */
function rowsOf(owner: string, input: Tensor): { rows: Tensor; classes: number; shape: number[] } {
  if (input.dtype !== "float32") throw new TypeError(`${owner}: expected float32 logits, got ${input.dtype}`);
  const rank = input.ndim;
  if (rank === 0) throw new RangeError(`${owner}: expected [N, C] logits, got a single number`);
  if (rank === 1) return { rows: input.reshape([1, -1]), classes: input.shape[0]!, shape: [] };
  const classes = input.shape[1]!;
  const shape = [input.shape[0]!, ...input.shape.slice(2)];
  if (rank === 2) return { rows: input, classes, shape };
  const last = [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];
  return { rows: input.permute(last).reshape([-1, classes]), classes, shape };
}

/** Rows that hold each target's weight in its column, 0 in those to be ignored; and 1 or 0 for whether a row counts. */
function encode(
  target: Tensor,
  classes: number,
  ignoreIndex: number,
  weight: Tensor | null,
): { hot: Tensor; valid: Tensor } {
  return noGrad(() => {
    const rows = target.int().reshape([-1]);
    const hot = wrap(
      run("OneHot", { indices: rawOf(rows) }, { depth: classes, onValue: 1, offValue: 0, dtype: "float32" }),
      "float32",
    );
    const valid = rows.ne(ignoreIndex).float().unsqueeze(1);
    // An index outside the classes has no column anyway.
    const counted = ignoreIndex >= 0 && ignoreIndex < classes ? hot.mul(valid) : hot;
    return { hot: weighted(counted, weight), valid };
  });
}

function weighted(q: Tensor, weight: Tensor | null): Tensor {
  return weight ? noGrad(() => q.mul(weight)) : q;
}

function finish(losses: Tensor, shape: number[], reduction: Reduction, total: () => Tensor | number): Tensor {
  oneOf("crossEntropy", "reduction", reduction, ["none", "mean", "sum"]);
  if (reduction === "none") return losses.reshape(shape);
  return reduction === "sum" ? losses.sum() : losses.sum().div(total());
}

function checkWeight(owner: string, weight: Tensor | null, classes: number): void {
  if (weight && !sameShape(weight.shape, [classes]))
    throw new RangeError(`${owner}: expected a weight for each of ${classes} classes, got shape ${show(weight.shape)}`);
}

/** A class number outside the range would add nothing to the loss: it must not pass in silence. */
function checkIndices(
  owner: string,
  target: Tensor,
  shape: readonly number[],
  classes: number,
  ignoreIndex: number,
): { counted: number } {
  if (target.dtype === "float32" || target.dtype === "bool")
    throw new TypeError(
      `${owner}: expected class numbers as int32, got ${target.dtype}; convert them with target.int()`,
    );
  if (!sameShape(target.shape, shape)) {
    const hot = target.ndim === shape.length + 1 && target.shape[1] === classes;
    throw new RangeError(
      `${owner}: expected one class number a sample, shape ${show(shape)}, got ${show(target.shape)}; ` +
        (hot ? "one-hot targets must be float32: target.float()" : `logits are [N, C] with C = ${classes} classes`),
    );
  }
  let counted = 0;
  for (const index of download(rawOf(target))) {
    if (index === ignoreIndex) continue;
    if (index < 0 || index >= classes)
      throw new RangeError(
        `${owner}: target ${index} is out of range: the logits have ${classes} classes, numbered 0 to ${classes - 1}. ` +
          "Count classes from 0, or give the last layer more outputs",
      );
    counted++;
  }
  return { counted };
}

let warned = false;
let warnedOfProbabilities = false;

/** `nllLoss` of probabilities goes down, but what it trains is not what was meant. */
function warnOfProbabilities(input: Tensor): void {
  if (warnedOfProbabilities || !/^Softmax/.test(input._node?.name ?? "")) return;
  warnedOfProbabilities = true;
  console.warn(
    "nllLoss: the input comes from softmax, but log-probabilities are expected. Use logSoftmax, or crossEntropy on the logits",
  );
}

function warnOfSoftmax(input: Tensor): void {
  if (warned || !/^Softmax/.test(input._node?.name ?? "")) return;
  warned = true;
  console.warn(
    "crossEntropy: the input has been through softmax already, and the loss applies it again, which slows learning. " +
      "Pass the logits as they are",
  );
}
