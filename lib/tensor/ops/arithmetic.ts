import { record, tracks } from "../autograd/record.ts";
import { type Operand, resultType } from "../promotion.ts";
import { defineFluent, Tensor } from "../tensor.ts";
import { runBinary, runUnary } from "./elementwise.ts";
import { sumTo } from "./sum-to.ts";

/** How much of the second operand `add` and `sub` take. */
export interface AlphaOptions {
  alpha?: number;
}

/** `a + alpha * b`. */
export function add(a: Tensor, b: Operand, options?: AlphaOptions): Tensor {
  if (options?.alpha !== undefined && options.alpha !== 1) b = scaled(b, options.alpha);
  const other = b instanceof Tensor ? b : null;
  if (a.dtype === "bool" && resultType(a, b) === "bool") return runBinary("add", "LogicalOr", a, b);
  const out = runBinary("add", "Add", a, b);
  if (!tracks(a, other)) return out;
  const [left, right] = [a.shape, other?.shape];
  return record("AddBackward0", out, [a, other], [], (g, _, node) => [
    node.needs(0) ? sumTo(g, left) : null,
    node.needs(1) ? sumTo(g, right!) : null,
  ]);
}

/** `a - alpha * b`. */
export function sub(a: Tensor, b: Operand, options?: AlphaOptions): Tensor {
  if (options?.alpha !== undefined && options.alpha !== 1) b = scaled(b, options.alpha);
  if (a.dtype === "bool" && resultType(a, b) === "bool") {
    throw new TypeError("sub: subtraction of bool tensors is not defined. Use logicalXor(), or convert with x.int()");
  }
  const other = b instanceof Tensor ? b : null;
  const out = runBinary("sub", "Sub", a, b);
  if (!tracks(a, other)) return out;
  const [left, right] = [a.shape, other?.shape];
  return record("SubBackward0", out, [a, other], [], (g, _, node) => [
    node.needs(0) ? sumTo(g, left) : null,
    node.needs(1) ? sumTo(neg(g), right!) : null,
  ]);
}

function scaled(b: Operand, alpha: number): Operand {
  return b instanceof Tensor ? mul(b, alpha) : Number(b) * alpha;
}

/** `a * b`, element by element. */
export function mul(a: Tensor, b: Operand): Tensor {
  if (a.dtype === "bool" && resultType(a, b) === "bool") return runBinary("mul", "LogicalAnd", a, b);
  const out = runBinary("mul", "Multiply", a, b);
  if (!(b instanceof Tensor)) {
    return tracks(a) ? record("MulBackward0", out, [a], [], (g) => [mul(g, b)]) : out;
  }
  if (!tracks(a, b)) return out;
  const [needsA, needsB] = [tracks(a), tracks(b)];
  const [left, right] = [a.shape, b.shape];
  const saved = needsA ? (needsB ? [b, a] : [b]) : [a];
  return record("MulBackward0", out, [a, b], saved, (g, s) => [
    needsA ? sumTo(mul(g, s[0]!), left) : null,
    needsB ? sumTo(mul(g, s[s.length - 1]!), right) : null,
  ]);
}

export interface DivOptions {
  /** `"trunc"` rounds toward zero and `"floor"` down, both keeping integer types. */
  roundingMode?: "trunc" | "floor" | null;
}

/** `a / b`; integers make float32 unless a rounding mode is given. */
export function div(a: Tensor, b: Operand, options?: DivOptions): Tensor {
  if (options?.roundingMode != null) return roundedDiv(a, b, options.roundingMode);
  const out = runBinary("div", "RealDiv", a, b, "float32");
  if (!(b instanceof Tensor)) {
    return tracks(a) ? record("DivBackward0", out, [a], [], (g) => [div(g, b)]) : out;
  }
  if (!tracks(a, b)) return out;
  const needsB = tracks(b);
  const [left, right] = [a.shape, b.shape];
  return record("DivBackward0", out, [a, b], needsB ? [b, a] : [b], (g, s, node) => [
    node.needs(0) ? sumTo(div(g, s[0]!), left) : null,
    needsB ? sumTo(neg(div(mul(g, div(s[1]!, s[0]!)), s[0]!)), right) : null,
  ]);
}

