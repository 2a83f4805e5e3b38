import type { Extra, Node } from "./autograd/node.ts";
import type { DType } from "./dtype.ts";
import type { Layout } from "./layout.ts";
import type { Storage } from "./memory/storage.ts";
import { type Shape, show } from "./shape.ts";

/**
 * A multi-dimensional array that records what made it, so that `backward()` can find gradients. PyTorch's semantics.
 *
 * Operations are methods (`x.add(y)`, `x.sum([2, 3], { keepdim: true })`) and, most of them, functions too. They stand in
 * `ops/`, by family. Make tensors with `tensor`, `zeros`, `randn` and their kin; the constructor is for subclasses.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]], { requiresGrad: true });
 * x.mul(x).sum().backward();
 * x.grad; // tensor([[2., 4.], [6., 8.]])
 */
export class Tensor {
  /** The sizes of the dimensions; `[]` for a single number. */
  readonly shape: Shape;
  readonly dtype: DType;
  /** @internal The box shared by all tensors that alias. */
  _storage: Storage;
  /** @internal How the shape reads the storage; null if it is all of it in row-major order. */
  _layout: Layout | null;
  /** @internal Whether this is a leaf that collects a gradient. */
  _leaf = false;
  /** @internal What made this tensor, and as which output; read it through `nodeOf`, since views may be out of date. */
  _node: Node | null = null;
  /** @internal */
  _slot = 0;
  /** @internal The tensor this is a view of, never itself a view; null if none. */
  _base: Tensor | null = null;
  /** @internal The storage version at which `_node` was right; matters for views only. */
  _nodeVersion = 0;
  /** @internal Gradient and hooks, for the tensors that have them. */
  _extra: Extra | null = null;

  constructor(storage: Storage, shape: Shape, dtype: DType, layout: Layout | null = null) {
    this._storage = storage;
    this.shape = shape;
    this.dtype = dtype;
    this._layout = layout;
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.shape.length;
  }

  /** The number of dimensions, as `ndim`. */
  dim(): number {
    return this.shape.length;
  }

  /** The number of elements. */
  numel(): number {
    let n = 1;
    for (let i = 0; i < this.shape.length; i++) n *= this.shape[i]!;
    return n;
  }

  /** All sizes, or the size of one dimension. */
  size(): number[];
  size(dim: number): number;
  size(dim?: number): number | number[] {
    if (dim === undefined) return [...this.shape];
    const size = this.shape.at(dim);
    if (size === undefined)
      throw new RangeError(`size: dimension ${dim} is out of range for shape ${show(this.shape)}`);
    return size;
  }

  /** The size of the first dimension. */
  get length(): number {
    if (this.shape.length === 0)
      throw new TypeError("length: a 0-dimensional tensor has no length; read it with item()");
    return this.shape[0]!;
  }

  /** The number of operations that changed this tensor's storage in place. */
  get _version(): number {
    return this._storage.version;
  }
}

/** Functions of a tensor that become methods of the interface `M`. */
type Fluent<M> = {
  [K in keyof M]: M[K] extends (...args: infer A) => infer R ? (x: Tensor, ...args: A) => R : never;
};

/**
 * Makes functions of a tensor (and at most four more arguments) methods of all tensors. Each family of operations
 * brings its own, and declares them on the interface.
 */
export function defineFluent<M>(functions: Fluent<M>): void {
  for (const [name, fn] of Object.entries(functions) as [string, (...args: unknown[]) => unknown][]) {
    const value = function (this: Tensor, a: unknown, b: unknown, c: unknown, d: unknown) {
      return fn(this, a, b, c, d);
    };
    Object.defineProperty(value, "name", { value: name });
    Object.defineProperty(Tensor.prototype, name, { value, writable: true, configurable: true });
  }
}

/** Adds getters and setters to all tensors. */
export function defineAccessors(accessors: object): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(accessors))) {
    Object.defineProperty(Tensor.prototype, name, { ...descriptor, enumerable: false });
  }
}
