// The backward pass: walks the graph from its outputs and frees what it can as it goes.
import { copyOf } from "../access.ts";
import { assign } from "../inplace.ts";
import type { Storage } from "../memory/storage.ts";
import { recorders } from "../memory/storage.ts";
import { sweepIfDue } from "../memory/sweep.ts";
import { add } from "../ops/arithmetic.ts";
import { sameShape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { extraOf } from "./accumulate.ts";
import { checkForNan, describeNode } from "./anomaly.ts";
import { applyHooks } from "./hooks.ts";
import { mode } from "./mode.ts";
import type { Node } from "./node.ts";

export interface Root {
  node: Node;
  slot: number;
  gradient: Tensor;
}

export interface PassOptions {
  retainGraph: boolean;
  createGraph: boolean;
  /** Where `grad()` wants gradients; leaves then collect none. Null for `backward()`. */
  capture: Map<Node, Map<number, Tensor | null>> | null;
}

/** Gradients that the pass made itself, with the number of places that wait for them. */
class Owned {
  readonly #held = new Map<Storage, number>();

  adopt(storage: Storage): void {
    if (!this.#held.has(storage)) this.#held.set(storage, 0);
  }

  hold(gradient: Tensor): void {
    const count = this.#held.get(gradient._storage);
    if (count !== undefined) this.#held.set(gradient._storage, count + 1);
  }

  release(gradient: Tensor): void {
    const count = this.#held.get(gradient._storage);
    if (count === undefined) return;
    if (count > 1) this.#held.set(gradient._storage, count - 1);
    else {
      this.#held.delete(gradient._storage);
      gradient._layout?.cache?.free();
      gradient._storage.free();
    }
  }

  /** Whether nobody else waits for it; if so it is the caller's from now on. */
  surrender(gradient: Tensor): boolean {
    if (this.#held.get(gradient._storage) !== 1) return false;
    this.#held.delete(gradient._storage);
    return true;
  }

  /** User code has seen it: only the garbage collector may free it. */
  expose(gradient: Tensor): void {
    this.#held.delete(gradient._storage);
  }
}

export function runBackward(roots: readonly Root[], options: PassOptions): void {
  const before = mode.grad;
  const outer = recorders.active;
  mode.grad = options.createGraph;
  try {
    new Pass(options).run(roots);
  } finally {
    mode.grad = before;
    recorders.active = outer;
  }
  sweepIfDue();
}

class Pass {
  readonly #options: PassOptions;
  readonly #waiting = new Map<Node, (Tensor | null)[]>();
  readonly #owned = new Owned();

  constructor(options: PassOptions) {
    this.#options = options;
  }

  run(roots: readonly Root[]): void {
    const nodes = reachable(roots.map((root) => root.node));
    for (const { node, slot, gradient } of roots) this.#deliver(node, slot, gradient);
    for (const node of nodes) this.#visit(node);
  }

  #visit(node: Node): void {
    const gradients = this.#waiting.get(node);
    if (gradients === undefined) return;
    this.#waiting.delete(node);
    if (node.hooks !== null || node.retained !== null || node.userCode) this.#show(node, gradients);
    this.#capture(node, gradients);
    if (node.variable !== null) this.#accumulate(node.variable, gradients[0]!);
    else if (node.rule !== null) this.#differentiate(node, gradients);
    for (const gradient of gradients) if (gradient !== null) this.#owned.release(gradient);
  }

  #show(node: Node, gradients: (Tensor | null)[]): void {
    for (const gradient of gradients) if (gradient !== null) this.#owned.expose(gradient);
    applyHooks(node, gradients);
  }

  #capture(node: Node, gradients: readonly (Tensor | null)[]): void {
    const wanted = this.#options.capture?.get(node);
    if (wanted === undefined) return;
    for (const slot of wanted.keys()) {
      const gradient = gradients[slot] ?? null;
      if (gradient !== null) this.#owned.expose(gradient);
      wanted.set(slot, gradient);
    }
  }

  #differentiate(node: Node, gradients: readonly (Tensor | null)[]): void {
    const first = gradients.find((gradient) => gradient !== null)!;
    const saved = unpack(node);
    node.gradients = gradients;
    const outer = recorders.active;
    const made: Storage[] = [];
    if (!this.#options.createGraph && !node.userCode) recorders.active = made;
    let results: readonly (Tensor | null)[];
    try {
      results = node.rule!(node.outputs.length > 1 ? (gradients[0] ?? first) : first, saved, node);
    } finally {
      recorders.active = outer;
      node.gradients = [];
    }
    if (mode.anomaly) checkForNan(node, results);
    this.#settle(node, results, made);
    if (!this.#options.retainGraph) node.free();
  }

  /** Passes results on, and frees what the rule made on the way to them. */
  #settle(node: Node, results: readonly (Tensor | null)[], made: readonly Storage[]): void {
    const passed = new Set<Storage>();
    for (let i = 0; i < node.next.length; i++) {
      if (results[i] != null && node.next[i] !== null) passed.add(results[i]!._storage);
    }
    for (const storage of made) {
      if (passed.has(storage)) this.#owned.adopt(storage);
      else storage.free();
    }
    for (let i = 0; i < node.next.length; i++) {
      const [target, result] = [node.next[i]!, results[i]];
      if (target !== null && result != null) this.#deliver(target, node.slots[i]!, result, node);
    }
  }

  #deliver(target: Node, slot: number, gradient: Tensor, from?: Node): void {
    const expected = target.outputs[slot];
    if (expected !== undefined && !sameShape(expected, gradient.shape)) {
      throw new RangeError(
        `${from ? describeNode(from) : "backward"} returned a gradient of shape ${show(gradient.shape)}, expected ${show(expected)}`,
      );
    }
    let waiting = this.#waiting.get(target);
    if (waiting === undefined) {
      waiting = new Array<Tensor | null>(Math.max(target.outputs.length, 1)).fill(null);
      this.#waiting.set(target, waiting);
    }
    const old = waiting[slot];
    if (old == null) {
      this.#owned.hold(gradient);
      waiting[slot] = gradient;
      return;
    }
    this.#owned.hold(gradient);
    const sum = add(old, gradient);
    if (!this.#options.createGraph) this.#owned.adopt(sum._storage);
    this.#owned.hold(sum);
    waiting[slot] = sum;
    this.#owned.release(old);
    this.#owned.release(gradient);
  }

  #accumulate(leaf: Tensor, gradient: Tensor): void {
    if (this.#options.capture !== null) return;
    const extra = extraOf(leaf);
    if (this.#options.createGraph) extra.grad = extra.grad === null ? gradient : add(extra.grad, gradient);
    else if (extra.grad !== null) {
      // A gradient with a history of its own may be needed there: it is not changed in place.
      if (extra.grad._node === null) assign(extra.grad, add(extra.grad, gradient));
      else extra.grad = add(extra.grad, gradient);
    } else if (gradient._base === null && this.#owned.surrender(gradient)) extra.grad = gradient;
    else extra.grad = copyOf(gradient);
    extra.grad._storage.pinned = true;
  }
}

/** Every node that the roots lead to, the latest first. */
function reachable(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>(roots);
  const stack = [...seen];
  while (stack.length > 0) {
    for (const next of stack.pop()!.next) {
      if (next !== null && !seen.has(next)) {
        seen.add(next);
        stack.push(next);
      }
    }
  }
  return [...seen].sort((a, b) => b.id - a.id);
}

/** The saved tensors, if the graph still has them and nobody changed them. */
function unpack(node: Node): readonly Tensor[] {
  if (node.saved === null) {
    throw new Error(
      `Trying to backward through the graph a second time: the values that ${describeNode(node)} had saved were freed by the ` +
        "first backward. Pass { retainGraph: true } to the first one, or run the forward pass again before each backward",
    );
  }
  node.saved.forEach((tensor, i) => {
    const version = tensor._storage.version;
    if (version !== node.versions[i]) throw changed(node, tensor, node.versions[i]!);
  });
  return node.saved;
}

function changed(node: Node, tensor: Tensor, expected: number): Error {
  return new Error(
    "One of the variables needed for gradient computation has been modified by an in-place operation: " +
      `${tensor.dtype} ${show(tensor.shape)}, saved by ${describeNode(node)}, is at version ${tensor._storage.version}; ` +
      `expected version ${expected}. Use the operation's form without the trailing "_" (x = x.add(1)), or change a clone()`,
  );
}
