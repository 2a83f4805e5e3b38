// Views: other shapes of the same storage. A write through one is seen by all.
import { aliasOf, copyOf, offsetOf, stridesOf } from "../access.ts";
import { record, tracks } from "../autograd/record.ts";
import { checkShape } from "../check.ts";
import { viewStrides } from "../layout.ts";
import { inferShape, normalizeDim, type Shape, sameShape, show, sizeOf } from "../shape.ts";
import { defineAccessors, defineFluent, Tensor } from "../tensor.ts";
import { contiguous } from "./copy.ts";
import { sumTo } from "./sum-to.ts";

/** The same storage in another shape; an error if that takes a copy. */
export function view(x: Tensor, shape: readonly number[]): Tensor {
  const wanted = inferShape(checkShape("view", shape, -1), x.numel(), "view");
  const strides = viewStrides(x.shape, stridesOf(x), wanted);
  if (strides === null) {
    throw new RangeError(
      `view: a tensor of shape ${show(x.shape)} and strides ${show(stridesOf(x))} cannot be seen as ${show(wanted)} without a copy. ` +
        "Use reshape()",
    );
  }
  return reshaped("ViewBackward0", x, wanted, strides);
}

/** The elements in another shape: a view where possible, else a copy. One size may be -1. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  const wanted = inferShape(checkShape("reshape", shape, -1), x.numel(), "reshape");
  const strides = viewStrides(x.shape, stridesOf(x), wanted);
  if (strides !== null) return reshaped("ViewBackward0", x, wanted, strides);
  return view(contiguous(x), wanted);
}

function reshaped(name: string, x: Tensor, shape: number[], strides: readonly number[]): Tensor {
  const out = aliasOf(x, shape, strides, offsetOf(x));
  if (!tracks(x)) return out;
  const from = x.shape;
  return record(name, out, [x], [], (g) => [reshape(g, from)]);
}

/** Joins the dimensions from `startDim` to `endDim` into one. */
export function flatten(x: Tensor, startDim = 0, endDim = -1): Tensor {
  if (x.shape.length === 0) return reshape(x, [1]);
  const start = normalizeDim(startDim, x.shape.length, "flatten");
  const end = normalizeDim(endDim, x.shape.length, "flatten");
  if (start > end) throw new RangeError(`flatten: expected startDim <= endDim, got ${startDim} and ${endDim}`);
  const joined = sizeOf(x.shape.slice(start, end + 1));
  return reshape(x, [...x.shape.slice(0, start), joined, ...x.shape.slice(end + 1)]);
}

/** Splits one dimension into several; one of the sizes may be -1. */
export function unflatten(x: Tensor, dim: number, sizes: readonly number[]): Tensor {
  const at = normalizeDim(dim, x.shape.length, "unflatten");
  return view(x, [...x.shape.slice(0, at), ...inferShape(sizes, x.shape[at]!, "unflatten"), ...x.shape.slice(at + 1)]);
}

/** Reorders the dimensions. */
export function permute(x: Tensor, dims: readonly number[]): Tensor {
  const rank = x.shape.length;
  if (!Array.isArray(dims))
    throw new TypeError(`permute: expected the dimensions as an array, such as [0, 2, 1], got ${JSON.stringify(dims)}`);
  const order = dims.map((dim) => normalizeDim(dim, rank, "permute"));
  if (order.length !== rank || new Set(order).size !== rank) {
    throw new RangeError(
      `permute: expected each of the ${rank} dimensions of ${show(x.shape)} once, got [${dims.join(", ")}]`,
    );
  }
  const strides = stridesOf(x);
  const out = aliasOf(
    x,
    order.map((dim) => x.shape[dim]!),
    order.map((dim) => strides[dim]!),
    offsetOf(x),
  );
  if (!tracks(x)) return out;
  const back = order.map((_, i) => order.indexOf(i));
  return record("PermuteBackward0", out, [x], [], (g) => [permute(g, back)]);
}

