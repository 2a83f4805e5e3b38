import type { Tensor } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import { Module } from "../module/module.ts";
import { float, python } from "../module/repr.ts";
import { type Pair, withDefaults } from "../options.ts";

export interface MaxPoolOptions<Size, Indices extends boolean = boolean> {
  /** Step between windows (`kernelSize`). */
  stride?: Size | null;
  /** Rows and columns that are added, and never win. */
  padding?: Size;
  dilation?: Size;
  /** Keep a last window that the input does not fill. */
  ceilMode?: boolean;
  /** Return where the maxima were as well, as [output, indices]. */
  returnIndices?: Indices;
}

/** What a pooling layer returns: with indices where they were asked for. */
type Pooled<Indices extends boolean> = Indices extends true ? [output: Tensor, indices: Tensor] : Tensor;

const MAX_DEFAULTS = { stride: null, padding: 0, dilation: 1, ceilMode: false, returnIndices: false };

/**
 * The maximum of each window of [N, C, H, W] or [C, H, W] images.
 *
 * @example
 * new nn.MaxPool2d(2).forward(images); // [N, C, H / 2, W / 2]
 */
export class MaxPool2d<Indices extends boolean = false> extends Module {
  readonly kernelSize: Pair;
  readonly options: Required<MaxPoolOptions<Pair>>;

  constructor(kernelSize: Pair, options: MaxPoolOptions<Pair, Indices> = {}) {
    super();
    this.kernelSize = kernelSize;
    this.options = withDefaults<Required<MaxPoolOptions<Pair>>>("MaxPool2d", options, MAX_DEFAULTS);
  }

  forward(input: Tensor): Pooled<Indices> {
    const { returnIndices, ...options } = this.options;
    const pool = returnIndices ? F.maxPool2dWithIndices : F.maxPool2d;
    return pool(input, this.kernelSize, options) as Pooled<Indices>;
  }

  override extraRepr(): string {
    return describeMax(this.kernelSize, this.options);
  }
}

/** The maximum of each window of [N, C, L] or [C, L] sequences. */
export class MaxPool1d<Indices extends boolean = false> extends Module {
  readonly kernelSize: number;
  readonly options: Required<MaxPoolOptions<number>>;

  constructor(kernelSize: number, options: MaxPoolOptions<number, Indices> = {}) {
    super();
    this.kernelSize = kernelSize;
    this.options = withDefaults<Required<MaxPoolOptions<number>>>("MaxPool1d", options, MAX_DEFAULTS);
  }

  forward(input: Tensor): Pooled<Indices> {
    const { returnIndices, ...options } = this.options;
    const pool = returnIndices ? F.maxPool1dWithIndices : F.maxPool1d;
    return pool(input, this.kernelSize, options) as Pooled<Indices>;
  }

  override extraRepr(): string {
    return describeMax(this.kernelSize, this.options);
  }
}

function describeMax(
  kernelSize: Pair,
  options: Required<MaxPoolOptions<number>> | Required<MaxPoolOptions<Pair>>,
): string {
  const { stride, padding, dilation, ceilMode } = options;
  return (
    `kernel_size=${python(kernelSize)}, stride=${python(stride ?? kernelSize)}, padding=${python(padding)}, ` +
    `dilation=${python(dilation)}, ceil_mode=${python(ceilMode)}`
  );
}

/** Puts values back where a MaxPool2d with returnIndices took them from, and 0 elsewhere. */
export class MaxUnpool2d extends Module {
  readonly kernelSize: Pair;
  readonly options: { stride: Pair | null; padding: Pair };

  constructor(kernelSize: Pair, options: { stride?: Pair | null; padding?: Pair } = {}) {
    super();
    this.kernelSize = kernelSize;
    this.options = withDefaults<{ stride: Pair | null; padding: Pair }>("MaxUnpool2d", options, {
      stride: null,
      padding: 0,
    });
  }

  forward(input: Tensor, indices: Tensor, options: { outputSize?: readonly number[] } = {}): Tensor {
    return F.maxUnpool2d(input, indices, this.kernelSize, { ...this.options, ...options });
  }

  override extraRepr(): string {
    const { stride, padding } = this.options;
    return `kernel_size=${python(this.kernelSize)}, stride=${python(stride ?? this.kernelSize)}, padding=${python(padding)}`;
  }
}

export interface AvgPool2dOptions {
  /** Step between windows (`kernelSize`). */
  stride?: Pair | null;
  padding?: Pair;
  ceilMode?: boolean;
  /** Count the padded zeros in the mean (true). */
  countIncludePad?: boolean;
  /** Divide by this number instead of the window's size. */
  divisorOverride?: number | null;
}

/**
 * The mean of each window of [N, C, H, W] or [C, H, W] images.
 *
 * @example
 * new nn.AvgPool2d(2).forward(images); // [N, C, H / 2, W / 2]
 */
export class AvgPool2d extends Module {
  readonly kernelSize: Pair;
  readonly options: Required<AvgPool2dOptions>;

