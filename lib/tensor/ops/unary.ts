import { mode } from "../autograd/mode.ts";
import { record, tracks } from "../autograd/record.ts";
import type { DType } from "../dtype.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import { runBinary, runUnary, sameArrangement } from "./elementwise.ts";

/** d output / d input times the gradient; `x` and `y` are input and output, whichever the rule asked to save. */
type Rule = { input: (g: Tensor, x: Tensor) => Tensor } | { output: (g: Tensor, y: Tensor) => Tensor } | { zero: true };

/** Makes a differentiable function of one kernel; integers and booleans become float32. */
function unary(name: string, kernel: string, rule: Rule, attrs?: object): (x: Tensor) => Tensor {
  const backward = `${name}Backward0`;
  return (x) => {
    const out = runUnary(kernel, x, "float32", attrs);
    if (!tracks(x)) return out;
    if ("input" in rule) return record(backward, out, [x], [x], (g, [saved]) => [rule.input(g, saved!)]);
    if ("output" in rule) return record(backward, out, [x], [out], (g, [saved]) => [rule.output(g, saved!)]);
    return record(backward, out, [x], [], (g) => [g.mul(0)]);
  };
}

/** `e ** x`. */
export const exp = unary("Exp", "Exp", { output: (g, y) => g.mul(y) });
/** `e ** x - 1`, precise near 0. */
export const expm1 = unary("Expm1", "Expm1", { output: (g, y) => g.mul(y.add(1)) });
/** The natural logarithm. */
export const log = unary("Log", "Log", { input: (g, x) => g.div(x) });
/** `log(1 + x)`, precise near 0. */
export const log1p = unary("Log1P", "Log1p", { input: (g, x) => g.div(x.add(1)) });
/** The square root. */
export const sqrt = unary("Sqrt", "Sqrt", { output: (g, y) => g.div(y.mul(2)) });
/** `1 / sqrt(x)`. */
export const rsqrt = unary("Rsqrt", "Rsqrt", { output: (g, y) => g.mul(y.pow(3).mul(-0.5)) });
/** `1 / x`. */
export const reciprocal = unary("Reciprocal", "Reciprocal", { output: (g, y) => g.neg().mul(y.mul(y)) });
export const sin = unary("Sin", "Sin", { input: (g, x) => g.mul(cos(x)) });
export const cos = unary("Cos", "Cos", { input: (g, x) => g.mul(sin(x).neg()) });
export const tan = unary("Tan", "Tan", { output: (g, y) => g.mul(y.mul(y).add(1)) });
export const asin = unary("Asin", "Asin", { input: (g, x) => g.mul(rsqrt(x.mul(x).rsub(1))) });
export const acos = unary("Acos", "Acos", { input: (g, x) => g.mul(rsqrt(x.mul(x).rsub(1)).neg()) });
export const atan = unary("Atan", "Atan", { input: (g, x) => g.div(x.mul(x).add(1)) });
export const sinh = unary("Sinh", "Sinh", { input: (g, x) => g.mul(cosh(x)) });
export const cosh = unary("Cosh", "Cosh", { input: (g, x) => g.mul(sinh(x)) });
export const tanh = unary("Tanh", "Tanh", { output: (g, y) => g.mul(y.mul(y).rsub(1)) });
export const asinh = unary("Asinh", "Asinh", { input: (g, x) => g.mul(rsqrt(x.mul(x).add(1))) });
export const acosh = unary("Acosh", "Acosh", { input: (g, x) => g.mul(rsqrt(x.mul(x).sub(1))) });
export const atanh = unary("Atanh", "Atanh", { input: (g, x) => g.div(x.mul(x).rsub(1)) });
/** `1 / (1 + exp(-x))`. */
export const sigmoid = unary("Sigmoid", "Sigmoid", { output: (g, y) => g.mul(y.mul(y.rsub(1))) });
const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
/** The error function. */
export const erf = unary("Erf", "Erf", { input: (g, x) => g.mul(exp(x.mul(x).neg()).mul(TWO_OVER_ROOT_PI)) });

