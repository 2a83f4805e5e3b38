import { oneOf } from "../../nn/options.ts";
import { stack, type Tensor, tensor } from "../../tensor/index.ts";
import { checkBoxes } from "./check.ts";

/** Corners (x1, y1, x2, y2), a corner and the size (x, y, w, h), or the centre and the size (cx, cy, w, h). */
export type BoxFormat = "xyxy" | "xywh" | "cxcywh";

const FORMATS = ["xyxy", "xywh", "cxcywh"] as const;

/**
 * The areas of boxes [N, 4] of corners, [N].
 *
 * @example
 * boxArea(tensor([[0, 0, 2, 3]])); // tensor([6.])
 */
export function boxArea(boxes: Tensor): Tensor {
  const [x1, y1, x2, y2] = corners("boxArea", boxes);
  return x2.sub(x1).mul(y2.sub(y1));
}

/** The last dimension's four columns. */
export function corners(owner: string, boxes: Tensor): [Tensor, Tensor, Tensor, Tensor] {
  checkBoxes(owner, boxes);
  return boxes.unbind(-1) as [Tensor, Tensor, Tensor, Tensor];
}

/**
 * Boxes [..., 4] written another way.
 *
 * @example
 * boxConvert(tensor([[1, 1, 3, 5]]), "xyxy", "cxcywh"); // tensor([[2., 3., 2., 4.]])
 */
export function boxConvert(boxes: Tensor, inFormat: BoxFormat, outFormat: BoxFormat): Tensor {
  oneOf("boxConvert", "inFormat", inFormat, FORMATS);
  oneOf("boxConvert", "outFormat", outFormat, FORMATS);
  if (inFormat === outFormat) return boxes.clone();
  const given = corners("boxConvert", boxes);
  return stack(fromCorners(toCorners(given, inFormat), outFormat), -1);
}

type Columns = [Tensor, Tensor, Tensor, Tensor];

function toCorners([a, b, c, d]: Columns, format: BoxFormat): Columns {
  if (format === "xyxy") return [a, b, c, d];
  if (format === "xywh") return [a, b, a.add(c), b.add(d)];
  return [a.sub(c.mul(0.5)), b.sub(d.mul(0.5)), a.add(c.mul(0.5)), b.add(d.mul(0.5))];
}

function fromCorners([x1, y1, x2, y2]: Columns, format: BoxFormat): Columns {
  if (format === "xyxy") return [x1, y1, x2, y2];
  const [w, h] = [x2.sub(x1), y2.sub(y1)];
  return format === "xywh" ? [x1, y1, w, h] : [x1.add(x2).div(2), y1.add(y2).div(2), w, h];
}

/** Boxes [..., 4] of corners cut to an image of [height, width]; gradients flow where nothing was cut. */
export function clipBoxesToImage(boxes: Tensor, [height, width]: readonly [number, number]): Tensor {
  const [x1, y1, x2, y2] = corners("clipBoxesToImage", boxes);
  return stack([x1.clamp(0, width), y1.clamp(0, height), x2.clamp(0, width), y2.clamp(0, height)], -1);
}

/**
 * The numbers of the boxes [N, 4] whose sides are both at least `minSize`, as int32.
 *
 * @example
 * removeSmallBoxes(tensor([[0, 0, 5, 5], [0, 0, 5, 1]]), 2); // tensor([0])
 */
export function removeSmallBoxes(boxes: Tensor, minSize: number): Tensor {
  checkBoxes("removeSmallBoxes", boxes);
  const values = boxes.data;
  const kept: number[] = [];
  for (let i = 0; i < values.length; i += 4)
    if (values[i + 2]! - values[i]! >= minSize && values[i + 3]! - values[i + 1]! >= minSize) kept.push(i / 4);
  return tensor(Int32Array.from(kept), { dtype: "int32" });
}

/**
 * The boxes around masks [N, H, W]: corners of the first and the last pixel that is not 0, as [N, 4].
 *
 * @example
 * masksToBoxes(tensor([[[0, 1, 1], [0, 0, 1]]])); // tensor([[1., 0., 2., 1.]])
 */
export function masksToBoxes(masks: Tensor): Tensor {
  if (masks.ndim !== 3) throw new RangeError(`masksToBoxes: expected masks [N, H, W], got [${masks.shape.join(", ")}]`);
  const [n, h, w] = masks.shape as [number, number, number];
  const values = masks.data;
  const boxes = new Float32Array(n * 4);
  for (let i = 0; i < n; i++) {
    let [left, top, right, bottom] = [w, h, -1, -1];
    for (let at = 0; at < h * w; at++) {
      if (values[i * h * w + at] === 0) continue;
      const [row, column] = [Math.floor(at / w), at % w];
      [left, right] = [Math.min(left, column), Math.max(right, column)];
      [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    }
    if (right < 0) throw new RangeError(`masksToBoxes: mask ${i} is empty: it has no box; leave it out`);
    boxes.set([left, top, right, bottom], i * 4);
  }
  return tensor(boxes).reshape([n, 4]);
}
