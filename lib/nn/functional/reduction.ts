import type { Tensor } from "../../tensor/index.ts";
import { broadcastShapes, show, sizeOf } from "../../tensor/internal.ts";
import { oneOf } from "../options.ts";

/** What a loss makes of the losses of its elements. */
export type Reduction = "none" | "mean" | "sum";

export function reduce(owner: string, losses: Tensor, reduction: Reduction): Tensor {
  oneOf(owner, "reduction", reduction, ["none", "mean", "sum"]);
  if (reduction === "none") return losses;
  return reduction === "sum" ? losses.sum() : losses.mean();
}

/**
 * Input and target must not broadcast against each other: [N, 1] and [N] would compare every prediction with every target.
 * PyTorch only warns, and trains on.
 */
export function checkPair(owner: string, input: Tensor, target: Tensor): void {
  const elements = sizeOf(broadcastShapes(input.shape, target.shape, owner));
  if (elements <= Math.max(input.numel(), target.numel())) return;
  throw new RangeError(
    `${owner}: input ${show(input.shape)} and target ${show(target.shape)} differ in shape, so that each element of one would be ` +
      `compared with many of the other; reshape one of them, for example target.reshape([${input.shape.join(", ")}])`,
  );
}
