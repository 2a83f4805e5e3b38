// In-place operations: compute the result as usual, then put it into the tensor's storage.
import { isDense, offsetOf, rawOf, stridesOf } from "./access.ts";
import { mode } from "./autograd/mode.ts";
import type { Node } from "./autograd/node.ts";
import { nodeOf, record, requiresGrad } from "./autograd/record.ts";
import { category, typeName } from "./dtype.ts";
import { Storage } from "./memory/storage.ts";
import { asFrame, asStrided, frameOf, scatterToFrame } from "./ops/as-strided.ts";
import { ones } from "./ops/creation.ts";
import { sameArrangement } from "./ops/elementwise.ts";
import { alias } from "./raw.ts";
import { sameShape, show } from "./shape.ts";
import { writeView } from "./strided.ts";
import { Tensor } from "./tensor.ts";

/**
 * Runs `compute`, which makes a new tensor from `x`, and writes the result into `x`: views see it, and autograd follows.
 *
 * @param op the operation's name in messages: "add_"
 */
export function inPlace(op: string, x: Tensor, compute: () => Tensor): Tensor {
  checkLeaf(op, x);
  const result = compute();
  checkResult(op, x, result);
  const value = result.dtype === x.dtype ? result : result.to(x.dtype);
  const node = value === result ? nodeOf(result) : null;
  if (node !== null) swapSaved(node, x, snapshot);
  assign(x, value);
  // The result now lives in `x`: a rule that saved it reads it there, and so notices later changes.
  if (node !== null) swapSaved(node, result, () => x);
  if (mode.grad) rebase(x, node, value._slot);
  return x;
}

/** Writes values into a tensor's storage without any record. `value` must be fresh: its storage is taken. */
export function assign(x: Tensor, value: Tensor): void {
  const storage = x._storage;
  if (isDense(x) && isDense(value) && sameArrangement(x, value)) {
    storage.replace(value._storage.take());
    return;
  }
  storage.replace(writeView(storage.raw, x.shape, x._layout, rawOf(value)));
  value._layout?.cache?.free();
  value._storage.free();
}

function checkLeaf(op: string, x: Tensor): void {
  if (!mode.grad) return;
  if (x._leaf) {
    throw new Error(
      `${op}: a leaf tensor that requires a gradient is being changed in place. Change it inside noGrad(() => ...), or use a ` +
        "form that makes a new tensor",
    );
  }
  if (x._base?._leaf) {
    throw new Error(
      `${op}: a view of a leaf tensor that requires a gradient is being changed in place. Change it inside noGrad(() => ...)`,
    );
  }
}

function checkResult(op: string, x: Tensor, result: Tensor): void {
  if (!sameShape(x.shape, result.shape)) {
    throw new RangeError(
      `${op}: the result has shape ${show(result.shape)}, which does not fit the tensor's own ${show(x.shape)}`,
    );
  }
  if (category(result.dtype) > category(x.dtype)) {
    throw new TypeError(
      `${op}: the result type ${typeName(result.dtype)} cannot be written into a tensor of type ${typeName(x.dtype)}. Convert the tensor with float() first`,
    );
  }
}

/** The value before the operation, for a rule that needs it; no data is copied. */
function snapshot(x: Tensor): Tensor {
  const old = new Tensor(new Storage(alias(x._storage.raw)), x.shape, x.dtype, x._layout?.clone() ?? null);
  old._leaf = x._leaf;
  old._node = x._node;
  old._slot = x._slot;
  return old;
}

/** Lets a node's rule read another tensor in place of one it had saved. */
function swapSaved(node: Node, old: Tensor, replacement: (old: Tensor) => Tensor): void {
  if (node.saved === null || !node.saved.includes(old)) return;
  const next = replacement(old);
  node.saved = node.saved.map((saved, i) => {
    if (saved !== old) return saved;
    node.versions[i] = next._storage.version;
    next._storage.saved++;
    old._storage.saved--;
    return next;
  });
}

/** Gives `x`, and the base it is a view of, the history of the result. */
function rebase(x: Tensor, node: Node | null, slot: number): void {
  const base = x._base;
  if (base === null) {
    x._node = node;
    x._slot = slot;
    return;
  }
  const [strides, offset] = [[...stridesOf(x)], offsetOf(x)];
  const { shape } = x;
  if (node === null && !requiresGrad(base)) return;
  // The written part has the result's gradient, the rest the base's own.
  const written = new Tensor(x._storage, shape, x.dtype);
  written._node = node;
  written._slot = slot;
  const frame = frameOf(base);
  record("CopySlices", base, [base, written], [], (g, _, self) => {
    const part = asStrided(asFrame(g, frame), shape, strides, offset);
    const inside = scatterToFrame(ones(shape), frame, strides, offset);
    return [self.needs(0) ? g.where(inside.eq(0), 0) : null, self.needs(1) ? part : null];
  });
  base._slot = 0;
  x._nodeVersion = -1;
}
