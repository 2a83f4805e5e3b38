import { ones, type Tensor, zeros } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import { fail } from "../module/context.ts";
import { Module } from "../module/module.ts";
import { float, python } from "../module/repr.ts";
import { integer, withDefaults } from "../options.ts";
import { Parameter } from "../parameter.ts";
import { type BatchNormOptions, Norm } from "./batch-norm.ts";

/**
 * Normalizes over the last dimensions, whose sizes are `normalizedShape`.
 *
 * Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.
 *
 * @example
 * const norm = new nn.LayerNorm(512);
 */
export class LayerNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  readonly elementwiseAffine: boolean;
  weight: Parameter | null;
  bias: Parameter | null;

  constructor(
    normalizedShape: number | readonly number[],
    options: { eps?: number; elementwiseAffine?: boolean; bias?: boolean } = {},
  ) {
    super();
    const given = withDefaults("LayerNorm", options, { eps: 1e-5, elementwiseAffine: true, bias: true });
    this.normalizedShape = typeof normalizedShape === "number" ? [normalizedShape] : [...normalizedShape];
    this.eps = given.eps;
    this.elementwiseAffine = given.elementwiseAffine;
    this.weight = given.elementwiseAffine ? new Parameter(ones(this.normalizedShape)) : null;
    this.bias = given.elementwiseAffine && given.bias ? new Parameter(zeros(this.normalizedShape)) : null;
  }

  forward(input: Tensor): Tensor {
    checkEnd(this, input, this.normalizedShape);
    return F.layerNorm(input, this.normalizedShape, { weight: this.weight, bias: this.bias, eps: this.eps });
  }

  override extraRepr(): string {
    const { normalizedShape, eps, elementwiseAffine, bias } = this;
    return `${python(normalizedShape)}, eps=${python(eps)}, elementwise_affine=${python(elementwiseAffine)}, bias=${python(bias !== null)}`;
  }
}

/**
 * Divides by the root mean square over the last dimensions.
 *
 * Source: Zhang and Sennrich, "Root Mean Square Layer Normalization", NeurIPS 2019.
 */
export class RMSNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly eps: number | null;
  readonly elementwiseAffine: boolean;
  weight: Parameter | null;

  constructor(
    normalizedShape: number | readonly number[],
    options: { eps?: number | null; elementwiseAffine?: boolean } = {},
  ) {
    super();
    const given = withDefaults<{ eps: number | null; elementwiseAffine: boolean }>("RMSNorm", options, {
      eps: null,
      elementwiseAffine: true,
    });
    this.normalizedShape = typeof normalizedShape === "number" ? [normalizedShape] : [...normalizedShape];
    this.eps = given.eps;
    this.elementwiseAffine = given.elementwiseAffine;
    this.weight = given.elementwiseAffine ? new Parameter(ones(this.normalizedShape)) : null;
  }

  forward(input: Tensor): Tensor {
    checkEnd(this, input, this.normalizedShape);
    return F.rmsNorm(input, this.normalizedShape, { weight: this.weight, eps: this.eps });
  }

  override extraRepr(): string {
    const { normalizedShape, eps, elementwiseAffine } = this;
    return `${python(normalizedShape)}, eps=${python(eps)}, elementwise_affine=${python(elementwiseAffine)}`;
  }
}

/**
 * Normalizes groups of channels of each sample.
 *
 * Source: Wu and He, "Group Normalization", ECCV 2018.
 *
 * @example
 * const norm = new nn.GroupNorm(8, 64);
 */
export class GroupNorm extends Module {
  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps: number;
  readonly affine: boolean;
  weight: Parameter | null;
  bias: Parameter | null;

  constructor(
    numGroups: number,
    numChannels: number,
    options: { eps?: number; affine?: boolean; bias?: boolean } = {},
  ) {
    super();
    const given = withDefaults("GroupNorm", options, { eps: 1e-5, affine: true, bias: true });
    this.numGroups = integer("GroupNorm", "numGroups", numGroups);
    this.numChannels = integer("GroupNorm", "numChannels", numChannels);
    if (numChannels % numGroups !== 0)
      throw new RangeError(`GroupNorm: numChannels ${numChannels} must divide by numGroups ${numGroups}`);
    this.eps = given.eps;
    this.affine = given.affine;
    this.weight = given.affine ? new Parameter(ones([numChannels])) : null;
    this.bias = given.affine && given.bias ? new Parameter(zeros([numChannels])) : null;
  }

