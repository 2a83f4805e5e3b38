import { hintMembers } from "../../hints.ts";
import type { Tensor } from "../../tensor/index.ts";
import { keep } from "../../tensor/internal.ts";
import { Parameter } from "../parameter.ts";
import { withBackwardHooks } from "./backward-hooks.ts";
import { runIn } from "./context.ts";
import { type HookHandle, HookList } from "./hooks.ts";
import { formatModule } from "./repr.ts";
import { type LoadResult, loadStateDict, type StateDict, stateDict } from "./state-dict.ts";

/** Sees the inputs before forward runs; what it returns, if anything, replaces them. */
export type ForwardPreHook = (module: Module, inputs: readonly unknown[]) => unknown;
/** Sees inputs and output after forward has run; what it returns, if anything, replaces the output. */
export type ForwardHook = (module: Module, inputs: readonly unknown[], output: unknown) => unknown;
/** Sees the gradients of inputs and outputs; what it returns, if anything, replaces the inputs' gradients. */
export type BackwardHook = (
  module: Module,
  gradInput: readonly (Tensor | null)[],
  gradOutput: readonly (Tensor | null)[],
) => readonly (Tensor | null)[] | undefined;

/**
 * Base class of all layers and models.
 *
 * Parameters, buffers and other modules that are assigned to properties are found by themselves, in the order of
 * assignment (not in `#private` fields). `forward` is wrapped at construction, so that hooks run and errors name the layer.
 *
 * @example
 * class Net extends nn.Module {
 *   readonly hidden = new nn.Linear(4, 16);
 *   readonly output = new nn.Linear(16, 3);
 *   forward(x: Tensor) {
 *     return this.output.forward(F.relu(this.hidden.forward(x)));
 *   }
 * }
 */
export abstract class Module {
  /** Property names whose state-dict keys differ: PyTorch's, where a class has them in camelCase. */
  static readonly stateKeys: Readonly<Record<string, string>> = {};

  /** Whether dropout drops and batch norm takes the batch's statistics. Set by `train()` and `eval()`. */
  training = true;
  readonly #buffers = new Map<string, { persistent: boolean }>();
  readonly #preHooks = new HookList<ForwardPreHook>();
  readonly #hooks = new HookList<ForwardHook>();
  readonly #backwardHooks = new HookList<BackwardHook>();

  abstract forward(...inputs: never[]): unknown;

  constructor() {
    const forward = this.forward as (...inputs: unknown[]) => unknown;
    Object.defineProperty(this, "forward", {
      value: (...inputs: unknown[]) => this.#call(forward, inputs),
      writable: true,
      configurable: true,
    });
  }

