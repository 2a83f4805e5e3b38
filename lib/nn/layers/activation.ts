import { full, type Tensor } from "../../tensor/index.ts";
import * as F from "../functional/index.ts";
import { fail } from "../module/context.ts";
import { Module } from "../module/module.ts";
import { float, python } from "../module/repr.ts";
import { integer, oneOf, withDefaults } from "../options.ts";
import { Parameter } from "../parameter.ts";

type Function1 = (input: Tensor) => Tensor;

/** A layer for a function of one tensor that has nothing to set. */
function plain(apply: Function1) {
  return class extends Module {
    forward(input: Tensor): Tensor {
      return apply(input);
    }
  };
}

/** max(0, x). */
export class ReLU extends plain(F.relu) {
  constructor(options: { inplace?: boolean } = {}) {
    super();
    // Accepted so that ported models run; results are the same, and memory is the engine's business.
    withDefaults("ReLU", options, { inplace: false });
  }
}
/** min(max(0, x), 6). */
export class ReLU6 extends plain(F.relu6) {}
/** Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017. */
export class SELU extends plain(F.selu) {}
/** x sigmoid(x), also known as swish. */
export class SiLU extends plain(F.silu) {}
/** x tanh(softplus(x)). */
export class Mish extends plain(F.mish) {}
/** x relu6(x + 3) / 6. Source: Howard et al., "Searching for MobileNetV3", 2019. */
export class Hardswish extends plain(F.hardswish) {}
/** relu6(x + 3) / 6. */
export class Hardsigmoid extends plain(F.hardsigmoid) {}
export class Sigmoid extends plain(F.sigmoid) {}
export class Tanh extends plain(F.tanh) {}
export class LogSigmoid extends plain(F.logsigmoid) {}
/** x / (1 + |x|). */
export class Softsign extends plain(F.softsign) {}
/** x - tanh(x). */
export class Tanhshrink extends plain(F.tanhshrink) {}

/** x where positive, else alpha (e^x - 1). */
export class ELU extends Module {
  readonly alpha: number;

  constructor(options: { alpha?: number } = {}) {
    super();
    this.alpha = withDefaults("ELU", options, { alpha: 1 }).alpha;
  }

  forward(input: Tensor): Tensor {
    return F.elu(input, { alpha: this.alpha });
  }

  override extraRepr(): string {
    return `alpha=${float(this.alpha)}`;
  }
}

/** x where positive, else alpha (e^(x / alpha) - 1). */
export class CELU extends Module {
  readonly alpha: number;

  constructor(options: { alpha?: number } = {}) {
    super();
    this.alpha = withDefaults("CELU", options, { alpha: 1 }).alpha;
  }

  forward(input: Tensor): Tensor {
    return F.celu(input, { alpha: this.alpha });
  }

  override extraRepr(): string {
    return `alpha=${float(this.alpha)}`;
  }
}

/** x times the normal distribution's cumulative function, exact or by tanh. */
export class GELU extends Module {
  readonly approximate: "none" | "tanh";

  constructor(options: { approximate?: "none" | "tanh" } = {}) {
    super();
    const { approximate } = withDefaults<{ approximate: "none" | "tanh" }>("GELU", options, { approximate: "none" });
    this.approximate = oneOf("GELU", "approximate", approximate, ["none", "tanh"]);
  }

  forward(input: Tensor): Tensor {
    return F.gelu(input, { approximate: this.approximate });
  }

  override extraRepr(): string {
    return `approximate='${this.approximate}'`;
  }
}

/** x kept within [minVal, maxVal]. */
export class Hardtanh extends Module {
  readonly minVal: number;
  readonly maxVal: number;

  constructor(options: { minVal?: number; maxVal?: number } = {}) {
    super();
    const { minVal, maxVal } = withDefaults("Hardtanh", options, { minVal: -1, maxVal: 1 });
    if (!(minVal < maxVal)) throw new RangeError(`Hardtanh: expected minVal < maxVal, got ${minVal} and ${maxVal}`);
    this.minVal = minVal;
    this.maxVal = maxVal;
  }

  forward(input: Tensor): Tensor {
    return F.hardtanh(input, { minVal: this.minVal, maxVal: this.maxVal });
  }

  override extraRepr(): string {
    return `min_val=${float(this.minVal)}, max_val=${float(this.maxVal)}`;
  }
}

/** x where positive, else negativeSlope (0.01) x. */
export class LeakyReLU extends Module {
  readonly negativeSlope: number;

  constructor(negativeSlope = 0.01) {
    super();
    this.negativeSlope = negativeSlope;
  }

  forward(input: Tensor): Tensor {
    return F.leakyRelu(input, { negativeSlope: this.negativeSlope });
  }

  override extraRepr(): string {
    return `negative_slope=${float(this.negativeSlope)}`;
  }
}

/** Leaky ReLU whose slope is drawn for each element while training, and the middle of [lower, upper] in evaluation. */
export class RReLU extends Module {
  readonly lower: number;
  readonly upper: number;

  constructor(options: { lower?: number; upper?: number } = {}) {
    super();
    const { lower, upper } = withDefaults("RReLU", options, { lower: 1 / 8, upper: 1 / 3 });
    this.lower = lower;
    this.upper = upper;
  }

