// Tensors have PyTorch's shapes; kernels want channels last. A tensor whose storage already lies so is handed on as it is,
// so that a chain of layers never rearranges.
import type { DType, Shape, Tensor } from "../tensor/index.ts";
import { type Raw, rawOf, reshapeRaw, sameShape, wrap } from "../tensor/internal.ts";
import { layoutOf } from "../tensor/layout.ts";
import { toPhysical } from "../tensor/strided.ts";

/** The order of dimensions in memory, from the slowest to the fastest. */
export type Order = readonly number[];

/** [N, C, H, W] kept as [N, H, W, C]. */
export const CHANNELS_LAST: Order = [0, 2, 3, 1];
/** [out, in, kh, kw] kept as [kh, kw, in, out]. */
export const FILTER: Order = [2, 3, 1, 0];
/** [out, in, kh, kw] kept as [kh, kw, out, in]. */
export const SWAPPED_FILTER: Order = [2, 3, 0, 1];

/** A raw tensor that is given back when it was made for the occasion. */
export interface Borrowed {
  readonly raw: Raw;
  release(): void;
}
const keep = () => {};

/** The values with the dimensions in `order`; borrowed from the tensor where it lies in that order already. */
export function rawIn(x: Tensor, order: Order): Borrowed {
  const physical = order.map((dim) => x.shape[dim]!);
  const own = x._layout === null ? null : x._layout.order;
  const dense = x._layout === null || own !== null;
  if (dense && sameOrder(x.shape, own, order)) {
    const raw = x._storage.raw;
    if (sameShape(raw.shape, physical)) return { raw, release: keep };
    return owned(reshapeRaw(raw, physical));
  }
  return owned(toPhysical(rawOf(x), order));
}

/** Runs `body` with raw tensors in the orders given, and releases them after. */
export function withRaws(inputs: readonly (readonly [Tensor, Order])[], body: (...raws: Raw[]) => Raw[]): Raw[] {
  const borrowed: Borrowed[] = [];
  try {
    for (const [x, order] of inputs) borrowed.push(rawIn(x, order));
    return body(...borrowed.map(({ raw }) => raw));
  } finally {
    for (const { release } of borrowed) release();
  }
}

/** A tensor of the logical `shape` over a raw one whose dimensions are in `order`. */
export function wrapIn(raw: Raw, shape: Shape, order: Order, dtype: DType = "float32"): Tensor {
  const strides = new Array<number>(order.length);
  let step = 1;
  for (let i = order.length - 1; i >= 0; i--) {
    strides[order[i]!] = step;
    step *= shape[order[i]!]!;
  }
  return wrap(raw, dtype, shape, layoutOf(shape, strides, 0, raw.shape));
}

/** Whether two orders place the elements alike: sizes of 1 may stand anywhere. */
function sameOrder(shape: Shape, a: Order | null, b: Order): boolean {
  const real = (order: Order) => order.filter((dim) => shape[dim] !== 1);
  return sameShape(real(a ?? shape.map((_, i) => i)), real(b));
}

function owned(raw: Raw): Borrowed {
  return { raw, release: () => raw.dispose() };
}
