import type { Tensor } from "../tensor.ts";
import { type Extra, Node } from "./node.ts";

export function extraOf(x: Tensor): Extra {
  x._extra ??= { grad: null, retainsGrad: false, accumulator: null, hooks: null };
  return x._extra;
}

/** The node that adds to a leaf's `.grad`; one for each leaf. */
export function accumulatorOf(leaf: Tensor): Node {
  const extra = extraOf(leaf);
  if (extra.accumulator === null) {
    const node = new Node("AccumulateGrad", [], [], null, []);
    node.variable = leaf;
    node.outputs = [leaf.shape];
    extra.accumulator = node;
  }
  return extra.accumulator;
}