  forward(input: Tensor): Tensor {
    if (input.shape[1] !== this.numChannels)
      fail(this, `expected ${this.numChannels} channels, got ${input.shape[1]} [${input.shape.join(", ")}]`);
    return F.groupNorm(input, this.numGroups, { weight: this.weight, bias: this.bias, eps: this.eps });
  }

  override extraRepr(): string {
    const { numGroups, numChannels, eps, affine, bias } = this;
    return `${numGroups}, ${numChannels}, eps=${python(eps)}, affine=${python(affine)}, bias=${python(bias !== null)}`;
  }
}

const INSTANCE_DEFAULTS: Required<BatchNormOptions> = {
  eps: 1e-5,
  momentum: 0.1,
  affine: false,
  bias: true,
  trackRunningStats: false,
};

/** Normalizes each channel of each sample by itself. */
abstract class InstanceNorm extends Norm {
  constructor(name: string, numFeatures: number, options: BatchNormOptions) {
    super(numFeatures, withDefaults(name, options, INSTANCE_DEFAULTS));
  }

  protected normalize(input: Tensor, batched: number): Tensor {
    const rank = input.shape.length;
    if (rank !== batched && rank !== batched - 1)
      fail(this, `expected ${batched - 1} or ${batched} dimensions, got ${rank} [${input.shape.join(", ")}]`);
    const channels = input.shape[rank === batched ? 1 : 0];
    if (channels !== this.numFeatures)
      fail(this, `expected ${this.numFeatures} channels, got ${channels} [${input.shape.join(", ")}]`);
    if (rank === batched - 1) return this.#run(input.unsqueeze(0)).squeeze(0);
    return this.#run(input);
  }

  #run(input: Tensor): Tensor {
    return F.instanceNorm(input, {
      runningMean: this.runningMean,
      runningVar: this.runningVar,
      weight: this.weight,
      bias: this.bias,
      useInputStats: this.training || !this.trackRunningStats,
      momentum: this.momentum ?? 0,
      eps: this.eps,
    });
  }
}

/**
 * Instance normalization of [N, C, H, W] or [C, H, W] images.
 *
 * Source: Ulyanov, Vedaldi and Lempitsky, "Instance Normalization", 2016.
 */
export class InstanceNorm2d extends InstanceNorm {
  constructor(numFeatures: number, options: BatchNormOptions = {}) {
    super("InstanceNorm2d", numFeatures, options);
  }

  forward(input: Tensor): Tensor {
    return this.normalize(input, 4);
  }
}

/** Instance normalization of [N, C, L] or [C, L] sequences. */
export class InstanceNorm1d extends InstanceNorm {
  constructor(numFeatures: number, options: BatchNormOptions = {}) {
    super("InstanceNorm1d", numFeatures, options);
  }

  forward(input: Tensor): Tensor {
    return this.normalize(input, 3);
  }
}

/**
 * Divides by the energy of `size` neighbouring channels.
 *
 * Source: Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep CNNs", 2012.
 */
export class LocalResponseNorm extends Module {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;

  constructor(size: number, options: { alpha?: number; beta?: number; k?: number } = {}) {
    super();
    const given = withDefaults("LocalResponseNorm", options, { alpha: 1e-4, beta: 0.75, k: 1 });
    this.size = integer("LocalResponseNorm", "size", size);
    this.alpha = given.alpha;
    this.beta = given.beta;
    this.k = given.k;
  }

  forward(input: Tensor): Tensor {
    return F.localResponseNorm(input, this.size, { alpha: this.alpha, beta: this.beta, k: this.k });
  }

  override extraRepr(): string {
    return `${this.size}, alpha=${float(this.alpha)}, beta=${float(this.beta)}, k=${float(this.k)}`;
  }
}

function checkEnd(layer: Module, input: Tensor, shape: readonly number[]): void {
  const end = input.shape.slice(-shape.length);
  if (end.join() !== shape.join())
    fail(layer, `expected an input that ends in [${shape.join(", ")}], got [${input.shape.join(", ")}]`);
}
