import type { Tensor } from "../../tensor/index.ts";

/** Boxes stand in the last dimension. */
export function checkBoxes(owner: string, boxes: Tensor): void {
  if (boxes.shape.at(-1) !== 4)
    throw new RangeError(`${owner}: expected boxes [N, 4] of corners x1, y1, x2, y2, got [${boxes.shape.join(", ")}]`);
}
