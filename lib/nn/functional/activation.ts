import { defaultGenerator, type Generator } from "../../random/index.ts";
import { noGrad, ones, rand, type Tensor } from "../../tensor/index.ts";
import { fromValues, record, tracks } from "../../tensor/internal.ts";
import { dimensionOf, withDefaults } from "../options.ts";

/** One node for a function made of several kernels: less to keep for backward, and fewer kernels in it. */
function fused(
  name: string,
  x: Tensor,
  forward: (x: Tensor) => Tensor,
  gradient: (g: Tensor, x: Tensor) => Tensor,
): Tensor {
  const out = noGrad(() => forward(x));
  return tracks(x) ? record(`${name}Backward0`, out, [x], [x], (g, [saved]) => [gradient(g, saved!)]) : out;
}

/** 1 where true, 0 elsewhere, to be multiplied with. */
function indicator(condition: Tensor): Tensor {
  return condition.float();
}

/** max(0, x). */
export function relu(x: Tensor): Tensor {
  return x.relu();
}

/** 1 / (1 + e^-x). */
export function sigmoid(x: Tensor): Tensor {
  return x.sigmoid();
}

export function tanh(x: Tensor): Tensor {
  return x.tanh();
}

/** min(max(0, x), 6). */
export function relu6(x: Tensor): Tensor {
  return hardtanh(x, { minVal: 0, maxVal: 6 });
}

/** x kept within [minVal, maxVal] (-1, 1). */
export function hardtanh(x: Tensor, options: { minVal?: number; maxVal?: number } = {}): Tensor {
  const { minVal, maxVal } = withDefaults("hardtanh", options, { minVal: -1, maxVal: 1 });
  return fused(
    "Hardtanh",
    x,
    (x) => x.clamp(minVal, maxVal),
    (g, x) => g.mul(indicator(x.gt(minVal).logicalAnd(x.lt(maxVal)))),
  );
}

/** x where positive, else negativeSlope (0.01) x. */
export function leakyRelu(x: Tensor, options: { negativeSlope?: number } = {}): Tensor {
  const { negativeSlope } = withDefaults("leakyRelu", options, { negativeSlope: 0.01 });
  const slope = (x: Tensor) =>
    indicator(x.gt(0))
      .mul(1 - negativeSlope)
      .add(negativeSlope);
  return fused(
    "LeakyRelu",
    x,
    (x) => x.mul(slope(x)),
    (g, x) => g.mul(slope(x)),
  );
}

/** x where positive, else alpha (e^x - 1). */
export function elu(x: Tensor, options: { alpha?: number } = {}): Tensor {
  const { alpha } = withDefaults("elu", options, { alpha: 1 });
  return exponentialUnit(x, alpha, 1, 1);
}

/** x where positive, else alpha (e^(x / alpha) - 1). */
export function celu(x: Tensor, options: { alpha?: number } = {}): Tensor {
  const { alpha } = withDefaults("celu", options, { alpha: 1 });
  return exponentialUnit(x, alpha, 1, 1 / alpha);
}

/** Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017. */
export function selu(x: Tensor): Tensor {
  return exponentialUnit(x, 1.6732632423543772, 1.0507009873554805, 1);
}

/** scale x where positive, else scale alpha (e^(inner x) - 1). */
function exponentialUnit(x: Tensor, alpha: number, scale: number, inner: number): Tensor {
  return fused(
    "Elu",
    x,
    (x) => x.clamp(0).add(x.clamp(null, 0).mul(inner).expm1().mul(alpha)).mul(scale),
    (g, x) => {
      const positive = indicator(x.gt(0));
      const slope = x
        .clamp(null, 0)
        .mul(inner)
        .exp()
        .mul(positive.rsub(1))
        .mul(alpha * inner)
        .add(positive);
      return g.mul(slope).mul(scale);
    },
  );
}

const ROOT_HALF = Math.SQRT1_2;
const ROOT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/**
 * x times the normal distribution's cumulative function, exact or by tanh.
 *
 * Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.
 */