  constructor(kernelSize: Pair, options: AvgPool2dOptions = {}) {
    super();
    this.kernelSize = kernelSize;
    this.options = withDefaults<Required<AvgPool2dOptions>>("AvgPool2d", options, {
      stride: null,
      padding: 0,
      ceilMode: false,
      countIncludePad: true,
      divisorOverride: null,
    });
  }

  forward(input: Tensor): Tensor {
    return F.avgPool2d(input, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    const { stride, padding } = this.options;
    return `kernel_size=${python(this.kernelSize)}, stride=${python(stride ?? this.kernelSize)}, padding=${python(padding)}`;
  }
}

export interface AvgPool1dOptions {
  stride?: number | null;
  padding?: number;
  ceilMode?: boolean;
  countIncludePad?: boolean;
}

/** The mean of each window of [N, C, L] or [C, L] sequences. */
export class AvgPool1d extends Module {
  readonly kernelSize: number;
  readonly options: Required<AvgPool1dOptions>;

  constructor(kernelSize: number, options: AvgPool1dOptions = {}) {
    super();
    this.kernelSize = kernelSize;
    this.options = withDefaults<Required<AvgPool1dOptions>>("AvgPool1d", options, {
      stride: null,
      padding: 0,
      ceilMode: false,
      countIncludePad: true,
    });
  }

  forward(input: Tensor): Tensor {
    return F.avgPool1d(input, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    const { stride, padding } = this.options;
    return `kernel_size=(${this.kernelSize},), stride=(${stride ?? this.kernelSize},), padding=(${padding},)`;
  }
}

/** [height, width] of the output; null keeps the input's. */
export type AdaptiveSize = number | readonly [number | null, number | null];

/**
 * Means over windows chosen so that the output has a given size, whatever the input's.
 *
 * @example
 * new nn.AdaptiveAvgPool2d(1).forward(features); // [N, C, H, W] -> [N, C, 1, 1]
 */
export class AdaptiveAvgPool2d extends Module {
  readonly outputSize: AdaptiveSize;

  constructor(outputSize: AdaptiveSize) {
    super();
    this.outputSize = outputSize;
  }

  forward(input: Tensor): Tensor {
    return F.adaptiveAvgPool2d(input, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${python(this.outputSize)}`;
  }
}

/** Means over windows of [N, C, L] or [C, L] sequences, `outputSize` of them. */
export class AdaptiveAvgPool1d extends Module {
  readonly outputSize: number;

  constructor(outputSize: number) {
    super();
    this.outputSize = outputSize;
  }

  forward(input: Tensor): Tensor {
    return F.adaptiveAvgPool1d(input, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${this.outputSize}`;
  }
}

/** Maxima over windows chosen so that the output has a given size. */
export class AdaptiveMaxPool2d<Indices extends boolean = false> extends Module {
  readonly outputSize: AdaptiveSize;
  readonly returnIndices: boolean;

  constructor(outputSize: AdaptiveSize, options: { returnIndices?: Indices } = {}) {
    super();
    this.outputSize = outputSize;
    this.returnIndices = withDefaults<{ returnIndices: boolean }>("AdaptiveMaxPool2d", options, {
      returnIndices: false,
    }).returnIndices;
  }

  forward(input: Tensor): Pooled<Indices> {
    const pool = this.returnIndices ? F.adaptiveMaxPool2dWithIndices : F.adaptiveMaxPool2d;
    return pool(input, this.outputSize) as Pooled<Indices>;
  }

  override extraRepr(): string {
    return `output_size=${python(this.outputSize)}`;
  }
}

/** Maxima over windows of [N, C, L] or [C, L] sequences, `outputSize` of them. */
export class AdaptiveMaxPool1d extends Module {
  readonly outputSize: number;

  constructor(outputSize: number) {
    super();
    this.outputSize = outputSize;
  }

  forward(input: Tensor): Tensor {
    return F.adaptiveMaxPool1d(input, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${this.outputSize}`;
  }
}

/** The p-norm of each window: the sum for p = 1, near the maximum for large p. */
export class LPPool2d extends Module {
  readonly normType: number;
  readonly kernelSize: Pair;
  readonly options: { stride: Pair | null; ceilMode: boolean };

  constructor(normType: number, kernelSize: Pair, options: { stride?: Pair | null; ceilMode?: boolean } = {}) {
    super();
    this.normType = normType;
    this.kernelSize = kernelSize;
    this.options = withDefaults<{ stride: Pair | null; ceilMode: boolean }>("LPPool2d", options, {
      stride: null,
      ceilMode: false,
    });
  }

  forward(input: Tensor): Tensor {
    return F.lpPool2d(input, this.normType, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    const { stride, ceilMode } = this.options;
    return `norm_type=${float(this.normType)}, kernel_size=${python(this.kernelSize)}, stride=${python(stride)}, ceil_mode=${python(ceilMode)}`;
  }
}