/** Exchanges two dimensions. */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  const [a, b] = [normalizeDim(dim0, x.shape.length, "transpose"), normalizeDim(dim1, x.shape.length, "transpose")];
  if (x.shape.length === 0) return view(x, []);
  const swap = <T>(list: readonly T[]) => list.map((item, i) => (i === a ? list[b]! : i === b ? list[a]! : item));
  const out = aliasOf(x, swap(x.shape), swap(stridesOf(x)), offsetOf(x));
  return tracks(x) ? record("TransposeBackward0", out, [x], [], (g) => [transpose(g, a, b)]) : out;
}

/** The transpose of a matrix; vectors and numbers stay as they are. */
export function t(x: Tensor): Tensor {
  if (x.shape.length > 2) {
    throw new RangeError(
      `t: expected at most 2 dimensions, got shape ${show(x.shape)}. Use transpose(dim0, dim1) or mT`,
    );
  }
  return x.shape.length === 2 ? transpose(x, 0, 1) : view(x, x.shape);
}

/** Removes dimensions of size 1: all, or those given if their size is 1. */
export function squeeze(x: Tensor, dim?: number | readonly number[]): Tensor {
  const rank = x.shape.length;
  const list = dim === undefined ? x.shape.map((_, i) => i) : typeof dim === "number" ? [dim] : dim;
  const drop = list.map((d) => normalizeDim(d, rank, "squeeze")).filter((d) => x.shape[d] === 1);
  const keep = <T>(values: readonly T[]) => values.filter((_, i) => !drop.includes(i));
  const out = aliasOf(x, keep(x.shape), keep(stridesOf(x)), offsetOf(x));
  if (!tracks(x)) return out;
  const from = x.shape;
  return record("SqueezeBackward0", out, [x], [], (g) => [reshape(g, from)]);
}

/** Inserts a dimension of size 1 before `dim`. */
export function unsqueeze(x: Tensor, dim: number): Tensor {
  const at = normalizeDim(dim, x.shape.length + 1, "unsqueeze");
  const strides = stridesOf(x);
  const step = at < x.shape.length ? x.shape[at]! * strides[at]! : 1;
  const insert = (list: readonly number[], value: number) => [...list.slice(0, at), value, ...list.slice(at)];
  const out = aliasOf(x, insert(x.shape, 1), insert(strides, step), offsetOf(x));
  if (!tracks(x)) return out;
  const from = x.shape;
  return record("UnsqueezeBackward0", out, [x], [], (g) => [reshape(g, from)]);
}

/** Repeats dimensions of size 1 without copying; -1 keeps a size. */
export function expand(x: Tensor, shape: readonly number[]): Tensor {
  checkShape("expand", shape, -1);
  const lead = shape.length - x.shape.length;
  const strides = stridesOf(x);
  const sizes = shape.map((n, i) => (n === -1 && i >= lead ? x.shape[i - lead]! : n));
  const fits =
    lead >= 0 && sizes.every((n, i) => n >= 0 && (i < lead || n === x.shape[i - lead] || x.shape[i - lead] === 1));
  if (!fits) {
    throw new RangeError(
      `expand: a tensor of shape ${show(x.shape)} cannot be expanded to ${show(shape)}: only sizes of 1 grow, and new dimensions stand in front`,
    );
  }
  const steps = sizes.map((n, i) => (i < lead || (x.shape[i - lead] === 1 && n !== 1) ? 0 : strides[i - lead]!));
  const out = aliasOf(x, sizes, steps, offsetOf(x));
  if (!tracks(x)) return out;
  const from = x.shape;
  return record("ExpandBackward0", out, [x], [], (g) => [sumTo(g, from)]);
}