export function gelu(x: Tensor, options: { approximate?: "none" | "tanh" } = {}): Tensor {
  const { approximate } = withDefaults<{ approximate: "none" | "tanh" }>("gelu", options, { approximate: "none" });
  if (approximate === "tanh") {
    const inner = (x: Tensor) => x.mul(x).mul(CUBIC).add(1).mul(x).mul(ROOT_TWO_OVER_PI).tanh();
    return fused(
      "Gelu",
      x,
      (x) => inner(x).add(1).mul(x).mul(0.5),
      (g, x) => {
        const t = inner(x);
        const slope = x
          .mul(x)
          .mul(3 * CUBIC)
          .add(1)
          .mul(ROOT_TWO_OVER_PI);
        return g.mul(t.add(1).add(t.mul(t).rsub(1).mul(slope).mul(x)).mul(0.5));
      },
    );
  }
  const cumulative = (x: Tensor) => x.mul(ROOT_HALF).erf().add(1).mul(0.5);
  return fused(
    "Gelu",
    x,
    (x) => x.mul(cumulative(x)),
    (g, x) =>
      g.mul(
        cumulative(x).add(
          x
            .mul(x)
            .mul(-0.5)
            .exp()
            .mul(x)
            .mul(ROOT_TWO_OVER_PI / 2),
        ),
      ),
  );
}

/** x sigmoid(x). */
export function silu(x: Tensor): Tensor {
  return fused(
    "Silu",
    x,
    (x) => x.mul(x.sigmoid()),
    (g, x) => {
      const s = x.sigmoid();
      return g.mul(s.rsub(1).mul(x).add(1).mul(s));
    },
  );
}

/** x tanh(log(1 + e^x)). Source: Misra, "Mish", 2019. */
export function mish(x: Tensor): Tensor {
  return fused(
    "Mish",
    x,
    (x) => x.mul(softplusRaw(x).tanh()),
    (g, x) => {
      const t = softplusRaw(x).tanh();
      return g.mul(t.add(t.mul(t).rsub(1).mul(x.sigmoid()).mul(x)));
    },
  );
}

/** log(1 + e^x) without overflow. */
function softplusRaw(x: Tensor): Tensor {
  return x.clamp(0).add(x.abs().neg().exp().log1p());
}

/** relu6(x + 3) / 6. */
export function hardsigmoid(x: Tensor): Tensor {
  return fused(
    "Hardsigmoid",
    x,
    (x) => x.add(3).clamp(0, 6).div(6),
    (g, x) => g.mul(indicator(x.gt(-3).logicalAnd(x.lt(3))).div(6)),
  );
}

/** x relu6(x + 3) / 6. */
export function hardswish(x: Tensor): Tensor {
  return fused(
    "Hardswish",
    x,
    (x) => x.add(3).clamp(0, 6).mul(x).div(6),
    (g, x) =>
      g.mul(
        x
          .div(3)
          .add(0.5)
          .mul(indicator(x.gt(-3).logicalAnd(x.lt(3))))
          .add(indicator(x.ge(3))),
      ),
  );
}

/** log(1 / (1 + e^-x)). */
export function logsigmoid(x: Tensor): Tensor {
  return fused(
    "LogSigmoid",
    x,
    (x) => softplusRaw(x.neg()).neg(),
    (g, x) => g.mul(x.neg().sigmoid()),
  );
}

/** log(1 + e^(beta x)) / beta, and x itself where beta x is above `threshold`. */
export function softplus(x: Tensor, options: { beta?: number; threshold?: number } = {}): Tensor {
  const { beta, threshold } = withDefaults("softplus", options, { beta: 1, threshold: 20 });
  return fused(
    "Softplus",
    x,
    (x) => x.where(x.mul(beta).gt(threshold), softplusRaw(x.mul(beta)).div(beta)),
    (g, x) => g.where(x.mul(beta).gt(threshold), g.mul(x.mul(beta).sigmoid())),
  );
}

/** x / (1 + |x|). */
export function softsign(x: Tensor): Tensor {
  return fused(
    "Softsign",
    x,
    (x) => x.div(x.abs().add(1)),
    (g, x) => g.div(x.abs().add(1).pow(2)),
  );
}

/** x - tanh(x). */
export function tanhshrink(x: Tensor): Tensor {
  return fused(
    "Tanhshrink",
    x,
    (x) => x.sub(x.tanh()),
    (g, x) => g.mul(x.tanh().pow(2)),
  );
}

