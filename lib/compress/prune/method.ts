import { ones, type Tensor } from "../../tensor/index.ts";
import { fromValues } from "../../tensor/internal.ts";

/** What a method sees of a tensor: single elements, whole channels, or all of it at once. */
export type PruningType = "unstructured" | "structured" | "global";

/**
 * Base class of the pruning methods: a subclass says which elements or channels go. PyTorch's `BasePruningMethod`.
 *
 * Methods of type "unstructured" see the elements that earlier pruning left, as a vector; "structured" ones the channels
 * left along `dim`; "global" ones everything.
 *
 * @example
 * class Threshold extends BasePruningMethod {
 *   readonly pruningType = "unstructured";
 *   computeMask(scores: Tensor, defaultMask: Tensor) {
 *     return scores.abs().ge(0.1).float().mul(defaultMask);
 *   }
 * }
 */
export abstract class BasePruningMethod {
  abstract readonly pruningType: PruningType;
  /** The dimension of the channels, for structured methods. */
  readonly dim?: number;

  /** The mask, 1 to keep and 0 to prune, of the shape of `scores` (how much each element matters). */
  abstract computeMask(scores: Tensor, defaultMask: Tensor): Tensor;

  /** A pruned copy of a tensor, without a module. */
  prune(x: Tensor, { defaultMask, importanceScores = x }: PruneTensorOptions = {}): Tensor {
    checkScores(importanceScores, x);
    return x.mul(this.computeMask(importanceScores.detach(), defaultMask ?? ones(x.shape)));
  }
}

export interface PruneTensorOptions {
  /** What earlier pruning left (everything). */
  defaultMask?: Tensor;
  /** How much each element matters (the tensor itself). */
  importanceScores?: Tensor;
}

export function checkScores(scores: Tensor, x: Tensor): void {
  if (scores.shape.join() !== x.shape.join())
    throw new RangeError(
      `prune: expected importanceScores of the tensor's shape [${x.shape.join(", ")}], got [${scores.shape.join(", ")}]`,
    );
}

/** Checks what is known before the tensor is: a share in [0, 1], or a number of units. */
export function checkAmount(amount: number): number {
  if (typeof amount !== "number" || !(amount >= 0) || (amount > 1 && !Number.isInteger(amount)))
    throw new RangeError(
      `prune: expected the amount as a share below 1 or as a whole number of units, got ${amount}; ` +
        "write 0.3 for 30%, 30 for 30 units",
    );
  return amount;
}

/** How many of `size` units an amount means; Python's rounding, half to even. */
export function countOf(amount: number, size: number): number {
  if (!Number.isInteger(amount)) return roundHalfEven(amount * size);
  if (amount > size)
    throw new RangeError(`prune: the amount of ${amount} units is more than the ${size} that are left to prune`);
  return amount;
}

function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

/** The positions of the `count` smallest values; of equal ones the first. */
export function smallest(values: ArrayLike<number>, count: number): number[] {
  const order = Array.from({ length: values.length }, (_, i) => i);
  return order.sort((a, b) => values[a]! - values[b]! || a - b).slice(0, count);
}

/** A copy of a mask with zeros at these positions of its row-major elements. */
export function withZeros(mask: Tensor, positions: readonly number[]): Tensor {
  const values = Float32Array.from(mask.data);
  for (const i of positions) values[i] = 0;
  return fromValues(values, mask.shape, "float32");
}