function roundedDiv(a: Tensor, b: Operand, mode: string): Tensor {
  if (mode !== "trunc" && mode !== "floor") {
    throw new RangeError(`div: expected roundingMode "trunc" or "floor", got ${JSON.stringify(mode)}`);
  }
  const type = resultType(a, b);
  if (type === "float32") {
    const quotient = div(a, b);
    return mode === "floor" ? runUnary("Floor", quotient) : truncated(quotient);
  }
  const divisor = b instanceof Tensor ? b : Number(b);
  if (mode === "floor") return runBinary("div", "FloorDiv", a, divisor, type);
  return truncated(runBinary("div", "RealDiv", a, divisor, "float32")).to(type);
}

function truncated(x: Tensor): Tensor {
  const size = runUnary("Floor", runUnary("Abs", x));
  return runBinary("trunc", "Multiply", size, runUnary("Sign", x));
}

/** `b - a * alpha` with the operands exchanged, for `1 - x`. */
export function rsub(a: Tensor, b: Operand): Tensor {
  return add(neg(a), b);
}

/** `-x`. */
export function neg(x: Tensor): Tensor {
  if (x.dtype === "bool")
    throw new TypeError("neg: a bool tensor has no negative. Use logicalNot(), or convert with x.int()");
  const out = x.dtype === "uint8" ? runBinary("neg", "Multiply", x, -1, "uint8") : runUnary("Neg", x);
  return tracks(x) ? record("NegBackward0", out, [x], [], (g) => [neg(g)]) : out;
}

/** `a` to the power `b`. */
export function pow(a: Tensor, b: Operand): Tensor {
  if (!(b instanceof Tensor)) return scalarPow(a, Number(b));
  const out = runBinary("pow", "Pow", a, b);
  if (!tracks(a, b)) return out;
  const [left, right] = [a.shape, b.shape];
  return record("PowBackward1", out, [a, b], [a, b, out], (g, [base, exponent, value], node) => [
    node.needs(0) ? sumTo(mul(g, mul(pow(base!, sub(exponent!, 1)), exponent!)), left) : null,
    node.needs(1) ? sumTo(mul(mul(g, value!), logOrZero(base!)), right) : null,
  ]);
}

/** log(base), but 0 where the base is 0: there the power does not depend on its exponent. */
function logOrZero(base: Tensor): Tensor {
  return base.where(base.ne(0), 1).log();
}

function scalarPow(a: Tensor, n: number): Tensor {
  const out = n === 2 ? runBinary("pow", "Multiply", a, a) : runBinary("pow", "Pow", a, n);
  if (!tracks(a)) return out;
  return record("PowBackward0", out, [a], [a], (g, [x]) => {
    if (n === 0) return [mul(g, 0)];
    return [mul(g, n === 2 ? mul(x!, 2) : mul(pow(x!, n - 1), n))];
  });
}

/** The remainder with the divisor's sign, as Python's `%`. */
export function remainder(a: Tensor, b: Operand): Tensor {
  const out = runBinary("remainder", "Mod", a, b);
  const other = b instanceof Tensor ? b : null;
  if (!tracks(a, other)) return out;
  const [left, right] = [a.shape, other?.shape];
  return record("RemainderBackward0", out, [a, other], other ? [a, other] : [], (g, s, node) => [
    node.needs(0) ? sumTo(g, left) : null,
    node.needs(1) ? sumTo(neg(mul(g, div(s[0]!, s[1]!, { roundingMode: "floor" }))), right!) : null,
  ]);
}

/** The remainder with the dividend's sign, as JavaScript's `%`. */
export function fmod(a: Tensor, b: Operand): Tensor {
  return sub(a, mul(div(a, b, { roundingMode: "trunc" }), b));
}

interface ArithmeticMethods {
  /** `this + alpha * other`. */
  add(other: Operand, options?: AlphaOptions): Tensor;
  /** `this - alpha * other`. */
  sub(other: Operand, options?: AlphaOptions): Tensor;
  /** `other - this`. */
  rsub(other: Operand): Tensor;
  /** `this * other`, element by element. */
  mul(other: Operand): Tensor;
  /** `this / other`; integers make float32 unless a rounding mode is given. */
  div(other: Operand, options?: DivOptions): Tensor;
  /** `-this`. */
  neg(): Tensor;
  /** `this` to a power. */
  pow(exponent: Operand): Tensor;
  /** `this * this`. */
  square(): Tensor;
  /** The remainder with the divisor's sign, as Python's `%`. */
  remainder(other: Operand): Tensor;
  /** The remainder with the dividend's sign, as JavaScript's `%`. */
  fmod(other: Operand): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends ArithmeticMethods {}
}

defineFluent<ArithmeticMethods>({ add, sub, rsub, mul, div, neg, pow, square: (x) => pow(x, 2), remainder, fmod });
