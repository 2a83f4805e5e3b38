import { rawOf, wrap } from "../access.ts";
import { unrecorded } from "../autograd/mode.ts";
import { record, tracks } from "../autograd/record.ts";
import { run } from "../raw.ts";
import { normalizeDim } from "../shape.ts";
import { defineFluent, type Tensor } from "../tensor.ts";

/** Exponentials along a dimension, divided by their sum. */
export function softmax(x: Tensor, dim: number): Tensor {
  const at = normalizeDim(dim, x.shape.length, "softmax");
  const out = unrecorded(() => normalized(x.float(), at));
  if (!tracks(x)) return out;
  return record("SoftmaxBackward0", out, [x], [out], (g, [y]) => {
    const weighted = g.mul(y!);
    return [weighted.sub(y!.mul(weighted.sum(at, { keepdim: true })))];
  });
}

/** The kernel works on the last of two dimensions. */
function normalized(x: Tensor, dim: number): Tensor {
  const last = Math.max(x.shape.length - 1, 0);
  if (dim !== last) return normalized(x.transpose(dim, last), last).transpose(dim, last).contiguous();
  const rows = x.reshape([-1, x.shape[last] ?? 1]);
  const out = wrap(run("Softmax", { logits: rawOf(rows) }, { dim: 1 }), "float32");
  return out.reshape(x.shape).clone();
}

/** The logarithm of `softmax`, without overflow. */
export function logSoftmax(x: Tensor, dim: number): Tensor {
  const at = normalizeDim(dim, x.shape.length, "logSoftmax");
  const out = unrecorded(() => {
    const shifted = x.float().sub(x.amax(at, { keepdim: true }));
    return shifted.sub(shifted.exp().sum(at, { keepdim: true }).log());
  });
  if (!tracks(x)) return out;
  return record("LogSoftmaxBackward0", out, [x], [out], (g, [y]) => [
    g.sub(y!.exp().mul(g.sum(at, { keepdim: true }))),
  ]);
}

interface SoftmaxMethods {
  /** Exponentials along a dimension, divided by their sum. */
  softmax(dim: number): Tensor;
  /** The logarithm of `softmax`, without overflow. */
  logSoftmax(dim: number): Tensor;
}

declare module "../tensor.ts" {
  interface Tensor extends SoftmaxMethods {}
}

defineFluent<SoftmaxMethods>({ softmax, logSoftmax });
