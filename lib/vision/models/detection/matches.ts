import type { Tensor } from "../../../tensor/index.ts";
import { boxIou } from "../../ops/iou.ts";
import { Matcher } from "../../ops/matcher.ts";

/** For each of the boxes [N, 4] the number of its true box, -1 for background, or -2 where it is left out of the loss. */
export function matchBoxes(matcher: Matcher, truths: Tensor, boxes: Tensor): Int32Array {
  const count = boxes.shape[0]!;
  if (truths.shape[0] === 0 || count === 0) return new Int32Array(count).fill(Matcher.BELOW_LOW_THRESHOLD);
  return matcher.forward(boxIou(truths, boxes)).data as Int32Array;
}

/** Numbers from the smallest to the largest. */
export const ascending = (numbers: Iterable<number>): number[] => Array.from(numbers).sort((a, b) => a - b);
