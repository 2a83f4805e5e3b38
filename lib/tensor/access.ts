// From tensors to raw tensors and back: what operations are written with.
import type { DType } from "./dtype.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { Storage } from "./memory/storage.ts";
import { alias, type Raw } from "./raw.ts";
import { contiguousStrides, type Shape } from "./shape.ts";
import { readView } from "./strided.ts";
import { Tensor } from "./tensor.ts";

/**
 * The values in row-major order, under the tensor's own shape. The tensor keeps the result: do not dispose it. What a view
 * had to rearrange is kept with it, until its storage changes or a scope ends.
 *
 * Making a storage may free tensors that nothing reaches. So an operation reads all raws it needs, runs its kernels, and
 * wraps the results last: never hold the raw of a tensor across `wrap` or another tensor operation.
 */
export function rawOf(x: Tensor): Raw {
  const layout = x._layout;
  if (layout === null) return x._storage.raw;
  const version = x._storage.version;
  if (layout.cache !== null && layout.cacheVersion === version && !layout.cache.freed) return layout.cache.raw;
  layout.cache?.free();
  const raw = readView(x._storage.raw, x.shape, layout);
  layout.cache = new Storage(raw);
  layout.cacheVersion = version;
  return raw;
}

/** A tensor that owns `raw`; the shape is the raw one unless a layout says otherwise. */
export function wrap(raw: Raw, dtype: DType, shape: Shape = raw.shape, layout: Layout | null = null): Tensor {
  return new Tensor(new Storage(raw), shape, dtype, layout);
}

/** Whether the tensor's memory is its storage, all of it, in whatever order: what elementwise kernels can run on as it is. */
export function isDense(x: Tensor): boolean {
  return x._layout === null || x._layout.order !== null;
}

/** The strides of a tensor, in elements. */
export function stridesOf(x: Tensor): readonly number[] {
  return x._layout === null ? contiguousStrides(x.shape) : x._layout.strides;
}

export function offsetOf(x: Tensor): number {
  return x._layout === null ? 0 : x._layout.offset;
}

/** Another way to see the same storage; autograd is the caller's matter. */
export function aliasOf(x: Tensor, shape: Shape, strides: readonly number[], offset: number): Tensor {
  const view = new Tensor(x._storage, shape, x.dtype, layoutOf(shape, strides, offset, x._storage.raw.shape));
  view._base = x._base ?? x;
  view._nodeVersion = x._storage.version;
  return view;
}

/** A tensor with the same values, type and arrangement but a storage of its own; no data is copied. */
export function copyOf(x: Tensor): Tensor {
  if (x._layout === null) return wrap(alias(x._storage.raw), x.dtype, x.shape);
  if (x._layout.order !== null) return wrap(alias(x._storage.raw), x.dtype, x.shape, x._layout.clone());
  return wrap(alias(rawOf(x)), x.dtype, x.shape);
}
