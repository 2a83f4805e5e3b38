// What layers, losses and optimizers are written with. Not part of the public API.
//
// An operation with a backward rule over raw kernels:
//
//   import { rawOf, record, tracks, wrap, run } from "../tensor/internal.ts";
//
//   function softplus(x: Tensor): Tensor {
//     const out = wrap(run("Softplus", { x: rawOf(x) }), "float32");
//     if (!tracks(x)) return out;
//     return record("SoftplusBackward0", out, [x], [x], (gradient, [input]) => [gradient.mul(input!.sigmoid())]);
//   }
//
// - `record(name, output, inputs, saved, rule)`: `rule(gradient, saved, node)` returns one gradient for each input, null
//   where none flows (`node.needs(i)` tells). Rules made of tensor operations can be differentiated again; for rules over
//   raw kernels wrap the result and, if a second derivative makes sense, record that too.
// - A rule must not capture tensors in its closure (take them from `saved`, capture shapes and numbers): what it captures
//   stays in memory as long as the graph's skeleton, and is not checked for in-place changes.
// - `rawOf(x)` belongs to the tensor: never dispose it. What `run` returns belongs to you: `wrap` it or `dispose` it.
// - `wrap` may free tensors that nothing reaches any more: read all raws first, run the kernels, wrap last.
//
// Images: [N, C, H, W] for the user, [N, H, W, C] for the kernels. `channelsLast(x)` returns the tensor itself when it lies
// in memory that way (as all results of `fromChannelsLast` do, also after elementwise operations), so chains of
// conv, norm, relu and pool never transpose; `rawChannelsLast` reads its [N, H, W, C] raw.
import { rawOf, wrap } from "./access.ts";
import type { Storage } from "./memory/storage.ts";
import { channelsLast, channelsLastLayout, isChannelsLast } from "./ops/copy.ts";
import { type Raw, reshapeRaw, using } from "./raw.ts";
import { sameShape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

export { copyOf, isDense, rawOf, stridesOf, wrap } from "./access.ts";
export { accumulatorOf } from "./autograd/accumulate.ts";
export { mode } from "./autograd/mode.ts";
export type { BackwardRule, Gradients, Node } from "./autograd/node.ts";
export { nodeOf, record, recordMany, requiresGrad, tracks } from "./autograd/record.ts";
export { assign, inPlace } from "./inplace.ts";
export { onTerminated } from "./memory/cells.ts";
export { keep } from "./memory/scope.ts";
export { fromValues } from "./ops/creation.ts";
export { mapRaw, runBinary, runUnary } from "./ops/elementwise.ts";
export { sumTo } from "./ops/sum-to.ts";
export {
  alias,
  castRaw,
  download,
  type Raw,
  reshapeRaw,
  run,
  runList,
  runMany,
  scalarRaw,
  upload,
  using,
} from "./raw.ts";
export { broadcastShapes, normalizeDim, normalizeDims, sameShape, show, sizeOf } from "./shape.ts";
export { defineFluent } from "./tensor.ts";
export { channelsLast, isChannelsLast };

/**
 * Calls `fn` with the [N, H, W, C] raw tensor of a [N, C, H, W] tensor. Cheap if the tensor is `channelsLast` already;
 * call that first for a tensor which is read again in the backward pass.
 */
export function rawChannelsLast<T>(x: Tensor, fn: (raw: Raw) => T): T {
  const source = channelsLast(x);
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const physical = [n, h, w, c];
  const raw = source._layout === null ? rawOf(source) : source._storage.raw;
  if (sameShape(raw.shape, physical)) return fn(raw);
  return using([reshapeRaw(raw, physical)], fn);
}

/** A [N, C, H, W] tensor that owns a [N, H, W, C] raw tensor. */
export function fromChannelsLast(raw: Raw, dtype: Tensor["dtype"] = "float32"): Tensor {
  const [n, h, w, c] = raw.shape as [number, number, number, number];
  const shape = [n, c, h, w];
  return wrap(raw, dtype, shape, channelsLastLayout(shape));
}

/** A tensor that shares storage (and so in-place changes) with `x`, for subclasses: `super(...partsOf(x))`. */
export function partsOf(
  x: Tensor,
): [storage: Storage, shape: Tensor["shape"], dtype: Tensor["dtype"], layout: Tensor["_layout"]] {
  return [x._storage, x.shape, x.dtype, x._layout?.clone() ?? null];
}