/** x moved towards 0 by lambda (0.5), and 0 within. */
export function softshrink(x: Tensor, options: { lambda?: number } = {}): Tensor {
  const { lambda } = withDefaults("softshrink", options, { lambda: 0.5 });
  return fused(
    "Softshrink",
    x,
    (x) => x.sub(x.clamp(-lambda, lambda)),
    (g, x) => g.mul(indicator(x.abs().gt(lambda))),
  );
}

/** x, but 0 within [-lambda, lambda] (0.5). */
export function hardshrink(x: Tensor, options: { lambda?: number } = {}): Tensor {
  const { lambda } = withDefaults("hardshrink", options, { lambda: 0.5 });
  const kept = (x: Tensor) => indicator(x.abs().gt(lambda));
  return fused(
    "Hardshrink",
    x,
    (x) => x.mul(kept(x)),
    (g, x) => g.mul(kept(x)),
  );
}

/** x where above `threshold`, else `value`. */
export function threshold(x: Tensor, threshold: number, value: number): Tensor {
  return fused(
    "Threshold",
    x,
    (x) => x.where(x.gt(threshold), value),
    (g, x) => g.mul(indicator(x.gt(threshold))),
  );
}

/** x where positive, else a learned slope times x: one slope, or one a channel. */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  const slope = weight.numel() === 1 || x.ndim < 2 ? weight : weight.reshape([-1, ...x.shape.slice(2).map(() => 1)]);
  return x.clamp(0).add(x.clamp(null, 0).mul(slope));
}

/** Leaky ReLU whose slope is drawn for each element while training, and the middle of [lower, upper] in evaluation. */
export function rrelu(
  x: Tensor,
  options: { lower?: number; upper?: number; training?: boolean; generator?: Generator } = {},
): Tensor {
  const { lower = 1 / 8, upper = 1 / 3, training = false, generator = defaultGenerator } = options;
  if (!training) return leakyRelu(x, { negativeSlope: (lower + upper) / 2 });
  const slopes = fromValues(generator.uniform(x.numel(), lower, upper), x.shape, "float32");
  return x.mul(ones([]).where(x.gt(0), slopes));
}

/** The first half of `dim` (-1) times the sigmoid of the second. */
export function glu(x: Tensor, options: { dim?: number } = {}): Tensor {
  const { dim } = withDefaults("glu", options, { dim: -1 });
  const at = dimensionOf("glu", dim, x.ndim);
  const size = x.shape[at]!;
  if (size % 2 !== 0) throw new RangeError(`glu: expected dimension ${dim} to be even, to be halved, got ${size}`);
  return x.narrow(at, 0, size / 2).mul(x.narrow(at, size / 2, size / 2).sigmoid());
}

/** e^x / sum(e^x) along `dim`. */
export function softmax(x: Tensor, dim: number): Tensor {
  return x.softmax(dim);
}

/** The logarithm of softmax along `dim`. */
export function logSoftmax(x: Tensor, dim: number): Tensor {
  return x.logSoftmax(dim);
}

/** Softmax of -x along `dim`. */
export function softmin(x: Tensor, dim: number): Tensor {
  return x.neg().softmax(dim);
}

export interface GumbelOptions {
  /** Temperature (1): the smaller, the closer to one-hot. */
  tau?: number;
  /** Return one-hot values, with the gradient of soft ones (false). */
  hard?: boolean;
  dim?: number;
  generator?: Generator;
}

/**
 * A random sample of categories that can be differentiated, from logits.
 *
 * Source: Jang, Gu and Poole, "Categorical Reparameterization with Gumbel-Softmax", ICLR 2017.
 */
export function gumbelSoftmax(logits: Tensor, options: GumbelOptions = {}): Tensor {
  const { tau, hard, dim, generator } = withDefaults<Required<GumbelOptions>>("gumbelSoftmax", options, {
    tau: 1,
    hard: false,
    dim: -1,
    generator: defaultGenerator,
  });
  const at = dimensionOf("gumbelSoftmax", dim, logits.ndim);
  // rand may be 0, whose logarithm is not finite; 1 - rand is not.
  const noise = rand(logits.shape, { generator }).rsub(1).log().neg().log().neg();
  const soft = logits.add(noise).div(tau).softmax(at);
  if (!hard) return soft;
  const oneHot = soft
    .detach()
    .eq(soft.detach().amax(at, { keepdim: true }))
    .float();
  return oneHot.sub(soft.detach()).add(soft);
}
