// Keypoints as places in heatmaps of their boxes, and back. Arithmetic in float32, as in PyTorch.
import { functional as F } from "../../../nn/index.ts";
import { noGrad, type Tensor, tensor, zeros } from "../../../tensor/index.ts";
import type { Samples } from "./samples.ts";
import type { Target } from "./types.ts";

const { fround } = Math;

/**
 * The cell of each keypoint in its box's heatmap of `side` x `side` cells, row by row; -1 where it is not visible or
 * outside the box. From keypoints [L, K, 3] and boxes [L, 4]: L * K numbers.
 *
 * @example
 * keypointCells(tensor([[[5, 5, 1], [0, 10, 1], [5, 5, 0]]]), tensor([[0, 0, 10, 10]]), 4); // Int32Array [10, 12, -1]
 */
export function keypointCells(keypoints: Tensor, boxes: Tensor, side: number): Int32Array {
  const [count, points] = keypoints.shape as [number, number];
  const [given, corners] = [keypoints.data, boxes.data];
  return Int32Array.from({ length: count * points }, (_, i) => {
    const box = Math.floor(i / points) * 4;
    const cell = (axis: 0 | 1) => {
      const [at, low, high] = [given[i * 3 + axis]!, corners[box + axis]!, corners[box + axis + 2]!];
      // A point on the far edge belongs to the last cell.
      if (at === high) return side - 1;
      return Math.floor(fround(fround(at - low) * fround(side / fround(high - low))));
    };
    const [x, y] = [cell(0), cell(1)];
    const inside = x >= 0 && y >= 0 && x < side && y < side;
    return inside && given[i * 3 + 2]! > 0 ? y * side + x : -1;
  });
}

/** How far the heatmaps [L, K, side, side] are from one that has all its mass in the keypoint's cell. */
export function keypointLoss(logits: Tensor, samples: readonly Samples[], targets: readonly Target[]): Tensor {
  const [, , height, side] = logits.shape as [number, number, number, number];
  if (height !== side) throw new RangeError(`keypointLoss: expected square heatmaps, got [${logits.shape.join(", ")}]`);
  const cells = samples.flatMap(({ boxes, matches }, i) => [
    ...keypointCells(targets[i]!.keypoints!.indexSelect(0, matches), boxes, side),
  ]);
  const visible = [...cells.keys()].filter((i) => cells[i]! >= 0);
  if (visible.length === 0) return logits.sum().mul(0);
  const places = tensor(
    visible.map((i) => cells[i]!),
    { dtype: "int32" },
  );
  return F.crossEntropy(logits.reshape([-1, side * side]).indexSelect(0, visible), places);
}

/**
 * The highest place of each heatmap [L, K, H, W], resized to its box, as [x, y, 1] in the image; and its logit.
 *
 * @example
 * heatmapsToKeypoints(randn([2, 17, 56, 56]), tensor([[0, 0, 30, 40], [5, 5, 9, 20]])).keypoints.shape; // [2, 17, 3]
 */
export function heatmapsToKeypoints(maps: Tensor, boxes: Tensor): { keypoints: Tensor; scores: Tensor } {
  const [count, points] = maps.shape as [number, number];
  if (count === 0) return { keypoints: zeros([0, points, 3]), scores: zeros([0, points]) };
  const corners = boxes.data;
  const keypoints = new Float32Array(count * points * 3);
  const scores = new Float32Array(count * points);
  for (let i = 0; i < count; i++) {
    const [left, top] = [corners[i * 4]!, corners[i * 4 + 1]!];
    const [w, h] = [fround(corners[i * 4 + 2]! - left), fround(corners[i * 4 + 3]! - top)].map((n) => Math.max(n, 1));
    const [columns, rows] = [Math.ceil(w!), Math.ceil(h!)];
    const resized = noGrad(() =>
      F.interpolate(maps.narrow(0, i, 1), { size: [rows, columns], mode: "bicubic" })
        .flatten(2)
        .squeeze(0),
    ); // [K, rows * columns]
    const highest = resized.argmax(1).data;
    const values = resized.data;
    for (let k = 0; k < points; k++) {
      const at = highest[k]!;
      const x = fround((at % columns) + 0.5) * fround(w! / columns);
      const y = fround(Math.floor(at / columns) + 0.5) * fround(h! / rows);
      keypoints.set([fround(x) + left, fround(y) + top, 1], (i * points + k) * 3);
      scores[i * points + k] = values[k * rows * columns + at]!;
    }
  }
  return { keypoints: tensor(keypoints).reshape([count, points, 3]), scores: tensor(scores).reshape([count, points]) };
}
