import { dimensionOf } from "../../nn/options.ts";
import { rand, type Tensor } from "../../tensor/index.ts";
import { fromValues } from "../../tensor/internal.ts";
import { BasePruningMethod, checkAmount, countOf, smallest } from "./method.ts";

/** Which norm ranks the channels: a number, infinities included, or "fro". */
export type NormOrder = number | "fro";

/** Prunes whole channels along a dimension. */
abstract class Structured extends BasePruningMethod {
  readonly pruningType = "structured";
  readonly amount: number;
  override readonly dim: number;

  constructor(amount: number, dim: number) {
    super();
    this.amount = checkAmount(amount);
    this.dim = dim;
  }

  /** A number for each channel; the channels with the smallest go. */
  protected abstract rank(scores: Tensor, dim: number): ArrayLike<number>;

  computeMask(scores: Tensor, defaultMask: Tensor): Tensor {
    if (scores.ndim < 2)
      throw new RangeError(
        `${this.constructor.name}: expected a tensor of at least 2 dimensions, which has channels, got [${scores.shape.join(", ")}]`,
      );
    const dim = dimensionOf(this.constructor.name, this.dim, scores.ndim);
    const channels = scores.shape[dim]!;
    const count = countOf(this.amount, channels);
    if (count === 0) return defaultMask;
    const kept = new Float32Array(channels).fill(1);
    for (const channel of smallest(this.rank(scores, dim), count)) kept[channel] = 0;
    const shape = scores.shape.map((_, i) => (i === dim ? channels : 1));
    return defaultMask.mul(fromValues(kept, shape, "float32"));
  }
}

/** Prunes the channels with the smallest norm. */
export class LnStructured extends Structured {
  readonly n: NormOrder;

  constructor(amount: number, n: NormOrder, dim = -1) {
    super(amount, dim);
    if (n !== "fro" && (typeof n !== "number" || Number.isNaN(n)))
      throw new RangeError(`LnStructured: expected n to be a number or "fro", got ${n}; 1 and 2 are the usual norms`);
    this.n = n;
  }

  protected rank(scores: Tensor, dim: number): ArrayLike<number> {
    const sizes = scores.abs().movedim(dim, 0).reshape([scores.shape[dim]!, -1]);
    const n = this.n === "fro" ? 2 : this.n;
    if (n === Infinity) return sizes.amax(1).data;
    if (n === -Infinity) return sizes.amin(1).data;
    if (n === 0) return sizes.ne(0).sum(1).data;
    return sizes
      .pow(n)
      .sum(1)
      .pow(1 / n).data;
  }
}

/** Prunes channels at random: the ones PyTorch prunes for the same seed. */
export class RandomStructured extends Structured {
  constructor(amount: number, dim = -1) {
    super(amount, dim);
  }

  protected rank(scores: Tensor, dim: number): ArrayLike<number> {
    return rand([scores.shape[dim]!]).data;
  }
}
