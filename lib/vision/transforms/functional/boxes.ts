import type { BoundingBoxes } from "../../tv-tensors/bounding-boxes.ts";
import { type BoxFormat, clampBoxes, convertBoxes, validBoxes } from "../core/boxes.ts";

/**
 * The same boxes in another format.
 *
 * @example
 * transforms.functional.convertBoundingBoxFormat(new BoundingBoxes([[0, 0, 4, 2]], { canvasSize: [8, 8] }), "cxcywh").toTensor(); // tensor([[2., 1., 4., 2.]])
 */
export function convertBoundingBoxFormat(boxes: BoundingBoxes, format: BoxFormat): BoundingBoxes {
  return boxes.with(convertBoxes(boxes.boxes, format));
}

/**
 * Cuts boxes at the borders of their image.
 *
 * @example
 * transforms.functional.clampBoundingBoxes(new BoundingBoxes([[-1, 0, 4, 9]], { canvasSize: [8, 8] })).toTensor(); // tensor([[0., 0., 4., 8.]])
 */
export function clampBoundingBoxes(boxes: BoundingBoxes): BoundingBoxes {
  return boxes.with(clampBoxes(boxes.boxes));
}

/**
 * Leaves out boxes that are too small or not inside their image, and says which it kept.
 *
 * @example
 * transforms.functional.sanitizeBoundingBoxes(new BoundingBoxes([[0, 0, 4, 0.5]], { canvasSize: [8, 8] }))[1]; // [ false ]
 */
export function sanitizeBoundingBoxes(
  boxes: BoundingBoxes,
  { minSize = 1, minArea = 1 }: { minSize?: number; minArea?: number } = {},
): [boxes: BoundingBoxes, valid: boolean[]] {
  const valid = validBoxes(boxes.boxes, minSize, minArea);
  return [boxes.select(valid), valid];
}
