import { rawOf, wrap } from "../access.ts";
import { record, tracks } from "../autograd/record.ts";
import { toRawDType } from "../dtype.ts";
import { type Operand, resultType } from "../promotion.ts";
import { castRaw, type Raw, reshapeRaw, run, scalarRaw, using } from "../raw.ts";
import { broadcastShapes, type Shape } from "../shape.ts";
import { broadcastRaw } from "../strided.ts";
import { defineFluent, Tensor } from "../tensor.ts";
import { sumTo } from "./sum-to.ts";

/**
 * Values of `a` where the condition holds, else of `b`; all three broadcast.
 *
 * @example
 * where(x.gt(0), x, x.mul(0.1));
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  if (condition.dtype !== "bool")
    throw new TypeError(`where: expected a bool condition, got ${condition.dtype}. Compare it: x.ne(0)`);
  const dtype = resultType(a, b);
  const shapes = [a, b].map((x) => (x instanceof Tensor ? x.shape : []));
  const shape = broadcastShapes(condition.shape, broadcastShapes(shapes[0]!, shapes[1]!, "where"), "where");
  const raws = [fullRaw(condition, shape, "bool"), ...[a, b].map((x) => fullRaw(x, shape, toRawDType(dtype)))];
  const out = wrap(
    using(raws, (c, t, e) => run("Select", { condition: c, t, e })),
    dtype,
    shape,
  );
  const [left, right] = [a instanceof Tensor ? a : null, b instanceof Tensor ? b : null];
  if (!tracks(condition, left, right)) return out;
  const [shapeA, shapeB] = shapes as [Shape, Shape];
  return record("WhereBackward0", out, [left, right], [condition], (g, [mask], node) => [
    node.needs(0) ? sumTo(where(mask!, g, 0), shapeA) : null,
    node.needs(1) ? sumTo(where(mask!, 0, g), shapeB) : null,
  ]);
}

/** An operand in one type and the full shape, as a raw tensor of its own. */
function fullRaw(x: Operand, shape: Shape, dtype: "float32" | "int32" | "bool"): Raw {
  const source = x instanceof Tensor ? rawOf(x) : scalarRaw(Number(x), dtype);
  return using([castRaw(source, dtype)], (cast) => {
    const padded = [...new Array<number>(shape.length - cast.shape.length).fill(1), ...cast.shape];
    return using([reshapeRaw(cast, padded)], (whole) => broadcastRaw(whole, shape));
  });
}

/** The values, but `value` where the mask holds. */
export function maskedFill(x: Tensor, mask: Tensor, value: number | Tensor): Tensor {
  return where(mask, value instanceof Tensor ? value : value, x).to(x.dtype);
}

interface WhereMethods {
  /** These values where the condition holds, else `other`. */
  where(condition: Tensor, other: Operand): Tensor;
  /** These values, but `value` where the mask holds. */
  maskedFill(mask: Tensor, value: number | Tensor): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends WhereMethods {}
}

defineFluent<WhereMethods>({ where: (x, condition, other) => where(condition, x, other), maskedFill });
