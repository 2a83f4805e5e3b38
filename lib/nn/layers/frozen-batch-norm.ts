import { ones, type Tensor, zeros } from "../../tensor/index.ts";
import { fail } from "../module/context.ts";
import { Module } from "../module/module.ts";
import { python } from "../module/repr.ts";
import { integer, withDefaults } from "../options.ts";

/**
 * Batch normalization whose statistics, scale and shift never change: for detectors trained in small batches.
 *
 * It reads the state dicts of BatchNorm2d. Source: torchvision's FrozenBatchNorm2d.
 *
 * @example
 * const bn = new nn.FrozenBatchNorm2d(64);
 */
export class FrozenBatchNorm2d extends Module {
  static override readonly stateKeys = { runningMean: "running_mean", runningVar: "running_var" };

  readonly numFeatures: number;
  readonly eps: number;
  declare weight: Tensor;
  declare bias: Tensor;
  declare runningMean: Tensor;
  declare runningVar: Tensor;

  constructor(numFeatures: number, options: { eps?: number } = {}) {
    super();
    this.numFeatures = integer("FrozenBatchNorm2d", "numFeatures", numFeatures);
    this.eps = withDefaults("FrozenBatchNorm2d", options, { eps: 1e-5 }).eps;
    this.registerBuffer("weight", ones([numFeatures]));
    this.registerBuffer("bias", zeros([numFeatures]));
    this.registerBuffer("runningMean", zeros([numFeatures]));
    this.registerBuffer("runningVar", ones([numFeatures]));
  }

  forward(input: Tensor): Tensor {
    const { numFeatures } = this;
    if (input.ndim !== 4 || input.shape[1] !== numFeatures)
      fail(this, `expected a [N, ${numFeatures}, H, W] tensor, got [${input.shape.join(", ")}]`);
    const shape = [1, numFeatures, 1, 1];
    const scale = this.weight.mul(this.runningVar.add(this.eps).rsqrt());
    const shift = this.bias.sub(this.runningMean.mul(scale));
    return input.mul(scale.reshape(shape)).add(shift.reshape(shape));
  }

  /** BatchNorm2d counts its batches, which is of no use here. */
  override optionalStateKeys(): string[] {
    return ["num_batches_tracked"];
  }

  override extraRepr(): string {
    return `${this.numFeatures}, eps=${python(this.eps)}`;
  }
}
