// Suppression runs on the host: each decision waits for the one before.

import { integer, oneOf, withDefaults } from "../../nn/options.ts";
import { type Tensor, tensor } from "../../tensor/index.ts";
import { checkBoxes } from "./check.ts";

/**
 * Non-maximum suppression: the numbers of the boxes [N, 4] that overlap no better one by more than `iouThreshold`, from the
 * highest score [N] down.
 *
 * @example
 * nms(tensor([[0, 0, 2, 2], [0, 0, 2, 2.1], [5, 5, 6, 6]]), tensor([0.9, 0.8, 0.3]), 0.5); // tensor([0, 2])
 */
export function nms(boxes: Tensor, scores: Tensor, iouThreshold: number): Tensor {
  return suppress("nms", boxes, scores, null, iouThreshold);
}

/**
 * As `nms`, among boxes of the same class only; `classes` are int32 [N].
 *
 * @example
 * batchedNms(tensor([[0, 0, 2, 2], [0, 0, 2, 2]]), tensor([0.8, 0.9]), tensor([1, 2]), 0.5); // tensor([1, 0])
 */
export function batchedNms(boxes: Tensor, scores: Tensor, classes: Tensor, iouThreshold: number): Tensor {
  checkLength("batchedNms", "classes", classes, boxes);
  return suppress("batchedNms", boxes, scores, classes, iouThreshold);
}

function suppress(owner: string, boxes: Tensor, scores: Tensor, classes: Tensor | null, threshold: number): Tensor {
  checkBoxes(owner, boxes);
  checkLength(owner, "scores", scores, boxes);
  const [corners, score, label] = [boxes.data, scores.data, classes?.data];
  const order = Array.from(score.keys()).sort((a, b) => score[b]! - score[a]! || a - b);
  const gone = new Uint8Array(score.length);
  const kept: number[] = [];
  for (const [rank, i] of order.entries()) {
    if (gone[i]) continue;
    kept.push(i);
    for (let next = rank + 1; next < order.length; next++) {
      const j = order[next]!;
      if (gone[j] || (label && label[i] !== label[j])) continue;
      if (overlap(corners, i, j) > threshold) gone[j] = 1;
    }
  }
  return tensor(Int32Array.from(kept), { dtype: "int32" });
}

const { fround } = Math;

/** IoU in float32, as PyTorch's kernel computes it, so that ties at the threshold fall alike. */
function overlap(corners: ArrayLike<number>, i: number, j: number): number {
  const at = (box: number, column: number) => corners[box * 4 + column]!;
  const side = (low: number) =>
    Math.max(0, fround(Math.min(at(i, low + 2), at(j, low + 2)) - Math.max(at(i, low), at(j, low))));
  const area = (box: number) => fround(fround(at(box, 2) - at(box, 0)) * fround(at(box, 3) - at(box, 1)));
  const intersection = fround(side(0) * side(1));
  return fround(intersection / fround(fround(area(i) + area(j)) - intersection));
}

export interface SoftNmsOptions {
  /** "gaussian" (default) lowers scores by exp(-iou^2 / sigma), "linear" by 1 - iou above the threshold. */
  method?: "gaussian" | "linear";
  sigma?: number;
  iouThreshold?: number;
  /** Boxes that fall below are dropped (0.001). */
  scoreThreshold?: number;
}

/**
 * Suppression that lowers the scores of overlapping boxes and drops those that fall too low.
 *
 * Returns the boxes' numbers and their new scores, in the order they were picked. Source: Bodla et al., "Soft-NMS", ICCV 2017.
 *
 * @example
 * softNms(tensor([[0, 0, 2, 2], [0, 0, 2, 2]]), tensor([0.9, 0.8]), { method: "linear" }).indices; // tensor([0])
 */
export function softNms(
  boxes: Tensor,
  scores: Tensor,
  options: SoftNmsOptions = {},
): { indices: Tensor; scores: Tensor } {
  const { method, sigma, iouThreshold, scoreThreshold } = withDefaults<Required<SoftNmsOptions>>("softNms", options, {
    method: "gaussian",
    sigma: 0.5,
    iouThreshold: 0.3,
    scoreThreshold: 0.001,
  });
  oneOf("softNms", "method", method, ["gaussian", "linear"]);
  checkBoxes("softNms", boxes);
  checkLength("softNms", "scores", scores, boxes);
  const corners = boxes.data;
  const score = Float64Array.from(scores.data);
  const left = new Set(score.keys());
  const [indices, kept]: [number[], number[]] = [[], []];
  while (left.size > 0) {
    let best = -1;
    for (const i of left) if (best < 0 || score[i]! > score[best]!) best = i;
    if (score[best]! <= scoreThreshold) break;
    left.delete(best);
    indices.push(best);
    kept.push(score[best]!);
    for (const i of left) {
      const iou = overlap(corners, best, i);
      if (method === "gaussian") score[i]! *= Math.exp(-(iou ** 2) / sigma);
      else if (iou > iouThreshold) score[i]! *= 1 - iou;
    }
  }
  return { indices: tensor(Int32Array.from(indices), { dtype: "int32" }), scores: tensor(kept) };
}

function checkLength(owner: string, name: string, values: Tensor, boxes: Tensor): void {
  const count = integer(owner, "the number of boxes", boxes.shape[0] ?? 0, 0);
  if (values.ndim !== 1 || values.shape[0] !== count)
    throw new RangeError(`${owner}: expected ${name} [${count}], one a box, got [${values.shape.join(", ")}]`);
}