/** Broadcasts tensors to their common shape. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : expand(x, shape);
}

/** Moves dimensions to other places, keeping the order of the rest. */
export function movedim(
  x: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const rank = x.shape.length;
  const list = (dims: number | readonly number[]) =>
    (typeof dims === "number" ? [dims] : dims).map((dim) => normalizeDim(dim, rank, "movedim"));
  const [from, to] = [list(source), list(destination)];
  if (from.length !== to.length) {
    throw new RangeError(`movedim: expected as many sources as destinations, got ${from.length} and ${to.length}`);
  }
  const rest = x.shape.map((_, i) => i).filter((i) => !from.includes(i));
  const order = x.shape.map((_, i) => (to.includes(i) ? from[to.indexOf(i)]! : rest.shift()!));
  return permute(x, order);
}

/** The same storage without its history: no gradient flows through the result. */
export function detach(x: Tensor): Tensor {
  return new Tensor(x._storage, x.shape, x.dtype, x._layout?.clone() ?? null);
}

/** A copy with a storage of its own; gradients flow through it. */
export function clone(x: Tensor): Tensor {
  const out = copyOf(x);
  return tracks(x) ? record("CloneBackward0", out, [x], [], (g) => [g]) : out;
}

interface ViewMethods {
  /** The same storage in another shape; an error if that takes a copy. */
  view(shape: readonly number[]): Tensor;
  /** The same storage in another tensor's shape. */
  viewAs(other: Tensor): Tensor;
  /** The elements in another shape: a view where possible, else a copy. One size may be -1. */
  reshape(shape: readonly number[]): Tensor;
  /** The elements in another tensor's shape. */
  reshapeAs(other: Tensor): Tensor;
  /** Joins the dimensions from `startDim` to `endDim` into one. */
  flatten(startDim?: number, endDim?: number): Tensor;
  /** Splits one dimension into several; one of the sizes may be -1. */
  unflatten(dim: number, sizes: readonly number[]): Tensor;
  /** All elements in one dimension. */
  ravel(): Tensor;
  /** Reorders the dimensions. */
  permute(dims: readonly number[]): Tensor;
  /** Exchanges two dimensions. */
  transpose(dim0: number, dim1: number): Tensor;
  /** Exchanges two dimensions. */
  swapaxes(dim0: number, dim1: number): Tensor;
  /** The transpose of a matrix; vectors and numbers stay as they are. */
  t(): Tensor;
  /** Removes dimensions of size 1: all, or those given if their size is 1. */
  squeeze(dim?: number | readonly number[]): Tensor;
  /** Inserts a dimension of size 1 before `dim`. */
  unsqueeze(dim: number): Tensor;
  /** Repeats dimensions of size 1 without copying; -1 keeps a size. */
  expand(shape: readonly number[]): Tensor;
  /** Expands to another tensor's shape. */
  expandAs(other: Tensor): Tensor;
  /** Broadcasts to a shape. */
  broadcastTo(shape: readonly number[]): Tensor;
  /** Moves dimensions to other places, keeping the order of the rest. */
  movedim(source: number | readonly number[], destination: number | readonly number[]): Tensor;
  /** The same storage without its history: no gradient flows through the result. */
  detach(): Tensor;
  /** A copy with a storage of its own; gradients flow through it. */
  clone(): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends ViewMethods {
    /** The dimensions in reverse order. */
    readonly T: Tensor;
    /** The last two dimensions exchanged. */
    readonly mT: Tensor;
  }
}

defineFluent<ViewMethods>({
  view,
  viewAs: (x, other) => view(x, other.shape),
  reshape,
  reshapeAs: (x, other) => reshape(x, other.shape),
  flatten,
  unflatten,
  ravel: (x) => reshape(x, [-1]),
  permute,
  transpose,
  swapaxes: transpose,
  t,
  squeeze,
  unsqueeze,
  expand,
  expandAs: (x, other) => expand(x, other.shape),
  broadcastTo,
  movedim,
  detach,
  clone,
});
defineAccessors({
  get T(): Tensor {
    const x = this as unknown as Tensor;
    return permute(
      x,
      x.shape.map((_, i) => x.shape.length - 1 - i),
    );
  },
  get mT(): Tensor {
    return transpose(this as unknown as Tensor, -2, -1);
  },
});
