import type { Tensor } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import { Module } from "../module/module.ts";
import { float, python } from "../module/repr.ts";
import { type Pair, withDefaults } from "../options.ts";

export type InterpolationMode = "nearest" | "nearest-exact" | "linear" | "bilinear" | "bicubic" | "area";

export interface UpsampleOptions {
  /** [height, width] of the output; or give `scaleFactor`. */
  size?: number | readonly number[] | null;
  scaleFactor?: number | readonly number[] | null;
  mode?: InterpolationMode;
  /** Keep the corners' centres in place, for linear and cubic modes. */
  alignCorners?: boolean | null;
  /** Compute the factor from the rounded size. */
  recomputeScaleFactor?: boolean | null;
}

/**
 * Resizes [N, C, H, W] images or [N, C, L] sequences.
 *
 * @example
 * const up = new nn.Upsample({ scaleFactor: 2, mode: "bilinear" });
 */
export class Upsample extends Module {
  readonly options: Required<UpsampleOptions>;

  constructor(options: UpsampleOptions) {
    super();
    this.options = withDefaults<Required<UpsampleOptions>>("Upsample", options, {
      size: null,
      scaleFactor: null,
      mode: "nearest",
      alignCorners: null,
      recomputeScaleFactor: null,
    });
  }

  forward(input: Tensor): Tensor {
    return F.interpolate(input, this.options);
  }

  override extraRepr(): string {
    const { size, scaleFactor, mode } = this.options;
    const factor = typeof scaleFactor === "number" ? float(scaleFactor) : python(scaleFactor);
    return `${scaleFactor === null ? `size=${python(size)}` : `scale_factor=${factor}`}, mode='${mode}'`;
  }
}

/** Resizes images by repeating pixels. */
export class UpsamplingNearest2d extends Upsample {
  constructor(options: { size?: Pair; scaleFactor?: Pair }) {
    super({ ...options, mode: "nearest" });
  }
}

/** Resizes images by linear interpolation, corners kept in place. */
export class UpsamplingBilinear2d extends Upsample {
  constructor(options: { size?: Pair; scaleFactor?: Pair }) {
    super({ ...options, mode: "bilinear", alignCorners: true });
  }
}

/**
 * [N, C r^2, H, W] -> [N, C, H r, W r].
 *
 * Source: Shi et al., "Real-Time Single Image and Video Super-Resolution", CVPR 2016.
 */
export class PixelShuffle extends Module {
  readonly upscaleFactor: number;

  constructor(upscaleFactor: number) {
    super();
    this.upscaleFactor = upscaleFactor;
  }

  forward(input: Tensor): Tensor {
    return F.pixelShuffle(input, this.upscaleFactor);
  }

  override extraRepr(): string {
    return `upscale_factor=${this.upscaleFactor}`;
  }
}

/** [N, C, H r, W r] -> [N, C r^2, H, W]. */
export class PixelUnshuffle extends Module {
  readonly downscaleFactor: number;

  constructor(downscaleFactor: number) {
    super();
    this.downscaleFactor = downscaleFactor;
  }

  forward(input: Tensor): Tensor {
    return F.pixelUnshuffle(input, this.downscaleFactor);
  }

  override extraRepr(): string {
    return `downscale_factor=${this.downscaleFactor}`;
  }
}

/** Deals the channels of `groups` groups out in turn. Source: Zhang et al., "ShuffleNet", CVPR 2018. */
export class ChannelShuffle extends Module {
  readonly groups: number;

  constructor(groups: number) {
    super();
    this.groups = groups;
  }

  forward(input: Tensor): Tensor {
    return F.channelShuffle(input, this.groups);
  }

  override extraRepr(): string {
    return `groups=${this.groups}`;
  }
}

export interface WindowOptions {
  dilation?: Pair;
  padding?: Pair;
  stride?: Pair;
}

const WINDOW_DEFAULTS: Required<WindowOptions> = { dilation: 1, padding: 0, stride: 1 };

/** Writes each window of an image as a column: [N, C, H, W] -> [N, C kh kw, windows]. */
export class Unfold extends Module {
  readonly kernelSize: Pair;
  readonly options: Required<WindowOptions>;

  constructor(kernelSize: Pair, options: WindowOptions = {}) {
    super();
    this.kernelSize = kernelSize;
    this.options = withDefaults<Required<WindowOptions>>("Unfold", options, WINDOW_DEFAULTS);
  }

  forward(input: Tensor): Tensor {
    return F.unfold(input, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return describeWindows(this.kernelSize, this.options);
  }
}

/** Adds columns up to an image: [N, C kh kw, windows] -> [N, C, H, W]. */
export class Fold extends Module {
  readonly outputSize: Pair;
  readonly kernelSize: Pair;
  readonly options: Required<WindowOptions>;

  constructor(outputSize: Pair, kernelSize: Pair, options: WindowOptions = {}) {
    super();
    this.outputSize = outputSize;
    this.kernelSize = kernelSize;
    this.options = withDefaults<Required<WindowOptions>>("Fold", options, WINDOW_DEFAULTS);
  }

  forward(input: Tensor): Tensor {
    return F.fold(input, this.outputSize, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return `output_size=${python(this.outputSize)}, ${describeWindows(this.kernelSize, this.options)}`;
  }
}

function describeWindows(kernelSize: Pair, { dilation, padding, stride }: Required<WindowOptions>): string {
  return `kernel_size=${python(kernelSize)}, dilation=${python(dilation)}, padding=${python(padding)}, stride=${python(stride)}`;
}