  forward(input: Tensor): Tensor {
    return F.rrelu(input, { lower: this.lower, upper: this.upper, training: this.training });
  }

  override extraRepr(): string {
    return `lower=${float(this.lower)}, upper=${float(this.upper)}`;
  }
}

/** x where positive, else a learned slope times x: one slope, or one a channel. */
export class PReLU extends Module {
  readonly numParameters: number;
  weight: Parameter;

  constructor(options: { numParameters?: number; init?: number } = {}) {
    super();
    const { numParameters, init } = withDefaults("PReLU", options, { numParameters: 1, init: 0.25 });
    this.numParameters = integer("PReLU", "numParameters", numParameters);
    this.weight = new Parameter(full([numParameters], init));
  }

  forward(input: Tensor): Tensor {
    const channels = input.shape[1] ?? 1;
    if (this.numParameters !== 1 && this.numParameters !== channels)
      fail(this, `expected ${this.numParameters} channels, got ${channels} [${input.shape.join(", ")}]`);
    return F.prelu(input, this.weight);
  }

  override extraRepr(): string {
    return `num_parameters=${this.numParameters}`;
  }
}

/** log(1 + e^(beta x)) / beta, and x itself where beta x is above `threshold`. */
export class Softplus extends Module {
  readonly beta: number;
  readonly threshold: number;

  constructor(options: { beta?: number; threshold?: number } = {}) {
    super();
    const { beta, threshold } = withDefaults("Softplus", options, { beta: 1, threshold: 20 });
    this.beta = beta;
    this.threshold = threshold;
  }

  forward(input: Tensor): Tensor {
    return F.softplus(input, { beta: this.beta, threshold: this.threshold });
  }

  override extraRepr(): string {
    return `beta=${float(this.beta)}, threshold=${float(this.threshold)}`;
  }
}

/** x moved towards 0 by lambda (0.5), and 0 within. */
export class Softshrink extends Module {
  readonly lambda: number;

  constructor(lambda = 0.5) {
    super();
    this.lambda = lambda;
  }

  forward(input: Tensor): Tensor {
    return F.softshrink(input, { lambda: this.lambda });
  }

  override extraRepr(): string {
    return float(this.lambda);
  }
}

/** x, but 0 within [-lambda, lambda] (0.5). */
export class Hardshrink extends Module {
  readonly lambda: number;

  constructor(lambda = 0.5) {
    super();
    this.lambda = lambda;
  }

  forward(input: Tensor): Tensor {
    return F.hardshrink(input, { lambda: this.lambda });
  }

  override extraRepr(): string {
    return float(this.lambda);
  }
}

/** x where above `threshold`, else `value`. */
export class Threshold extends Module {
  readonly threshold: number;
  readonly value: number;

  constructor(threshold: number, value: number) {
    super();
    this.threshold = threshold;
    this.value = value;
  }

  forward(input: Tensor): Tensor {
    return F.threshold(input, this.threshold, this.value);
  }

  override extraRepr(): string {
    return `threshold=${python(this.threshold)}, value=${python(this.value)}`;
  }
}

/** A layer for a function along one dimension. */
abstract class AlongDim extends Module {
  readonly dim: number;

  constructor(name: string, options: { dim?: number } | number) {
    super();
    const dim = typeof options === "number" ? options : options.dim;
    if (!Number.isInteger(dim))
      throw new TypeError(`${name}: say along which dimension, as new nn.${name}({ dim: 1 }) for [N, C] logits`);
    this.dim = dim as number;
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/**
 * e^x / sum(e^x) along `dim`.
 *
 * @example
 * new nn.Softmax({ dim: 1 }).forward(logits);
 */
export class Softmax extends AlongDim {
  constructor(options: { dim: number } | number) {
    super("Softmax", options);
  }

  forward(input: Tensor): Tensor {
    return F.softmax(input, this.dim);
  }
}

/** The logarithm of softmax along `dim`. */
export class LogSoftmax extends AlongDim {
  constructor(options: { dim: number } | number) {
    super("LogSoftmax", options);
  }

  forward(input: Tensor): Tensor {
    return F.logSoftmax(input, this.dim);
  }
}

/** Softmax of -x along `dim`. */
export class Softmin extends AlongDim {
  constructor(options: { dim: number } | number) {
    super("Softmin", options);
  }

  forward(input: Tensor): Tensor {
    return F.softmin(input, this.dim);
  }
}

/** The first half of `dim` (-1) times the sigmoid of the second. */
export class GLU extends AlongDim {
  constructor(options: { dim?: number } = {}) {
    super("GLU", { dim: options.dim ?? -1 });
  }

  forward(input: Tensor): Tensor {
    return F.glu(input, { dim: this.dim });
  }
}

/** Softmax over the channels of [N, C, H, W] or [C, H, W]. */
export class Softmax2d extends Module {
  forward(input: Tensor): Tensor {
    if (input.shape.length !== 3 && input.shape.length !== 4)
      fail(this, `expected a [N, C, H, W] tensor, got [${input.shape.join(", ")}]`);
    return F.softmax(input, -3);
  }
}
