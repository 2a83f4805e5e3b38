import { record, tracks } from "../autograd/record.ts";
import { type Operand, resultType } from "../promotion.ts";
import { defineFluent, Tensor } from "../tensor.ts";
import { runBinary } from "./elementwise.ts";
import { sumTo } from "./sum-to.ts";

function comparison(name: string, kernel: string): (a: Tensor, b: Operand) => Tensor {
  return (a, b) => {
    const type = resultType(a, b);
    return runBinary(name, kernel, a, b, type === "bool" ? "int32" : type, "bool");
  };
}

/** Where `a == b`. */
export const eq = comparison("eq", "Equal");
/** Where `a != b`. */
export const ne = comparison("ne", "NotEqual");
/** Where `a < b`. */
export const lt = comparison("lt", "Less");
/** Where `a <= b`. */
export const le = comparison("le", "LessEqual");
/** Where `a > b`. */
export const gt = comparison("gt", "Greater");
/** Where `a >= b`. */
export const ge = comparison("ge", "GreaterEqual");

/** Where both are not 0. */
export function logicalAnd(a: Tensor, b: Tensor): Tensor {
  return runBinary("logicalAnd", "LogicalAnd", a.bool(), b.bool(), "bool");
}

/** Where at least one is not 0. */
export function logicalOr(a: Tensor, b: Tensor): Tensor {
  return runBinary("logicalOr", "LogicalOr", a.bool(), b.bool(), "bool");
}

/** Where exactly one is not 0. */
export function logicalXor(a: Tensor, b: Tensor): Tensor {
  return ne(a.bool(), b.bool());
}

/** Where the value is 0. */
export function logicalNot(x: Tensor): Tensor {
  return eq(x, 0);
}

/** Where the value is not a number. */
export function isnan(x: Tensor): Tensor {
  return ne(x, x);
}

/** Where the value is infinite. */
export function isinf(x: Tensor): Tensor {
  return eq(x.abs(), Number.POSITIVE_INFINITY);
}

/** Where the value is neither infinite nor NaN. */
export function isfinite(x: Tensor): Tensor {
  return lt(x.abs(), Number.POSITIVE_INFINITY);
}

/** The larger of two values; equal ones share the gradient. NaN wins. */
export function maximum(a: Tensor, b: Tensor): Tensor {
  return extremum("maximum", "Maximum", a, b, gt);
}

/** The smaller of two values; equal ones share the gradient. NaN wins. */
export function minimum(a: Tensor, b: Tensor): Tensor {
  return extremum("minimum", "Minimum", a, b, lt);
}

function extremum(name: string, kernel: string, a: Tensor, b: Tensor, wins: typeof gt): Tensor {
  const out = runBinary(name, kernel, a, b);
  if (!tracks(a, b)) return out;
  const [left, right] = [a.shape, b.shape];
  const backward = `${name[0]!.toUpperCase()}${name.slice(1)}Backward0`;
  return record(backward, out, [a, b], [a, b], (g, [x, y], node) => {
    const half = eq(x!, y!).float().mul(0.5);
    return [
      node.needs(0) ? sumTo(g.mul(wins(x!, y!).float().add(half)), left) : null,
      node.needs(1) ? sumTo(g.mul(wins(y!, x!).float().add(half)), right) : null,
    ];
  });
}

/** Values limited to [min, max]; the gradient passes at the bounds. */
export function clamp(x: Tensor, min?: number | Tensor | null, max?: number | Tensor | null): Tensor {
  if (min == null && max == null) throw new TypeError("clamp: expected min, max or both, got neither");
  const bounds = [min, max].filter((bound) => bound != null);
  if (bounds.some((bound) => bound instanceof Tensor)) return clampByTensors(x, min ?? null, max ?? null);
  const type = resultType(x, ...bounds);
  let out = x;
  if (min != null) out = runBinary("clamp", "Maximum", out, min, type);
  if (max != null) out = runBinary("clamp", "Minimum", out, max, type);
  if (!tracks(x)) return out;
  return record("ClampBackward1", out, [x], [x], (g, [saved]) => {
    const low = min == null ? null : ge(saved!, min);
    const high = max == null ? null : le(saved!, max);
    const inside = low === null ? high! : high === null ? low : logicalAnd(low, high);
    return [g.mul(inside)];
  });
}

function clampByTensors(x: Tensor, min: number | Tensor | null, max: number | Tensor | null): Tensor {
  let out = x;
  if (min !== null) out = out.where(ge(out, min), min);
  return max === null ? out : out.where(le(out, max), max);
}

/** Whether two tensors agree within `atol + rtol * |b|` everywhere. */
export function allclose(a: Tensor, b: Tensor, options: ClosenessOptions = {}): boolean {
  return isclose(a, b, options).data.every((value) => value !== 0);
}

export interface ClosenessOptions {
  rtol?: number;
  atol?: number;
  /** Whether NaN equals NaN. */
  equalNan?: boolean;
}

/** Where two tensors agree within `atol + rtol * |b|`. */
export function isclose(
  a: Tensor,
  b: Tensor,
  { rtol = 1e-5, atol = 1e-8, equalNan = false }: ClosenessOptions = {},
): Tensor {
  const near = logicalOr(eq(a, b), logicalAnd(isfinite(b), le(a.sub(b).abs(), b.abs().mul(rtol).add(atol))));
  return equalNan ? logicalOr(near, logicalAnd(isnan(a), isnan(b))) : near;
}

/** Whether two tensors have the same shape and the same values. */
export function equal(a: Tensor, b: Tensor): boolean {
  if (a.shape.length !== b.shape.length || a.shape.some((n, i) => n !== b.shape[i])) return false;
  return eq(a, b).data.every((value) => value !== 0);
}

interface CompareMethods {
  /** Where `this == other`. */
  eq(other: Operand): Tensor;
  /** Where `this != other`. */
  ne(other: Operand): Tensor;
  /** Where `this < other`. */
  lt(other: Operand): Tensor;
  /** Where `this <= other`. */
  le(other: Operand): Tensor;
  /** Where `this > other`. */
  gt(other: Operand): Tensor;
  /** Where `this >= other`. */
  ge(other: Operand): Tensor;
  logicalAnd(other: Tensor): Tensor;
  logicalOr(other: Tensor): Tensor;
  logicalXor(other: Tensor): Tensor;
  logicalNot(): Tensor;
  isnan(): Tensor;
  isinf(): Tensor;
  isfinite(): Tensor;
  /** The larger of two values, element by element. */
  maximum(other: Tensor): Tensor;
  /** The smaller of two values, element by element. */
  minimum(other: Tensor): Tensor;
  /** Values limited to [min, max]; either bound may be left out (null). */
  clamp(min?: number | Tensor | null, max?: number | Tensor | null): Tensor;
  /** As `clamp`. */
  clip(min?: number | Tensor | null, max?: number | Tensor | null): Tensor;
  /** Whether two tensors agree within `atol + rtol * |other|` everywhere. */
  allclose(other: Tensor, options?: ClosenessOptions): boolean;
  /** Where two tensors agree within `atol + rtol * |other|`. */
  isclose(other: Tensor, options?: ClosenessOptions): Tensor;
  /** Whether two tensors have the same shape and the same values. */
  equal(other: Tensor): boolean;
}

declare module "../tensor.ts" {
  interface Tensor extends CompareMethods {}
}

defineFluent<CompareMethods>({
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
  logicalAnd,
  logicalOr,
  logicalXor,
  logicalNot,
  isnan,
  isinf,
  isfinite,
  maximum,
  minimum,
  clamp,
  clip: clamp,
  allclose,
  isclose,
  equal,
});
