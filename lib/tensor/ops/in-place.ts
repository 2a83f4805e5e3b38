// The forms that change a tensor itself: `x.add_(y)`. Each is its plain form written into `x` (see ../inplace.ts).
import { copyOf } from "../access.ts";
import { unrecorded } from "../autograd/mode.ts";
import { record, tracks } from "../autograd/record.ts";
import { inPlace } from "../inplace.ts";
import type { Operand } from "../promotion.ts";
import { show } from "../shape.ts";
import { defineFluent, Tensor } from "../tensor.ts";
import type { AlphaOptions, DivOptions } from "./arithmetic.ts";
import { full, zerosLike } from "./creation.ts";
import { sumTo } from "./sum-to.ts";
import { expand } from "./view.ts";

/** Writes another tensor's values, broadcast and converted to this tensor's type. */
function copyInto(x: Tensor, source: Tensor): Tensor {
  if (!(source instanceof Tensor))
    throw new TypeError(`copy_: expected a tensor, got ${typeof source}. Use fill_() for a number`);
  return inPlace("copy_", x, () => {
    const lead = source.shape.length - x.shape.length;
    if (lead > 0) throw new RangeError(`copy_: shape ${show(source.shape)} does not broadcast to ${show(x.shape)}`);
    const out = unrecorded(() => expand(source.to(x.dtype), x.shape).clone());
    if (out.dtype !== "float32" || !tracks(x, source)) return out;
    const from = source.shape;
    return record("CopyBackwards", out, [x, source], [], (g, _, node) => [
      node.needs(0) ? zerosLike(g) : null,
      node.needs(1) ? sumTo(g, from) : null,
    ]);
  });
}

function fillWith(x: Tensor, value: number | Tensor): Tensor {
  if (value instanceof Tensor) return copyInto(x, value.reshape([]));
  return inPlace("fill_", x, () => {
    const out = full(x.shape, value, { dtype: x.dtype });
    return tracks(x) ? record("FillBackward0", out, [x], [], (g) => [zerosLike(g)]) : out;
  });
}

interface InPlaceMethods {
  add_(other: Operand, options?: AlphaOptions): Tensor;
  sub_(other: Operand, options?: AlphaOptions): Tensor;
  mul_(other: Operand): Tensor;
  div_(other: Operand, options?: DivOptions): Tensor;
  pow_(exponent: Operand): Tensor;
  square_(): Tensor;
  remainder_(other: Operand): Tensor;
  neg_(): Tensor;
  abs_(): Tensor;
  exp_(): Tensor;
  log_(): Tensor;
  sqrt_(): Tensor;
  rsqrt_(): Tensor;
  reciprocal_(): Tensor;
  sin_(): Tensor;
  cos_(): Tensor;
  tanh_(): Tensor;
  sigmoid_(): Tensor;
  relu_(): Tensor;
  floor_(): Tensor;
  ceil_(): Tensor;
  round_(): Tensor;
  trunc_(): Tensor;
  sign_(): Tensor;
  clamp_(min?: number | Tensor | null, max?: number | Tensor | null): Tensor;
  maskedFill_(mask: Tensor, value: number | Tensor): Tensor;
  /** Sets every element to 0. */
  zero_(): Tensor;
  /** Sets every element to one value. */
  fill_(value: number | Tensor): Tensor;
  /** Writes another tensor's values, broadcast and converted to this tensor's type. */
  copy_(source: Tensor): Tensor;
  /** Cuts this tensor from its history, in place. */
  detach_(): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends InPlaceMethods {}
}

defineFluent<InPlaceMethods>({
  add_: (x, other, options) => inPlace("add_", x, () => x.add(other, options)),
  sub_: (x, other, options) => inPlace("sub_", x, () => x.sub(other, options)),
  mul_: (x, other) => inPlace("mul_", x, () => x.mul(other)),
  div_: (x, other, options) => inPlace("div_", x, () => x.div(other, options)),
  pow_: (x, exponent) => inPlace("pow_", x, () => x.pow(exponent)),
  square_: (x) => inPlace("square_", x, () => x.square()),
  remainder_: (x, other) => inPlace("remainder_", x, () => x.remainder(other)),
  neg_: (x) => inPlace("neg_", x, () => x.neg()),
  abs_: (x) => inPlace("abs_", x, () => x.abs()),
  exp_: (x) => inPlace("exp_", x, () => x.exp()),
  log_: (x) => inPlace("log_", x, () => x.log()),
  sqrt_: (x) => inPlace("sqrt_", x, () => x.sqrt()),
  rsqrt_: (x) => inPlace("rsqrt_", x, () => x.rsqrt()),
  reciprocal_: (x) => inPlace("reciprocal_", x, () => x.reciprocal()),
  sin_: (x) => inPlace("sin_", x, () => x.sin()),
  cos_: (x) => inPlace("cos_", x, () => x.cos()),
  tanh_: (x) => inPlace("tanh_", x, () => x.tanh()),
  sigmoid_: (x) => inPlace("sigmoid_", x, () => x.sigmoid()),
  relu_: (x) => inPlace("relu_", x, () => x.relu()),
  floor_: (x) => inPlace("floor_", x, () => fresh(x, x.floor())),
  ceil_: (x) => inPlace("ceil_", x, () => fresh(x, x.ceil())),
  round_: (x) => inPlace("round_", x, () => fresh(x, x.round())),
  trunc_: (x) => inPlace("trunc_", x, () => fresh(x, x.trunc())),
  sign_: (x) => inPlace("sign_", x, () => x.sign()),
  clamp_: (x, min, max) => inPlace("clamp_", x, () => fresh(x, x.clamp(min, max))),
  maskedFill_: (x, mask, value) => inPlace("maskedFill_", x, () => x.maskedFill(mask, value)),
  zero_: (x) => fillWith(x, 0),
  fill_: fillWith,
  copy_: copyInto,
  detach_(x) {
    x._node = null;
    x._leaf = false;
    x._base = null;
    return x;
  },
});

/** Integers round to themselves: the plain form then returns its input, whose storage must not be taken. */
function fresh(x: Tensor, result: Tensor): Tensor {
  return result === x ? copyOf(x) : result;
}
