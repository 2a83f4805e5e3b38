import type { Tensor } from "../../tensor/index.ts";
import { Module } from "../module/module.ts";
import { Parameter } from "../parameter.ts";

/** A module that takes a tensor and returns one. */
export type Layer = Module & { forward(input: Tensor): Tensor };

/** Modules under the names "0", "1" ... */
abstract class ModuleSequence<M extends Module> extends Module {
  protected readonly items: M[] = [];

  get length(): number {
    return this.items.length;
  }

  /** The module at an index; -1 is the last. */
  at(index: number): M {
    const found = this.items.at(index);
    if (found) return found;
    throw new RangeError(`${this.constructor.name}: expected an index into ${this.length} modules, got ${index}`);
  }

  append(module: M): this {
    this.items.push(checkModule(this, module, this.length));
    return this;
  }

  insert(index: number, module: M): this {
    this.items.splice(index, 0, checkModule(this, module, index));
    return this;
  }

  extend(modules: Iterable<M>): this {
    for (const module of modules) this.append(module);
    return this;
  }

  [Symbol.iterator](): Iterator<M> {
    return this.items[Symbol.iterator]();
  }

  protected override *members(): Iterable<[string, unknown]> {
    for (const member of super.members()) if (member[0] !== "items") yield member;
    for (const [i, module] of this.items.entries()) yield [String(i), module];
  }

  protected override setChild(name: string, module: Module): void {
    if (Number(name) in this.items) this.items[Number(name)] = module as M;
    else super.setChild(name, module);
  }
}

/**
 * Modules that run one after the other.
 *
 * @example
 * const model = new nn.Sequential(new nn.Linear(4, 16), new nn.ReLU(), new nn.Linear(16, 3));
 */
export class Sequential extends ModuleSequence<Layer> {
  constructor(...modules: Layer[]) {
    super();
    this.extend(modules);
  }

  forward(input: Tensor): Tensor {
    let x = input;
    for (const module of this.items) x = module.forward(x);
    return x;
  }

  /** The modules from `start` up to `end` as a Sequential of their own. */
  slice(start?: number, end?: number): Sequential {
    return new Sequential(...this.items.slice(start, end));
  }
}

/**
 * A list of modules, to be called as you like.
 *
 * @example
 * const blocks = new nn.ModuleList([new nn.Linear(4, 4), new nn.Linear(4, 4)]);
 * for (const block of blocks) x = block.forward(x);
 */
export class ModuleList<M extends Module = Layer> extends ModuleSequence<M> {
  constructor(modules: Iterable<M> = []) {
    super();
    this.extend(modules);
  }

  forward(): never {
    throw new TypeError(
      "ModuleList has no forward; call its modules in a loop, or use nn.Sequential to run them in order",
    );
  }
}

/**
 * A list of parameters: an array of them would be neither trained nor saved.
 *
 * @example
 * this.scales = new nn.ParameterList([ones([3]), ones([5])]);
 */
export class ParameterList extends Module {
  readonly #items: Parameter[] = [];

  constructor(parameters: Iterable<Tensor> = []) {
    super();
    for (const parameter of parameters) this.append(parameter);
  }

  get length(): number {
    return this.#items.length;
  }

  at(index: number): Parameter {
    const found = this.#items.at(index);
    if (found) return found;
    throw new RangeError(`ParameterList: no parameter ${index}, there are ${this.#items.length}`);
  }

  append(parameter: Tensor): this {
    this.#items.push(parameter instanceof Parameter ? parameter : new Parameter(parameter));
    return this;
  }

  [Symbol.iterator](): Iterator<Parameter> {
    return this.#items[Symbol.iterator]();
  }

  forward(): never {
    throw new TypeError("ParameterList has no forward; compute with its parameters");
  }

  protected override *members(): Iterable<[string, unknown]> {
    yield* super.members();
    for (const [i, parameter] of this.#items.entries()) yield [String(i), parameter];
  }
}

/**
 * Modules by name.
 *
 * @example
 * const heads = new nn.ModuleDict({ digits: new nn.Linear(16, 10), parity: new nn.Linear(16, 2) });
 * heads.get("digits").forward(features); // [N, 16] -> [N, 10]
 */
export class ModuleDict<M extends Module = Layer> extends Module {
  readonly #items = new Map<string, M>();

  constructor(modules: Readonly<Record<string, M>> | Iterable<readonly [string, M]> = {}) {
    super();
    const entries = Symbol.iterator in modules ? modules : Object.entries(modules);
    for (const [name, module] of entries) this.set(name, module);
  }

  get length(): number {
    return this.#items.size;
  }

  has(name: string): boolean {
    return this.#items.has(name);
  }

  get(name: string): M {
    const found = this.#items.get(name);
    if (found) return found;
    throw new RangeError(
      `ModuleDict: no module "${name}", only ${[...this.#items.keys()].map((key) => `"${key}"`).join(", ")}`,
    );
  }

  set(name: string, module: M): this {
    if (name === "" || name.includes("."))
      throw new RangeError(
        `ModuleDict: a name must not be empty or hold a dot, which separates names in a path, got "${name}"`,
      );
    this.#items.set(name, checkModule(this, module, name));
    return this;
  }

  delete(name: string): boolean {
    return this.#items.delete(name);
  }

  keys(): string[] {
    return [...this.#items.keys()];
  }

  values(): M[] {
    return [...this.#items.values()];
  }

  entries(): [string, M][] {
    return [...this.#items];
  }

  forward(): never {
    throw new TypeError("ModuleDict has no forward; call its modules by name");
  }

  protected override *members(): Iterable<[string, unknown]> {
    yield* super.members();
    yield* this.#items;
  }

  protected override setChild(name: string, module: Module): void {
    if (this.#items.has(name)) this.#items.set(name, module as M);
    else super.setChild(name, module);
  }
}

function checkModule<M extends Module>(owner: Module, module: M, place: number | string): M {
  if (module instanceof Module) return module;
  throw new TypeError(`${owner.constructor.name}: expected a module at ${place}, got ${describe(module, owner)}`);
}

function describe(given: unknown, owner: Module): string {
  if (Array.isArray(given))
    return `an array; ${owner instanceof Sequential ? "write new nn.Sequential(...layers)" : "pass its modules one by one"}`;
  if (typeof given !== "function") return typeof given;
  if (given.prototype instanceof Module) return `the class ${given.name}; make one of it: new nn.${given.name}(...)`;
  return "a function; a plain function has no place here, write a module with that forward";
}
