import { inspect } from "node:util";
import type { Tensor } from "../tensor.ts";

/** One gradient for each input, null where none flows. */
export type Gradients = readonly (Tensor | null)[];

/**
 * The backward rule of an operation: from the gradient of its output to those of its inputs, in tensor operations, so that
 * it can be differentiated again. `node.gradients` holds all outputs' gradients for operations that have several.
 */
export type BackwardRule = (gradient: Tensor, saved: readonly Tensor[], node: Node) => Gradients;

// biome-ignore lint/suspicious/noConfusingVoidType: a hook that only looks returns nothing
export type TensorHook = (gradient: Tensor) => Tensor | undefined | void;

/** What only some tensors have. */
export interface Extra {
  grad: Tensor | null;
  retainsGrad: boolean;
  accumulator: Node | null;
  hooks: TensorHook[] | null;
}

const INFERENCE =
  "A tensor that was made in inferenceMode() cannot take part in a graph that is differentiated. Make it outside, with noGrad() " +
  "instead, or pass its clone()";

let sequence = 0;

/** A step of the graph that `backward` walks: made by an operation, held by its outputs. */
export class Node {
  /** Grows with execution, so that descending order is a reverse topological order. */
  readonly id = ++sequence;
  readonly name: string;
  /** What made each input, and as which of its outputs; null where no gradient is wanted. */
  readonly next: (Node | null)[];
  readonly slots: number[];
  rule: BackwardRule | null;
  /** Tensors the rule needs, and their storages' versions when they were saved; null once the graph is freed. */
  saved: Tensor[] | null;
  readonly versions: number[];
  /** Shapes of the outputs. */
  outputs: readonly Tensor["shape"][];
  /** Gradients of all outputs, while the rule runs. */
  gradients: Gradients = [];
  /** The leaf whose gradient this node accumulates. */
  variable: Tensor | null = null;
  /** Hooks of non-leaf tensors: called with the gradient of an output before the rule sees it. */
  hooks: { slot: number; call: TensorHook }[] | null = null;
  /** Outputs that asked for `retainGrad()`. */
  retained: { slot: number; tensor: Tensor }[] | null = null;
  /** Whether user code sees the gradients, which then must not be freed early. */
  userCode = false;
  /** Where the operation was called, in anomaly mode. */
  trace: string | null = null;

  constructor(name: string, next: (Node | null)[], slots: number[], rule: BackwardRule | null, saved: Tensor[]) {
    this.name = name;
    this.next = next;
    this.slots = slots;
    this.rule = rule;
    this.saved = saved;
    this.versions = new Array<number>(saved.length);
    for (let i = 0; i < saved.length; i++) {
      const storage = saved[i]!._storage;
      if (storage.inference) throw new Error(INFERENCE);
      this.versions[i] = storage.version;
      storage.saved++;
    }
    this.outputs = [];
  }

  /** Drops what the rule had saved; a node that saved nothing can run again. */
  free(): void {
    if (this.saved === null || this.saved.length === 0) return;
    for (const tensor of this.saved) tensor._storage.saved--;
    this.saved = null;
  }

  toString(): string {
    return `<${this.name}>`;
  }

  [inspect.custom](): string {
    return `<${this.name}>`;
  }

  /** Whether input `i` wants a gradient. */
  needs(i: number): boolean {
    return this.next[i] !== null;
  }
}
