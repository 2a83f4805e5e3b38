import { Module } from "../../nn/module/module.ts";
import { fullLike, maximum, minimum, noGrad, type Tensor, tensor, where } from "../../tensor/index.ts";
import { type QParams, qparamsOf } from "./qparams.ts";
import { type QScheme, type Quantizer, type QuantizerOptions, quantizerOf } from "./scheme.ts";

/**
 * Base class of the observers: modules that return their input as it is and remember its range.
 *
 * @example
 * const observer = new MinMaxObserver({ dtype: "qint8", qscheme: "perTensorSymmetric" });
 * observer.forward(tensor([-1, 0.5, 2.54]));
 * observer.calculateQParams().scale.item().toFixed(4); // "0.0199"
 */
export abstract class Observer extends Module {
  static override readonly stateKeys: Readonly<Record<string, string>> = { minVal: "min_val", maxVal: "max_val" };

  readonly quantizer: Quantizer;
  /** Smallest and largest value, or one of each a channel; inf and -inf before anything was seen. */
  declare minVal: Tensor;
  declare maxVal: Tensor;

  constructor(owner: string, options: QuantizerOptions, schemes: readonly QScheme[]) {
    super();
    this.quantizer = quantizerOf(owner, options, schemes);
    this.resetMinMaxVals();
  }

  /** The dimension of the channels; null where all values share one scale. */
  get channelAxis(): number | null {
    return null;
  }

  forward(x: Tensor): Tensor {
    if (x.numel() > 0) noGrad(() => this.observe(x.detach()));
    return x;
  }

  protected abstract observe(x: Tensor): void;

  /** Scale and zero point for what was observed. */
  calculateQParams(): QParams {
    return qparamsOf(this.minVal, this.maxVal, this.quantizer);
  }

  /** Forgets what was observed. */
  resetMinMaxVals(): void {
    this.registerBuffer("minVal", tensor(Infinity));
    this.registerBuffer("maxVal", tensor(-Infinity));
  }

  override extraRepr(): string {
    return `dtype=${this.quantizer.dtype}, qscheme=${this.quantizer.qscheme}`;
  }
}

const PER_TENSOR: readonly QScheme[] = ["perTensorAffine", "perTensorSymmetric"];
const PER_CHANNEL: readonly QScheme[] = ["perChannelAffine", "perChannelSymmetric"];

/** Remembers the smallest and largest value ever seen: exact for weights, spoiled by one outlier in activations. */
export class MinMaxObserver extends Observer {
  constructor(options: QuantizerOptions = {}) {
    super("MinMaxObserver", options, PER_TENSOR);
  }

  protected observe(x: Tensor): void {
    this.minVal.copy_(minimum(this.minVal, x.amin()));
    this.maxVal.copy_(maximum(this.maxVal, x.amax()));
  }
}

export interface MovingAverageOptions extends QuantizerOptions {
  /** Weight of the newest batch (0.01). */
  averagingConstant?: number;
}

/** Remembers the moving average of each batch's range, for training. */
export class MovingAverageMinMaxObserver extends Observer {
  readonly averagingConstant: number;

  constructor({ averagingConstant = 0.01, ...options }: MovingAverageOptions = {}) {
    super("MovingAverageMinMaxObserver", options, PER_TENSOR);
    this.averagingConstant = averagingConstant;
  }

  protected observe(x: Tensor): void {
    this.minVal.copy_(averaged(this.minVal, x.amin(), this.averagingConstant));
    this.maxVal.copy_(averaged(this.maxVal, x.amax(), this.averagingConstant));
  }
}

export interface PerChannelOptions extends QuantizerOptions {
  /** The dimension of the channels (0, a weight's outputs). */
  chAxis?: number;
}

/** Remembers the range of each channel. */
abstract class PerChannel extends Observer {
  readonly chAxis: number;

  constructor(owner: string, { chAxis = 0, ...options }: PerChannelOptions) {
    super(owner, options, PER_CHANNEL);
    this.chAxis = chAxis;
  }

  override get channelAxis(): number {
    return this.chAxis;
  }

  protected abstract combine(low: Tensor, high: Tensor): void;

  protected observe(x: Tensor): void {
    const rows = x.movedim(this.chAxis, 0).reshape([x.shape[this.chAxis]!, -1]);
    const [low, high] = [rows.amin(1), rows.amax(1)];
    if (this.minVal.ndim === 0) {
      this.registerBuffer("minVal", fullLike(low, Infinity));
      this.registerBuffer("maxVal", fullLike(high, -Infinity));
    }
    this.combine(low, high);
  }
}

/** Remembers the smallest and largest value of each channel: for weights. */
export class PerChannelMinMaxObserver extends PerChannel {
  constructor(options: PerChannelOptions = {}) {
    super("PerChannelMinMaxObserver", options);
  }

  protected combine(low: Tensor, high: Tensor): void {
    this.minVal.copy_(minimum(this.minVal, low));
    this.maxVal.copy_(maximum(this.maxVal, high));
  }
}

/** Remembers the moving average of each channel's range: for weights in training. */
export class MovingAveragePerChannelMinMaxObserver extends PerChannel {
  readonly averagingConstant: number;

  constructor({ averagingConstant = 0.01, ...options }: PerChannelOptions & MovingAverageOptions = {}) {
    super("MovingAveragePerChannelMinMaxObserver", options);
    this.averagingConstant = averagingConstant;
  }

  protected combine(low: Tensor, high: Tensor): void {
    this.minVal.copy_(averaged(this.minVal, low, this.averagingConstant));
    this.maxVal.copy_(averaged(this.maxVal, high, this.averagingConstant));
  }
}

function averaged(old: Tensor, now: Tensor, weight: number): Tensor {
  return where(old.isfinite(), old.add(now.sub(old).mul(weight)), now);
}
