import type { Tensor } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import { Module } from "../module/module.ts";
import { python } from "../module/repr.ts";
import { withDefaults } from "../options.ts";

/**
 * Drops whole samples of a residual branch while training; torchvision calls it StochasticDepth.
 *
 * @example
 * x.add(new nn.DropPath(0.1).forward(branch.forward(x)));
 */
export class DropPath extends Module {
  readonly p: number;
  readonly mode: "row" | "batch";

  constructor(p = 0.5, options: { mode?: "row" | "batch" } = {}) {
    super();
    const { mode } = withDefaults<{ mode: "row" | "batch" }>("DropPath", options, { mode: "row" });
    if (!(p >= 0 && p <= 1)) throw new RangeError(`DropPath: expected the probability of dropping in [0, 1], got ${p}`);
    this.p = p;
    this.mode = mode;
  }

  forward(input: Tensor): Tensor {
    return F.dropPath(input, { p: this.p, mode: this.mode, training: this.training });
  }

  override extraRepr(): string {
    return `p=${python(this.p)}, mode=${this.mode}`;
  }
}

/**
 * Drops square blocks of feature maps while training.
 *
 * @example
 * const drop = new nn.DropBlock2d(0.1, 7);
 */
export class DropBlock2d extends Module {
  readonly p: number;
  readonly blockSize: number;
  readonly eps: number;

  constructor(p: number, blockSize: number, options: { eps?: number } = {}) {
    super();
    this.eps = withDefaults("DropBlock2d", options, { eps: 1e-6 }).eps;
    this.p = p;
    this.blockSize = blockSize;
  }

  forward(input: Tensor): Tensor {
    const { p, blockSize, eps, training } = this;
    return F.dropBlock2d(input, { p, blockSize, eps, training });
  }

  override extraRepr(): string {
    return `p=${python(this.p)}, block_size=${this.blockSize}, inplace=False`;
  }
}