  #call(forward: (...inputs: unknown[]) => unknown, given: unknown[]): unknown {
    return runIn(this, given, () => {
      let inputs: readonly unknown[] = given;
      for (const hook of this.#preHooks) {
        const replaced = hook(this, inputs);
        if (replaced !== undefined) inputs = Array.isArray(replaced) ? replaced : [replaced];
      }
      const run = (values: readonly unknown[]) => {
        let output = forward.apply(this, [...values]);
        if (output === undefined)
          throw new TypeError(`${this.constructor.name}.forward returned nothing; end it with return`);
        for (const hook of this.#hooks) output = hook(this, values, output) ?? output;
        return output;
      };
      return this.#backwardHooks.size === 0
        ? run(inputs)
        : withBackwardHooks(this, [...this.#backwardHooks], inputs, run);
    });
  }

  /** What a module consists of: its own properties. Containers say it themselves. */
  protected *members(): Iterable<[string, unknown]> {
    const keys = (this.constructor as typeof Module).stateKeys;
    for (const [name, value] of Object.entries(this)) yield [keys[name] ?? name, value];
  }

  /** Puts another module in the place of a direct child. */
  protected setChild(name: string, module: Module): void {
    const keys = (this.constructor as typeof Module).stateKeys;
    const property = Object.keys(this).find((key) => (keys[key] ?? key) === name) ?? name;
    Object.assign(this, { [property]: module });
  }

  /** The direct children with their names. */
  namedChildren(): [string, Module][] {
    const seen = new Set<Module>();
    const children: [string, Module][] = [];
    for (const [name, value] of this.members()) {
      if (value instanceof Module && !seen.has(value)) children.push([name, value]);
      if (value instanceof Module) seen.add(value);
      if (Array.isArray(value) && value.some((item) => item instanceof Module)) this.#refuseArray(name);
    }
    return children;
  }

  /** PyTorch overlooks such modules in silence; they would not be trained, saved or switched to eval. */
  #refuseArray(name: string): never {
    throw new TypeError(
      `${this.constructor.name}.${name} is a plain array of modules, which would not be trained or saved; ` +
        `write this.${name} = new nn.ModuleList([...])`,
    );
  }

  children(): Module[] {
    return this.namedChildren().map(([, child]) => child);
  }

  /** This module and all below it, each once, with paths like "layer1.0.conv1" ("" for this one). */
  namedModules(prefix = "", seen = new Set<Module>()): [string, Module][] {
    if (seen.has(this)) return [];
    seen.add(this);
    const below = this.namedChildren().flatMap(([name, child]) => child.namedModules(join(prefix, name), seen));
    return [[prefix, this], ...below];
  }

  modules(): Module[] {
    return this.namedModules().map(([, module]) => module);
  }

  /** The parameters, each once, with the names they have in the state dict. */
  namedParameters({ prefix = "", recurse = true }: { prefix?: string; recurse?: boolean } = {}): [string, Parameter][] {
    const owners = recurse ? this.namedModules(prefix) : [[prefix, this] as [string, Module]];
    return unique(owners.flatMap(([path, owner]) => owner.ownParameters().map(([key, p]) => [join(path, key), p])));
  }

  parameters({ recurse = true }: { recurse?: boolean } = {}): Parameter[] {
    return this.namedParameters({ recurse }).map(([, parameter]) => parameter);
  }

  /** The buffers, each once, with the names they have in the state dict. */
  namedBuffers({ prefix = "", recurse = true }: { prefix?: string; recurse?: boolean } = {}): [string, Tensor][] {
    const owners = recurse ? this.namedModules(prefix) : [[prefix, this] as [string, Module]];
    return unique(
      owners.flatMap(([path, owner]) => owner.ownBuffers().map(({ name, tensor }) => [join(path, name), tensor])),
    );
  }

  buffers({ recurse = true }: { recurse?: boolean } = {}): Tensor[] {
    return this.namedBuffers({ recurse }).map(([, buffer]) => buffer);
  }

  /** This module's own parameters, without those of its children. */
  ownParameters(): [string, Parameter][] {
    return [...this.members()].filter((member): member is [string, Parameter] => member[1] instanceof Parameter);
  }

  /** This module's own buffers, without those of its children. */
  ownBuffers(): { name: string; tensor: Tensor; persistent: boolean }[] {
    const keys = (this.constructor as typeof Module).stateKeys;
    const values = this as unknown as Record<string, Tensor | null>;
    return [...this.#buffers].flatMap(([property, { persistent }]) => {
      const tensor = values[property];
      return tensor ? [{ name: keys[property] ?? property, tensor, persistent }] : [];
    });
  }

  /**
   * Makes `this[name]` a tensor that belongs to the state but is not trained, like running statistics.
   *
   * Declare the property with `declare name: Tensor`. A buffer with `persistent: false` stays out of the state dict.
   */
  registerBuffer(name: string, tensor: Tensor | null, { persistent = true }: { persistent?: boolean } = {}): void {
    this.#buffers.set(name, { persistent });
    if (tensor) keep(tensor);
    Object.assign(this, { [name]: tensor });
  }

  /** The module at a path like "layer1.0.conv1". */
  getSubmodule(path: string): Module {
    let found: Module = this;
    for (const name of path === "" ? [] : path.split(".")) {
      const children = found.namedChildren();
      const child = children.find(([key]) => key === name)?.[1];
      if (!child)
        throw new RangeError(
          `getSubmodule: no module "${path}": ${found.constructor.name} has no child "${name}", ` +
            `but ${children.length ? children.map(([key]) => `"${key}"`).join(", ") : "no children at all"}`,
        );
      found = child;
    }
    return found;
  }

