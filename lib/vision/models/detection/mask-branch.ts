import { functional as F } from "../../../nn/index.ts";
import { cat, type Tensor, tensor } from "../../../tensor/index.ts";
import { roiAlign } from "../../ops/roi-align.ts";
import type { Samples } from "./samples.ts";
import type { Target } from "./types.ts";

/** Of masks for all classes [K, numClasses, M, M], each region's own: [K, M, M]. */
export function ownMasks(masks: Tensor, labels: readonly number[]): Tensor {
  const [, classes, ...size] = masks.shape as [number, number, number, number];
  return masks.reshape([-1, ...size]).indexSelect(
    0,
    labels.map((label, k) => k * classes + label),
  );
}

/** How far the logits of the sampled objects' classes are from the true masks, cut out and resized. */
export function maskLoss(logits: Tensor, samples: readonly Samples[], targets: readonly Target[]): Tensor {
  if (logits.shape[0] === 0) return logits.sum().mul(0);
  const side = logits.shape[2]!;
  const wanted = samples.flatMap(({ boxes, matches }, i) => {
    if (matches.length === 0) return [];
    const numbers = tensor(matches).unsqueeze(1);
    const masks = targets[i]!.masks!.float().unsqueeze(1); // [objects, 1, H, W]
    return [roiAlign(masks, cat([numbers, boxes], 1), side).squeeze(1)]; // [K, side, side]
  });
  const labels = samples.flatMap((sample) => sample.labels);
  return F.binaryCrossEntropyWithLogits(ownMasks(logits, labels), cat(wanted, 0));
}
