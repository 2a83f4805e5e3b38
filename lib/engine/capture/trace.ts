// What steps were seen to do: a tree of operations, in which steps that begin alike share their beginning.
import type { OpAttribute } from "../tensorflow/attributes.ts";

/** A tensor that the step finds or brings from the host: it may hold other values each time, in the same shape. */
export interface Leaf {
  kind: "leaf";
  /** Leaves are counted in the order in which the step first uses them. */
  slot: number;
  shape: readonly number[];
  dtype: number;
}

/** A shape, axes, a permutation: integers that decide what an operation does. */
export interface Constant {
  kind: "constant";
  shape: readonly number[];
  dtype: number;
  values: Int32Array;
}

/** An output of an earlier operation of the step. */
export interface Result {
  kind: "result";
  /** The place of the operation in the step, and of the output among its outputs. */
  operation: number;
  output: number;
}

export type Source = Leaf | Constant | Result;

export interface OutputInfo {
  shape: number[];
  dtype: number;
}

/** A function of TensorFlow that does all of a step. */
export interface StepFunction {
  name: string;
  /** The slots of the leaves that are its inputs. */
  leaves: number[];
}

/** One operation, after those of its ancestors. */
export class Operation {
  readonly name: string;
  readonly attributes: readonly OpAttribute[];
  readonly inputs: readonly Source[];
  readonly outputs: readonly OutputInfo[];
  readonly parent: Operation | null;
  /** The place in the step; -1 for the tree's root, which stands for the beginning. */
  readonly place: number;
  /** What came next, the latest first. */
  children: Operation[] = [];
  /** How many steps ended here. */
  ended = 0;
  /** By the results that are wanted of a step that ended here. */
  readonly functions = new Map<string, StepFunction>();

  constructor(
    parent: Operation | null,
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly Source[],
    outputs: readonly OutputInfo[],
  ) {
    this.parent = parent;
    this.place = parent === null ? -1 : parent.place + 1;
    this.name = name;
    this.attributes = attributes;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** The child that does this, if it was seen before. */
  find(name: string, attributes: readonly OpAttribute[], inputs: readonly Source[]): Operation | null {
    const at = this.children.findIndex(
      (child) =>
        child.name === name && sameAttributes(child.attributes, attributes) && sameSources(child.inputs, inputs),
    );
    if (at < 0) return null;
    const [child] = at === 0 ? this.children : this.children.splice(at, 1);
    if (at > 0) this.children.unshift(child!);
    return child!;
  }

  /** All operations from the beginning to this one. */
  path(): Operation[] {
    const path: Operation[] = new Array(this.place + 1);
    for (let at: Operation = this; at.parent !== null; at = at.parent) path[at.place] = at;
    return path;
  }

  /** Takes a branch out of the tree that no step ends in any more. */
  prune(): void {
    for (let at: Operation = this; at.parent !== null && at.ended === 0 && at.children.length === 0; at = at.parent)
      at.parent.children = at.parent.children.filter((child) => child !== at);
  }
}

/** The operations of a path that the wanted results depend on. */
export function neededFor(path: readonly Operation[], wanted: Iterable<Result>): Operation[] {
  const needed = new Uint8Array(path.length);
  for (const { operation } of wanted) needed[operation] = 1;
  for (let place = path.length - 1; place >= 0; place--) {
    if (needed[place] === 0) continue;
    for (const input of path[place]!.inputs) if (input.kind === "result") needed[input.operation] = 1;
  }
  return path.filter((_, place) => needed[place] === 1);
}

function sameAttributes(a: readonly OpAttribute[], b: readonly OpAttribute[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (x.name !== y.name || x.type !== y.type) return false;
    if (x.value === y.value) continue;
    if (!Array.isArray(x.value) || !Array.isArray(y.value) || !sameNumbers(x.value, y.value)) return false;
  }
  return true;
}

function sameSources(a: readonly Source[], b: readonly Source[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!sameSource(a[i]!, b[i]!)) return false;
  return true;
}

function sameSource(a: Source, b: Source): boolean {
  if (a.kind === "result") return b.kind === "result" && a.operation === b.operation && a.output === b.output;
  if (b.kind === "result" || a.dtype !== b.dtype || !sameNumbers(a.shape, b.shape)) return false;
  if (a.kind === "leaf") return b.kind === "leaf" && a.slot === b.slot;
  return b.kind === "constant" && sameNumbers(a.values, b.values);
}

function sameNumbers(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
