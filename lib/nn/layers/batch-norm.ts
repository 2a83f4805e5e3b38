import { ones, type Tensor, tensor, zeros } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import { fail } from "../module/context.ts";
import { Module } from "../module/module.ts";
import { python } from "../module/repr.ts";
import { integer, withDefaults } from "../options.ts";
import { Parameter } from "../parameter.ts";

export interface BatchNormOptions {
  /** Added to the variance (1e-5). */
  eps?: number;
  /** Weight of the newest batch in the running statistics (0.1); null averages over all batches. */
  momentum?: number | null;
  /** Learn a scale and a shift for each channel. */
  affine?: boolean;
  /** Learn the shift too. */
  bias?: boolean;
  /** Keep running statistics for evaluation. */
  trackRunningStats?: boolean;
}

/** Scale, shift and running statistics, one of each a channel. */
export abstract class Norm extends Module {
  static override readonly stateKeys = {
    runningMean: "running_mean",
    runningVar: "running_var",
    numBatchesTracked: "num_batches_tracked",
  };

  readonly numFeatures: number;
  readonly eps: number;
  readonly momentum: number | null;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
  /** [numFeatures] */
  weight: Parameter | null;
  bias: Parameter | null;
  declare runningMean: Tensor | null;
  declare runningVar: Tensor | null;
  declare numBatchesTracked: Tensor | null;

  constructor(numFeatures: number, options: Required<BatchNormOptions>) {
    super();
    this.numFeatures = integer(this.constructor.name, "numFeatures", numFeatures);
    this.eps = options.eps;
    this.momentum = options.momentum;
    this.affine = options.affine;
    this.trackRunningStats = options.trackRunningStats;
    this.weight = options.affine ? new Parameter(ones([numFeatures])) : null;
    this.bias = options.affine && options.bias ? new Parameter(zeros([numFeatures])) : null;
    const tracked = options.trackRunningStats;
    this.registerBuffer("runningMean", tracked ? zeros([numFeatures]) : null);
    this.registerBuffer("runningVar", tracked ? ones([numFeatures]) : null);
    this.registerBuffer("numBatchesTracked", tracked ? tensor(0, { dtype: "int32" }) : null);
  }

  resetRunningStats(): void {
    this.runningMean?.zero_();
    this.runningVar?.fill_(1);
    this.numBatchesTracked?.zero_();
  }

  /** State dicts from before PyTorch 0.4.1 have no count of batches. */
  override optionalStateKeys(): string[] {
    return this.trackRunningStats ? ["num_batches_tracked"] : [];
  }

  override extraRepr(): string {
    const { numFeatures, eps, momentum, affine, bias, trackRunningStats } = this;
    return (
      `${numFeatures}, eps=${python(eps)}, momentum=${python(momentum)}, affine=${python(affine)}, ` +
      `bias=${python(bias !== null)}, track_running_stats=${python(trackRunningStats)}`
    );
  }
}

const DEFAULTS: Required<BatchNormOptions> = {
  eps: 1e-5,
  momentum: 0.1,
  affine: true,
  bias: true,
  trackRunningStats: true,
};

/** Batch normalization over all dimensions but the second. */
abstract class BatchNorm extends Norm {
  constructor(name: string, numFeatures: number, options: BatchNormOptions) {
    super(numFeatures, withDefaults(name, options, DEFAULTS));
  }

  protected normalize(input: Tensor): Tensor {
    const { shape } = input;
    if (shape[1] !== this.numFeatures)
      fail(
        this,
        `expected ${this.numFeatures} channels, got ${shape[1]} [${shape.join(", ")}]. ` +
          `Pass a tensor with ${this.numFeatures} channels or build the layer with numFeatures: ${shape[1]}`,
      );
    const useBatch = this.training || this.runningMean === null;
    if (useBatch && shape.reduce((a, b) => a * b, 1) === this.numFeatures)
      fail(
        this,
        `expected more than 1 value per channel when training, got [${shape.join(", ")}]. ` +
          "One value has no variance: use a larger batch, dropLast in the DataLoader, or model.eval() for a single sample",
      );
    const update = this.training && this.trackRunningStats;
    return F.batchNorm(
      input,
      this.training && !update ? null : this.runningMean,
      this.training && !update ? null : this.runningVar,
      { weight: this.weight, bias: this.bias, training: useBatch, momentum: update ? this.#count() : 0, eps: this.eps },
    );
  }

  /** Counts the batch; returns its weight in the running statistics. */
  #count(): number {
    this.numBatchesTracked!.add_(1);
    return this.momentum ?? 1 / this.numBatchesTracked!.item();
  }
}

/**
 * Batch normalization of [N, C, H, W] images.
 *
 * Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015.
 *
 * @example
 * const bn = new nn.BatchNorm2d(64);
 */
export class BatchNorm2d extends BatchNorm {
  constructor(numFeatures: number, options: BatchNormOptions = {}) {
    super("BatchNorm2d", numFeatures, options);
  }

  forward(input: Tensor): Tensor {
    if (input.shape.length !== 4)
      fail(
        this,
        `expected a [N, ${this.numFeatures}, H, W] tensor, got ${input.shape.length} dimensions [${input.shape.join(", ")}]`,
      );
    return this.normalize(input);
  }
}

/** Batch normalization of [N, C] features or [N, C, L] sequences. */
export class BatchNorm1d extends BatchNorm {
  constructor(numFeatures: number, options: BatchNormOptions = {}) {
    super("BatchNorm1d", numFeatures, options);
  }

  forward(input: Tensor): Tensor {
    const rank = input.shape.length;
    if (rank !== 2 && rank !== 3)
      fail(
        this,
        `expected a [N, ${this.numFeatures}] or [N, ${this.numFeatures}, L] tensor, got ${rank} dimensions [${input.shape.join(", ")}]` +
          (rank === 4 ? ". For images use nn.BatchNorm2d" : ""),
      );
    return this.normalize(input);
  }
}
