// Small combinations that PyTorch has names for.

import { inPlace } from "../inplace.ts";
import type { Operand } from "../promotion.ts";
import { defineFluent, type Tensor } from "../tensor.ts";

export interface ValueOptions {
  /** What the product or quotient is multiplied by. */
  value?: number;
}

/** `x + value * a * b`. */
export function addcmul(x: Tensor, a: Tensor, b: Tensor, { value = 1 }: ValueOptions = {}): Tensor {
  return x.add(value === 1 ? a.mul(b) : a.mul(b).mul(value));
}

/** `x + value * a / b`. */
export function addcdiv(x: Tensor, a: Tensor, b: Tensor, { value = 1 }: ValueOptions = {}): Tensor {
  return x.add(value === 1 ? a.div(b) : a.div(b).mul(value));
}

/** `x + weight * (end - x)`. */
export function lerp(x: Tensor, end: Tensor, weight: Operand): Tensor {
  return x.add(end.sub(x).mul(weight));
}

/** The length of the vector (x, y). */
export function hypot(x: Tensor, y: Tensor): Tensor {
  return x.mul(x).add(y.mul(y)).sqrt();
}

/** `log(exp(a) + exp(b))`, without overflow. */
export function logaddexp(a: Tensor, b: Tensor): Tensor {
  const largest = a.detach().maximum(b.detach());
  const shift = largest.where(largest.isfinite(), 0);
  return a.sub(shift).exp().add(b.sub(shift).exp()).log().add(shift);
}

/** `log(x / (1 - x))`, with x limited to [eps, 1 - eps] if `eps` is given. */
export function logit(x: Tensor, eps?: number): Tensor {
  const limited = eps === undefined ? x : x.clamp(eps, 1 - eps);
  return limited.div(limited.rsub(1)).log();
}

/** Replaces NaN and infinities by finite numbers. */
export function nanToNum(
  x: Tensor,
  { nan = 0, posinf = 3.4028234663852886e38, neginf = -3.4028234663852886e38 } = {},
): Tensor {
  return x
    .where(x.isnan().logicalNot(), nan)
    .where(x.ne(Number.POSITIVE_INFINITY), posinf)
    .where(x.ne(Number.NEGATIVE_INFINITY), neginf);
}

/** 0 where `x < 0`, 1 where `x > 0`, and `values` where it is 0. */
export function heaviside(x: Tensor, values: Tensor): Tensor {
  return values.where(x.eq(0), x.gt(0).to(x.dtype));
}

/** `x * log(y)`, and 0 where x is 0. */
export function xlogy(x: Tensor, y: Tensor): Tensor {
  return x.mul(y.where(x.ne(0).logicalOr(y.le(0).logicalNot()), 1).log());
}

interface FusedMethods {
  /** `this + value * a * b`. */
  addcmul(a: Tensor, b: Tensor, options?: ValueOptions): Tensor;
  addcmul_(a: Tensor, b: Tensor, options?: ValueOptions): Tensor;
  /** `this + value * a / b`. */
  addcdiv(a: Tensor, b: Tensor, options?: ValueOptions): Tensor;
  addcdiv_(a: Tensor, b: Tensor, options?: ValueOptions): Tensor;
  /** `this + weight * (end - this)`. */
  lerp(end: Tensor, weight: Operand): Tensor;
  lerp_(end: Tensor, weight: Operand): Tensor;
  logaddexp(other: Tensor): Tensor;
  logit(eps?: number): Tensor;
  nanToNum(options?: { nan?: number; posinf?: number; neginf?: number }): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends FusedMethods {}
}

defineFluent<FusedMethods>({
  addcmul,
  addcmul_: (x, a, b, options) => inPlace("addcmul_", x, () => addcmul(x, a, b, options)),
  addcdiv,
  addcdiv_: (x, a, b, options) => inPlace("addcdiv_", x, () => addcdiv(x, a, b, options)),
  lerp,
  lerp_: (x, end, weight) => inPlace("lerp_", x, () => lerp(x, end, weight)),
  logaddexp,
  logit,
  nanToNum,
});