  /** The parameter at a path like "layer1.0.conv1.weight". */
  getParameter(path: string): Parameter {
    const dot = path.lastIndexOf(".");
    const owner = this.getSubmodule(path.slice(0, Math.max(dot, 0)));
    const parameter = owner.ownParameters().find(([name]) => name === path.slice(dot + 1))?.[1];
    if (parameter) return parameter;
    const names = owner.ownParameters().map(([name]) => `"${name}"`);
    throw new RangeError(
      `getParameter: no parameter "${path}": ${owner.constructor.name} has ${names.join(", ") || "none"}`,
    );
  }

  /** Puts `module` in the place of the one at `path` and returns the old one. */
  replace(path: string, module: Module): Module {
    const old = this.getSubmodule(path);
    if (old === this) throw new RangeError("replace: the path is empty; a module cannot replace itself");
    const dot = path.lastIndexOf(".");
    const parent = this.getSubmodule(path.slice(0, Math.max(dot, 0)));
    parent.setChild(path.slice(dot + 1), module.train(old.training));
    return old;
  }

  /** Calls `fn` on every module below, then on this one. */
  apply(fn: (module: Module) => void): this {
    for (const child of this.children()) child.apply(fn);
    fn(this);
    return this;
  }

  /** Sets this module and all below it to training (dropout drops, batch norm takes the batch's statistics). */
  train(mode = true): this {
    for (const module of this.modules()) module.training = mode;
    return this;
  }

  /** Sets this module and all below it to evaluation. */
  eval(): this {
    return this.train(false);
  }

  /** Says for all parameters whether they are to be trained; false freezes them. */
  requiresGrad_(requiresGrad = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = requiresGrad;
    return this;
  }

  /** Forgets the gradients; with `setToNone: false` sets them to 0. */
  zeroGrad({ setToNone = true }: { setToNone?: boolean } = {}): void {
    for (const parameter of this.parameters()) {
      if (setToNone) parameter.grad = null;
      else parameter.grad?.zero_();
    }
  }

  registerForwardPreHook(hook: ForwardPreHook): HookHandle {
    return this.#preHooks.add(hook);
  }

  registerForwardHook(hook: ForwardHook): HookHandle {
    return this.#hooks.add(hook);
  }

  registerFullBackwardHook(hook: BackwardHook): HookHandle {
    return this.#backwardHooks.add(hook);
  }

  /** Parameters and persistent buffers under PyTorch's names; the tensors share the module's storage. */
  stateDict(): StateDict {
    return stateDict(this);
  }

  /**
   * Copies a state dict into this module.
   *
   * With `strict` (default) every key must be there and no other; shapes must agree always.
   */
  loadStateDict(state: Readonly<StateDict>, { strict = true }: { strict?: boolean } = {}): LoadResult {
    return loadStateDict(this, state, strict);
  }

  /** Keys of this module's own state that a state dict may lack, or hold in vain. */
  optionalStateKeys(): string[] {
    return [];
  }

  /** What stands between the parentheses when the module is printed. */
  extraRepr(): string {
    return "";
  }

  toString(): string {
    return formatModule(this);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return formatModule(this);
  }

  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return { "text/plain": formatModule(this) };
  }
}

function join(prefix: string, name: string): string {
  return prefix === "" ? name : `${prefix}.${name}`;
}

function unique<T>(entries: readonly (readonly [string, T])[]): [string, T][] {
  const seen = new Map<T, [string, T]>();
  for (const [name, value] of entries) if (!seen.has(value)) seen.set(value, [name, value]);
  return [...seen.values()];
}

hintMembers(Module.prototype, "Module", {
  to: "tensors live on the device that setDevice() chose",
  cuda: "tensors live on the device that setDevice() chose",
  cpu: "tensors live on the device that setDevice() chose",
  half: "the library computes in float32",
  double: "the library computes in float32",
  __call__: "call model.forward(x)",
  add_module: "assign the module to a property: this.layer = ...",
  register_parameter: "assign it to a property: this.weight = new nn.Parameter(...)",
});
