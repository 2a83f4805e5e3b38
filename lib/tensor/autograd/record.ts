import { offsetOf, stridesOf } from "../access.ts";
import { frameOf, scatterToFrame } from "../ops/as-strided.ts";
import type { Tensor } from "../tensor.ts";
import { accumulatorOf } from "./accumulate.ts";
import { captureTrace } from "./anomaly.ts";
import { mode } from "./mode.ts";
import { type BackwardRule, Node } from "./node.ts";

/** What made a tensor, brought up to date if the tensor is a view whose base was changed in place. */
export function nodeOf(x: Tensor): Node | null {
  if (x._base !== null && x._nodeVersion !== x._storage.version) refreshView(x);
  return x._node;
}

/** Whether a gradient flows to this tensor. */
export function requiresGrad(x: Tensor): boolean {
  return x._leaf || nodeOf(x) !== null;
}

/** Whether an operation on these inputs has to be recorded. */
export function tracks(a: Tensor, b?: Tensor | null, c?: Tensor | null): boolean {
  return mode.grad && (requiresGrad(a) || (b != null && requiresGrad(b)) || (c != null && requiresGrad(c)));
}

/**
 * Links an output to the operation that made it. Call only when `tracks` says so.
 *
 * @param name PyTorch's name of the backward function: "MulBackward0"
 * @param saved tensors that `rule` reads; their versions are checked before it runs
 */
export function record(
  name: string,
  output: Tensor,
  inputs: readonly (Tensor | null)[],
  saved: Tensor[],
  rule: BackwardRule,
): Tensor {
  const node = makeNode(name, inputs, saved, rule);
  node.outputs = [output.shape];
  output._node = node;
  return output;
}

/** As `record`, for an operation with several outputs; `differentiable` leaves out those of integer type. */
export function recordMany(
  name: string,
  outputs: readonly Tensor[],
  inputs: readonly (Tensor | null)[],
  saved: Tensor[],
  rule: BackwardRule,
): Node {
  const node = makeNode(name, inputs, saved, rule);
  node.outputs = outputs.map((output) => output.shape);
  outputs.forEach((output, slot) => {
    if (output.dtype !== "float32") return;
    output._node = node;
    output._slot = slot;
  });
  return node;
}

function makeNode(name: string, inputs: readonly (Tensor | null)[], saved: Tensor[], rule: BackwardRule): Node {
  const next = new Array<Node | null>(inputs.length);
  const slots = new Array<number>(inputs.length);
  for (let i = 0; i < inputs.length; i++) {
    const x = inputs[i]!;
    if (x === null) {
      next[i] = null;
      slots[i] = 0;
      continue;
    }
    next[i] = x._leaf ? accumulatorOf(x) : nodeOf(x);
    slots[i] = x._slot;
  }
  const node = new Node(name, next, slots, rule, saved);
  if (mode.anomaly) node.trace = captureTrace();
  return node;
}

/** A view whose base was changed in place follows the base's new history, as in PyTorch. */
function refreshView(x: Tensor): void {
  const base = x._base!;
  x._nodeVersion = x._storage.version;
  const [strides, offset] = [stridesOf(x), offsetOf(x)];
  if (!requiresGrad(base)) {
    x._node = null;
    return;
  }
  const frame = frameOf(base);
  const node = makeNode("AsStridedBackward0", [base], [], (g) => [scatterToFrame(g, frame, strides, offset)]);
  node.outputs = [x.shape];
  x._node = node;
  x._slot = 0;
}
