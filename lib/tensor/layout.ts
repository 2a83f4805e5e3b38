import type { Storage } from "./memory/storage.ts";
import { contiguousStrides, type Shape, sameShape, sizeOf } from "./shape.ts";

/**
 * How a tensor's shape reads its storage, for every tensor that is not simply all of it in row-major order.
 *
 * A tensor has its own instance, since the values that were read through it are kept here.
 */
export class Layout {
  readonly strides: readonly number[];
  readonly offset: number;
  /** The dimensions from the slowest to the fastest, if the view is a permutation of the whole storage; else null. */
  readonly order: readonly number[] | null;
  /** The view's values in row-major order, and the storage version they belong to. */
  cache: Storage | null = null;
  cacheVersion = -1;

  constructor(strides: readonly number[], offset: number, order: readonly number[] | null) {
    this.strides = strides;
    this.offset = offset;
    this.order = order;
  }

  /** The same arrangement for another tensor. */
  clone(): Layout {
    return new Layout(this.strides, this.offset, this.order);
  }
}

/** Describes a view; null if it is the storage itself, whose physical shape is `physical`. */
export function layoutOf(shape: Shape, strides: readonly number[], offset: number, physical: Shape): Layout | null {
  const order = offset === 0 && sizeOf(shape) === sizeOf(physical) ? denseOrder(shape, strides) : null;
  if (order !== null && isIdentity(order) && sameShape(shape, physical)) return null;
  return new Layout(strides, offset, order);
}

/** The order of dimensions by falling stride, if the elements fill memory without gaps. */
function denseOrder(shape: Shape, strides: readonly number[]): number[] | null {
  const order = orderByStride(shape, strides);
  let expected = 1;
  for (let i = order.length - 1; i >= 0; i--) {
    const dim = order[i]!;
    if (shape[dim] === 1) continue;
    if (strides[dim] !== expected) return null;
    expected *= shape[dim]!;
  }
  return order;
}

/** Sizes of 1 have no stride of their own: they keep their place as far as the others allow. */
function orderByStride(shape: Shape, strides: readonly number[]): number[] {
  const real: number[] = [];
  for (let i = 0; i < shape.length; i++) if (shape[i] !== 1) real.push(i);
  real.sort((a, b) => strides[b]! - strides[a]! || a - b);
  if (real.every((dim, i) => i === 0 || dim > real[i - 1]!)) return shape.map((_, i) => i);
  const ones: number[] = [];
  for (let i = 0; i < shape.length; i++) if (shape[i] === 1) ones.push(i);
  return [...ones, ...real];
}

export function isIdentity(order: readonly number[]): boolean {
  for (let i = 0; i < order.length; i++) if (order[i] !== i) return false;
  return true;
}

/** Whether elements lie in row-major order without gaps; sizes of 1 may have any stride. */
export function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  let expected = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] === 1) continue;
    if (strides[i] !== expected) return false;
    expected *= shape[i]!;
  }
  return true;
}

/** The strides under which the same memory can be seen in another shape, or null if only a copy can (`torch.view`). */
export function viewStrides(shape: Shape, strides: readonly number[], wanted: Shape): number[] | null {
  const size = sizeOf(shape);
  if (size === 0) return contiguousStrides(wanted);
  const out = new Array<number>(wanted.length);
  let target = wanted.length - 1;
  let base = strides.length > 0 ? strides[strides.length - 1]! : 1;
  let run = 1;
  let seen = 1;
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    run *= shape[dim]!;
    const ends = dim === 0 || (shape[dim - 1] !== 1 && strides[dim - 1] !== run * base);
    if (!ends) continue;
    while (target >= 0 && (seen < run || wanted[target] === 1)) {
      out[target] = seen * base;
      seen *= wanted[target]!;
      target--;
    }
    if (seen !== run) return null;
    if (dim > 0) {
      base = strides[dim - 1]!;
      run = 1;
      seen = 1;
    }
  }
  for (; target >= 0; target--) out[target] = base;
  return out;
}
