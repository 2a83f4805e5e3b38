import { aliasOf, offsetOf, rawOf, stridesOf, wrap } from "../access.ts";
import { record, tracks } from "../autograd/record.ts";
import { run } from "../raw.ts";
import { normalizeDim, type Shape, show } from "../shape.ts";
import { defineFluent, type Tensor } from "../tensor.ts";
import { scatterToFrame } from "./as-strided.ts";

/** Elements `start`, `start + step`, ... before `end` along a dimension; a view. */
export function slice(x: Tensor, dim: number, start: number, end: number, step = 1): Tensor {
  const at = normalizeDim(dim, x.shape.length, "slice");
  const size = Math.max(Math.ceil((end - start) / step), 0);
  const strides = stridesOf(x);
  const out = aliasOf(
    x,
    x.shape.map((n, i) => (i === at ? size : n)),
    strides.map((s, i) => (i === at ? s * step : s)),
    offsetOf(x) + start * strides[at]!,
  );
  if (!tracks(x)) return out;
  const from = x.shape;
  return record("SliceBackward0", out, [x], [], (g) => [unslice(g, from, at, start, step)]);
}

/** Zeros of a shape with a slice of it filled. */
function unslice(g: Tensor, shape: Shape, dim: number, start: number, step: number): Tensor {
  if (step !== 1) {
    const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
    const frame = { shape, strides, offset: 0, size: shape.reduce((a, b) => a * b, 1), physical: shape };
    return scatterToFrame(
      g,
      frame,
      strides.map((s, i) => (i === dim ? s * step : s)),
      start * strides[dim]!,
    );
  }
  const paddings = shape.map((n, i) => (i === dim ? [start, n - start - g.shape[i]!] : [0, 0]));
  const out = wrap(run("PadV2", { x: rawOf(g) }, { paddings, constantValue: 0 }), g.dtype, shape);
  if (!tracks(g)) return out;
  const size = g.shape[dim]!;
  return record("SliceBackwardBackward0", out, [g], [], (gg) => [slice(gg, dim, start, start + size)]);
}

/** `length` elements of a dimension, from `start` on; a view. */
export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  const at = normalizeDim(dim, x.shape.length, "narrow");
  const n = x.shape[at] ?? 1;
  const from = start < 0 ? start + n : start;
  if (from < 0 || length < 0 || from + length > n) {
    throw new RangeError(`narrow: ${length} elements from ${start} do not fit dimension ${at} of ${show(x.shape)}`);
  }
  return slice(x, at, from, from + length);
}

/** One slice of a dimension, without that dimension; a view. */
export function select(x: Tensor, dim: number, index: number): Tensor {
  if (x.shape.length === 0)
    throw new RangeError("select: a 0-dimensional tensor cannot be indexed. Read it with item()");
  const at = normalizeDim(dim, x.shape.length, "select");
  const n = x.shape[at]!;
  if (!Number.isInteger(index) || index < -n || index >= n) {
    throw new RangeError(`Index ${index} is out of bounds for dimension ${at} with size ${n} (shape ${show(x.shape)})`);
  }
  const place = index < 0 ? index + n : index;
  const strides = stridesOf(x);
  const without = <T>(list: readonly T[]) => list.filter((_, i) => i !== at);
  const out = aliasOf(x, without(x.shape), without(strides), offsetOf(x) + place * strides[at]!);
  if (!tracks(x)) return out;
  const from = x.shape;
  return record("SelectBackward0", out, [x], [], (g) => [unslice(g.unsqueeze(at), from, at, place, 1)]);
}

interface SliceMethods {
  /** `length` elements of a dimension, from `start` on; a view. */
  narrow(dim: number, start: number, length: number): Tensor;
  /** One slice of a dimension, without that dimension; a view. */
  select(dim: number, index: number): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends SliceMethods {}
}

defineFluent<SliceMethods>({ narrow, select });