/** Makes a function that keeps integer types, whose gradient `rule` gives. */
function typed(name: string, kernel: string, rule: Rule): (x: Tensor) => Tensor {
  const float = unary(name, kernel, rule);
  return (x) => {
    if (x.dtype === "float32") return float(x);
    const integer: DType = x.dtype === "bool" ? "int32" : x.dtype;
    if (name === "Abs" || name === "Sgn" || name === "Relu") return float(x.float()).to(integer);
    return x;
  };
}

/** The absolute value. */
export const abs = typed("Abs", "Abs", { input: (g, x) => g.mul(sign(x)) });
/** -1, 0 or 1. */
export const sign = typed("Sgn", "Sign", { zero: true });
/** Rounds down. */
export const floor = typed("Floor", "Floor", { zero: true });
/** Rounds up. */
export const ceil = typed("Ceil", "Ceil", { zero: true });
/** Negative values become 0. */
export const relu = typed("Relu", "Relu", {
  // The kernel does not broadcast, as the gradient of a mean would need.
  output: (g, y) => (mode.grad || !sameArrangement(g, y) ? g.mul(y.gt(0)) : runBinary("relu", "ReluGrad", g, y)),
});
const roundToEven = typed("Round", "Round", { zero: true });

/** Rounds to the nearest integer, halves to the even one; or to a number of decimals. */
export function round(x: Tensor, options: { decimals?: number } = {}): Tensor {
  const scale = 10 ** Math.abs(options.decimals ?? 0);
  if (scale === 1 || x.dtype !== "float32") return roundToEven(x);
  return options.decimals! > 0 ? roundToEven(x.mul(scale)).div(scale) : roundToEven(x.div(scale)).mul(scale);
}

/** Rounds toward zero. */
export function trunc(x: Tensor): Tensor {
  return x.dtype === "float32" ? floor(abs(x)).mul(sign(x)) : x;
}

/** What `trunc` cuts off. */
export function frac(x: Tensor): Tensor {
  return x.sub(trunc(x));
}

const LN2 = Math.LN2;
const LN10 = Math.LN10;

/** The logarithm to base 2. */
export function log2(x: Tensor): Tensor {
  return log(x).div(LN2);
}

/** The logarithm to base 10. */
export function log10(x: Tensor): Tensor {
  return log(x).div(LN10);
}

/** `2 ** x`. */
export function exp2(x: Tensor): Tensor {
  return exp(x.mul(LN2));
}

/** 1 minus the error function. */
export function erfc(x: Tensor): Tensor {
  return erf(x).rsub(1);
}

interface UnaryMethods {
  exp(): Tensor;
  /** `e ** x - 1`, precise near 0. */
  expm1(): Tensor;
  exp2(): Tensor;
  /** The natural logarithm. */
  log(): Tensor;
  /** `log(1 + x)`, precise near 0. */
  log1p(): Tensor;
  log2(): Tensor;
  log10(): Tensor;
  sqrt(): Tensor;
  /** `1 / sqrt(x)`. */
  rsqrt(): Tensor;
  /** `1 / x`. */
  reciprocal(): Tensor;
  sin(): Tensor;
  cos(): Tensor;
  tan(): Tensor;
  asin(): Tensor;
  acos(): Tensor;
  atan(): Tensor;
  sinh(): Tensor;
  cosh(): Tensor;
  tanh(): Tensor;
  asinh(): Tensor;
  acosh(): Tensor;
  atanh(): Tensor;
  /** `1 / (1 + exp(-x))`. */
  sigmoid(): Tensor;
  /** The error function. */
  erf(): Tensor;
  erfc(): Tensor;
  /** The absolute value. */
  abs(): Tensor;
  /** -1, 0 or 1. */
  sign(): Tensor;
  floor(): Tensor;
  ceil(): Tensor;
  /** Rounds to the nearest integer, halves to the even one; or to a number of decimals. */
  round(options?: { decimals?: number }): Tensor;
  /** Rounds toward zero. */
  trunc(): Tensor;
  /** What `trunc` cuts off. */
  frac(): Tensor;
  /** Negative values become 0. */
  relu(): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends UnaryMethods {}
}

defineFluent<UnaryMethods>({
  exp,
  expm1,
  exp2,
  log,
  log1p,
  log2,
  log10,
  sqrt,
  rsqrt,
  reciprocal,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  sigmoid,
  erf,
  erfc,
  abs,
  sign,
  floor,
  ceil,
  round,
  trunc,
  frac,
  relu,
});
