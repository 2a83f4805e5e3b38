// What models put out and what is true, as plain numbers.
import { noGrad, Tensor } from "../tensor/index.ts";

/** Targets as class numbers. */
export function classNumbers(owner: string, target: Tensor): ArrayLike<number> {
  checkTensor(owner, "targets", target);
  if (target.dtype === "float32")
    throw new TypeError(
      `${owner}: expected targets as int32 class numbers, got float32; convert them with target.int()`,
    );
  return target.data;
}

/** Predictions as class numbers: given as such, as scores [N, C, ...], or as probabilities of class 1 in the targets' shape. */
export function predictedClasses(owner: string, preds: Tensor, target: Tensor, threshold = 0.5): ArrayLike<number> {
  checkTensor(owner, "predictions", preds);
  checkTensor(owner, "targets", target);
  if (preds.dtype === "float32" && preds.ndim === target.ndim + 1) {
    checkShapes(owner, preds, target, [preds.shape[0]!, ...preds.shape.slice(2)]);
    return noGrad(() => preds.detach().argmax(1)).data;
  }
  checkShapes(owner, preds, target, preds.shape);
  if (preds.dtype !== "float32") return preds.data;
  return Uint8Array.from(preds.data as Float32Array, (p) => (checkProbability(owner, p) > threshold ? 1 : 0));
}

/** Scores as rows of one number a class; [N] scores of class 1 become rows of one number. */
export function scoreRows(owner: string, preds: Tensor, target: Tensor): { rows: Float32Array; classes: number } {
  checkTensor(owner, "predictions", preds);
  checkTensor(owner, "targets", target);
  if (preds.dtype !== "float32")
    throw new TypeError(`${owner}: expected scores or probabilities as float32, got ${preds.dtype} class numbers`);
  if (preds.ndim === target.ndim) {
    checkShapes(owner, preds, target, preds.shape);
    return { rows: preds.data as Float32Array, classes: 1 };
  }
  checkShapes(owner, preds, target, [preds.shape[0]!, ...preds.shape.slice(2)]);
  const last = preds.ndim > 2 ? noGrad(() => preds.detach().movedim(1, -1).contiguous()) : preds;
  return { rows: last.data as Float32Array, classes: preds.shape[1]! };
}

/** Rows of numbers outside [0, 1] are logits: softmax of each row, or the sigmoid where a row is one number. */
export function probabilities(rows: readonly number[], classes: number): readonly number[] {
  if (rows.every((p) => p >= 0 && p <= 1)) return rows;
  if (classes === 1) return rows.map((x) => 1 / (1 + Math.exp(-x)));
  const out: number[] = new Array(rows.length);
  for (let at = 0; at < rows.length; at += classes) {
    const row = rows.slice(at, at + classes);
    const highest = Math.max(...row);
    const powers = row.map((x) => Math.exp(x - highest));
    const total = powers.reduce((sum, p) => sum + p, 0);
    for (let c = 0; c < classes; c++) out[at + c] = powers[c]! / total;
  }
  return out;
}

function checkTensor(owner: string, what: string, value: unknown): asserts value is Tensor {
  if (!(value instanceof Tensor))
    throw new TypeError(
      `${owner}.update: expected ${what} as a tensor, got ${typeof value}; update(predictions, targets)`,
    );
}

function checkShapes(owner: string, preds: Tensor, target: Tensor, expected: readonly number[]): void {
  if (expected.length === target.ndim && expected.every((size, i) => size === target.shape[i])) return;
  throw new RangeError(
    `${owner}.update: expected predictions [N, C, ...] or [N, ...] with targets [N, ...], ` +
      `got [${preds.shape.join(", ")}] and [${target.shape.join(", ")}]`,
  );
}

function checkProbability(owner: string, p: number): number {
  if (p >= 0 && p <= 1) return p;
  throw new RangeError(
    `${owner}.update: expected probabilities of class 1 in [0, 1], got ${p}; pass logits.sigmoid(), or class numbers`,
  );
}
