import { functional as F } from "../../../nn/index.ts";
import { stack, type Tensor, zeros } from "../../../tensor/index.ts";
import type { Size } from "../../ops/anchors.ts";

/** A pixel of zeros around each mask, so that its edges are interpolated too. */
const PADDING = 1;
const { fround, trunc } = Math;

/**
 * Masks [N, 1, M, M] of boxes [N, 4], stretched over their boxes in an image: [N, 1, height, width].
 *
 * Source: torchvision's paste_masks_in_image; the probabilities stay as they are, a threshold makes masks of them.
 *
 * @example
 * pasteMasks(ones([1, 1, 28, 28]), tensor([[2, 2, 10, 8]]), [12, 16]).shape; // [1, 1, 12, 16]
 */
export function pasteMasks(masks: Tensor, boxes: Tensor, [height, width]: Size): Tensor {
  const [count, , side] = masks.shape as [number, number, number];
  if (count === 0) return zeros([0, 1, height, width]);
  const padded = F.pad(masks, [PADDING, PADDING, PADDING, PADDING]);
  const larger = fround((side + 2 * PADDING) / side);
  const corners = boxes.data;
  const pasted = Array.from({ length: count }, (_, i) => {
    const [x1, y1, x2, y2] = corners.subarray(i * 4, i * 4 + 4) as unknown as [number, number, number, number];
    const [left, right] = enlarged(x1, x2, larger);
    const [top, bottom] = enlarged(y1, y2, larger);
    const size = [Math.max(bottom - top + 1, 1), Math.max(right - left + 1, 1)] as const;
    const whole = F.interpolate(padded.narrow(0, i, 1), { size, mode: "bilinear" }); // [1, 1, h, w]
    // Negative paddings cut off what lies outside the image.
    return F.pad(whole.squeeze(0), [left, width - left - size[1], top, height - top - size[0]]); // [1, H, W]
  });
  return stack(pasted);
}

/** An interval stretched about its centre and cut to whole pixels, in float32 as in PyTorch. */
function enlarged(from: number, to: number, factor: number): [number, number] {
  const half = fround(fround(fround(to - from) * 0.5) * factor);
  const centre = fround(fround(to + from) * 0.5);
  return [trunc(fround(centre - half)), trunc(fround(centre + half))];
}
