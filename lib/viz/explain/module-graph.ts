import type { Module } from "../../nn/module/module.ts";
import { scope, Tensor } from "../../tensor/index.ts";
import { accumulatorOf, type Node, nodeOf } from "../../tensor/internal.ts";
import { evaluating, type ImageModel } from "./capture.ts";

/** The input, a call of a module, or a place where several values meet. */
export interface GraphBox {
  kind: "input" | "module" | "join";
  /** A module's path, or the operation's name. */
  name: string;
  /** A module's class; "" otherwise. */
  type: string;
  /** Of the output. */
  shape: readonly number[];
  parameters: number;
  /** Where its inputs come from, as indices into the boxes. */
  from: number[];
}

/** A call while the model runs. */
interface Call {
  path: string;
  module: Module;
  inputs: Tensor[];
}

/**
 * What a model's modules hand to each other: read off the graph that autograd records in one forward pass.
 *
 * Operations between modules show where they join values ("add", "cat"); the others are left out.
 *
 * @param depth modules this deep are boxes, with all that is inside them; null for the innermost
 */
export function moduleGraph(model: ImageModel, input: Tensor, depth: number | null): GraphBox[] {
  // Freed at the end, but for the boxes' plain values.
  return scope(() => {
    const x = input.detach().requiresGrad_(true);
    const tracer = new Tracer(x);
    const handles = model.namedModules().flatMap(([path, module]) => {
      if (module.children().length > 0 && (path === "" || depth === null || path.split(".").length < depth)) return [];
      return [
        module.registerForwardPreHook((_, given) => tracer.enter(path, module, given)),
        module.registerForwardHook((_, __, output) => tracer.leave(output)),
      ];
    });
    try {
      const output = evaluating(model, () => model.forward(x));
      for (const tensor of tensorsOf(output)) tracer.sources(nodeOf(tensor));
    } finally {
      for (const handle of handles) handle.remove();
    }
    return tracer.boxes;
  });
}

class Tracer {
  readonly boxes: GraphBox[] = [];
  readonly #input: Tensor;
  readonly #open: Call[] = [];
  /** Which box made what a node stands for, and from which nodes that box was made. */
  readonly #made = new Map<Node, { box: GraphBox; from: (Node | null)[] }>();
  readonly #known = new Map<Node, number[]>();

  constructor(input: Tensor) {
    this.#input = input;
    this.boxes.push({ kind: "input", name: "input", type: "", shape: [...input.shape], parameters: 0, from: [] });
  }

  enter(path: string, module: Module, given: readonly unknown[]): undefined {
    this.#open.push({ path, module, inputs: tensorsOf(given) });
  }

  leave(output: unknown): undefined {
    const { path, module, inputs } = this.#open.pop()!;
    if (this.#open.length > 0) return;
    const from = inputs.map((tensor) => this.#origin(tensor));
    const outputs = tensorsOf(output);
    const box: GraphBox = {
      kind: "module",
      name: path || module.constructor.name,
      type: module.constructor.name,
      shape: [...(outputs[0]?.shape ?? [])],
      parameters: module.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0),
      from: [],
    };
    for (const tensor of outputs) {
      const node = this.#origin(tensor);
      // What hands its input on, such as an Identity, is no step.
      if (node !== null && !from.includes(node)) this.#made.set(node, { box, from });
    }
  }

  /** The boxes that a value comes from, nearest first. */
  sources(node: Node | null): number[] {
    if (node === null) return [];
    const known = this.#known.get(node);
    if (known) return known;
    const found = this.#find(node);
    this.#known.set(node, found);
    return found;
  }

  #find(node: Node): number[] {
    if (node.variable !== null) return node.variable === this.#input ? [0] : [];
    const made = this.#made.get(node);
    if (made) {
      const same = this.boxes.indexOf(made.box);
      return [same >= 0 ? same : this.#add(made.box, this.#all(made.from))];
    }
    const from = this.#all(node.next);
    if (from.length < 2) return from;
    const name = node.name.replace(/Backward\d*$/, "").toLowerCase();
    const shape = [...(node.outputs[0] ?? [])];
    return [this.#add({ kind: "join", name, type: "", shape, parameters: 0, from: [] }, from)];
  }

  #all(nodes: readonly (Node | null)[]): number[] {
    return [...new Set(nodes.flatMap((node) => this.sources(node)))];
  }

  #add(box: GraphBox, from: number[]): number {
    box.from = from;
    return this.boxes.push(box) - 1;
  }

  /** The node of a value; the input is a leaf and has one only where it was used. */
  #origin(tensor: Tensor): Node | null {
    return tensor === this.#input ? accumulatorOf(tensor) : nodeOf(tensor);
  }
}

function tensorsOf(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(tensorsOf);
}
