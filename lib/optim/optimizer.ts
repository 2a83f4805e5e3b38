import { hintMembers } from "../hints.ts";
import { Tensor } from "../tensor/index.ts";
import { keep, type Raw, rawOf, reshapeRaw, wrap } from "../tensor/internal.ts";
import { sameArrangement } from "../tensor/ops/elementwise.ts";
import { toPhysical } from "../tensor/strided.ts";
import { Scratch } from "./scratch.ts";
import { type OptimizerState, packState, unpackState } from "./state-dict.ts";

/** Parameters with settings of their own. */
export type ParamGroup<O> = O & { params: Tensor[]; initialLr?: number };

/** What an optimizer is built from: parameters, named parameters, or groups of them with settings of their own. */
export type Params<O> =
  | Iterable<Tensor>
  | Iterable<readonly [string, Tensor]>
  | Iterable<Partial<O> & { params: Iterable<Tensor> | Tensor }>;

/** What an optimizer remembers of one parameter: arrays like it, and numbers. */
export interface ParamState {
  [name: string]: Tensor | number | undefined;
}

/** One parameter while it is being updated. */
export interface Update {
  readonly param: Raw;
  readonly grad: Raw;
  readonly scratch: Scratch;
  /** How many steps the parameter has taken, this one included; 0 where the optimizer does not count them. */
  readonly step: number;
  /** A number or an array that the optimizer remembers, or what it starts from. */
  number(name: string, initial: number): number;
  remembered(name: string, initial?: number): Raw;
  has(name: string): boolean;
  /** Remembers a number or an array for the next step. */
  remember(name: string, value: Raw | number): void;
}

/**
 * Base class of all optimizers: parameter groups, gradients, state dicts. A subclass says how one parameter moves.
 *
 * @example
 * optimizer.zeroGrad();
 * loss.backward();
 * optimizer.step();
 */
export abstract class Optimizer<O extends { lr: number } = { lr: number }> {
  readonly paramGroups: ParamGroup<O>[] = [];
  /** What is remembered of each parameter. */
  readonly state = new Map<Tensor, ParamState>();
  readonly defaults: Readonly<O>;
  /** Whether the number of steps belongs to what is remembered. */
  protected readonly countsSteps: boolean = true;
  #warned = false;

  constructor(params: Params<O>, defaults: O) {
    this.defaults = defaults;
    for (const group of groupsOf<O>(this.constructor.name, params)) this.addParamGroup(group);
    if (this.paramGroups.every((group) => group.params.length === 0))
      throw new RangeError(
        `${this.constructor.name}: got no parameters. Pass model.parameters() of a model that has layers; ` +
          "layers in a plain array are not found, put them into an nn.ModuleList",
      );
  }

  /** The parameter's new value, from what the step knows of it. */
  protected abstract update(update: Update, group: ParamGroup<O>): Raw;

  /** Checks a group's settings. */
  protected abstract check(settings: O): void;

  /** Adds parameters, say of layers that are trained from now on. */
  addParamGroup(group: Partial<O> & { params: Iterable<Tensor> | Tensor }): void {
    const { params, ...options } = group;
    const list = params instanceof Tensor ? [params] : [...params];
    const known = new Set(this.paramGroups.flatMap((other) => other.params));
    for (const [i, param] of list.entries()) {
      checkParam(this.constructor.name, param, i);
      if (known.has(param))
        throw new RangeError(`${this.constructor.name}: parameter ${i} of this group is in another place already`);
      known.add(param);
    }
    const complete = { ...this.defaults, ...options, params: list } as ParamGroup<O>;
    if (!(complete.lr >= 0))
      throw new RangeError(`${this.constructor.name}: expected a learning rate lr >= 0, got ${complete.lr}`);
    this.check(complete);
    this.paramGroups.push(complete);
  }

  /** Forgets all gradients; with `setToNone: false` sets them to 0. */
  zeroGrad({ setToNone = true }: { setToNone?: boolean } = {}): void {
    for (const { params } of this.paramGroups)
      for (const param of params) {
        if (setToNone) param.grad = null;
        else param.grad?.zero_();
      }
  }

  /** Moves every parameter that has a gradient. A closure, if given, runs first and returns the loss. */
  step(): void;
  step<L>(closure: () => L): L;
  step<L>(closure?: () => L): L | undefined {
    const loss = closure?.();
    const scratch = new Scratch();
    let moved = 0;
    try {
      for (const group of this.paramGroups)
        for (const param of group.params) {
          if (param.grad === null) continue;
          this.#move(param, param.grad, group, scratch);
          moved += 1;
        }
    } finally {
      scratch.close();
    }
    if (moved === 0) this.#warn();
    return loss;
  }

  #move(param: Tensor, grad: Tensor, group: ParamGroup<O>, scratch: Scratch): void {
    const state = this.state.get(param) ?? {};
    if (this.countsSteps) state.step = ((state.step as number | undefined) ?? 0) + 1;
    const borrowed = gradientLike(param, grad);
    try {
      const value = this.update(new RunningUpdate(param, borrowed.raw, state, scratch), group);
      param._storage.replace(scratch.keep(value));
      if (Object.keys(state).length > 0) this.state.set(param, state);
    } finally {
      borrowed.release();
      scratch.clear();
    }
  }

  #warn(): void {
    if (this.#warned) return;
    this.#warned = true;
    console.warn(
      `${this.constructor.name}.step(): no parameter has a gradient, so nothing moves. Call loss.backward() first` +
        `${this.paramGroups.every(({ params }) => params.every((param) => !param.requiresGrad)) ? "; all parameters are frozen" : ""}`,
    );
  }

  /** Settings and memory in PyTorch's form: `{ state, param_groups }`, parameters by number. */
  stateDict(): OptimizerState {
    return packState(this.paramGroups, this.state);
  }

  /** Continues from a state dict, PyTorch's own included. */
  loadStateDict(dict: OptimizerState): void {
    unpackState(this.constructor.name, dict, this.paramGroups, this.state);
  }

  toString(): string {
    const groups = this.paramGroups.map(({ params: _, ...options }, i) => {
      const lines = Object.entries(options)
        .sort()
        .map(([name, value]) => `    ${name}: ${value}`);
      return `Parameter Group ${i}\n${lines.join("\n")}`;
    });
    return `${this.constructor.name} (\n${groups.join("\n\n")}\n)`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

hintMembers(Optimizer.prototype, "Optimizer", { param_groups: "use paramGroups" });

class RunningUpdate implements Update {
  readonly param: Raw;
  readonly grad: Raw;
  readonly scratch: Scratch;
  readonly step: number;
  readonly #tensor: Tensor;
  readonly #state: ParamState;

  constructor(tensor: Tensor, grad: Raw, state: ParamState, scratch: Scratch) {
    this.#tensor = tensor;
    this.#state = state;
    this.param = tensor._storage.raw;
    this.grad = grad;
    this.scratch = scratch;
    this.step = (state.step as number | undefined) ?? 0;
  }

  number(name: string, initial: number): number {
    return (this.#state[name] as number | undefined) ?? initial;
  }

  has(name: string): boolean {
    return this.#state[name] !== undefined;
  }

  remembered(name: string, initial = 0): Raw {
    const known = this.#state[name] as Tensor | undefined;
    if (known) return known._storage.raw;
    return this.scratch.add(this.scratch.zerosLike(this.param), initial);
  }

  remember(name: string, value: Raw | number): void {
    if (typeof value === "number") {
      this.#state[name] = value;
      return;
    }
    // The same raw may be needed again in this update, and for the parameter itself.
    const raw = this.scratch.keep(value);
    const known = this.#state[name] as Tensor | undefined;
    if (known) known._storage.replace(raw);
    else this.#state[name] = keep(wrap(raw, "float32", this.#tensor.shape, this.#tensor._layout?.clone() ?? null));
  }
}

/** The gradient's values in the parameter's arrangement in memory. */
function gradientLike(param: Tensor, grad: Tensor): { raw: Raw; release(): void } {
  if (sameArrangement(param, grad)) return { raw: grad._storage.raw, release: () => {} };
  const order = param._layout?.order;
  const moved = order ? toPhysical(rawOf(grad), order) : reshapeRaw(rawOf(grad), param.shape);
  const raw = reshapeRaw(moved, param._storage.raw.shape);
  moved.dispose();
  return { raw, release: () => raw.dispose() };
}

function groupsOf<O>(owner: string, params: Params<O>): (Partial<O> & { params: Iterable<Tensor> | Tensor })[] {
  if (params instanceof Tensor || typeof params !== "object" || params === null || !(Symbol.iterator in params))
    throw new TypeError(
      `${owner}: expected parameters as first argument, got ${nameOf(params)}; pass model.parameters()`,
    );
  const list = [...(params as Iterable<unknown>)];
  const isGroup = (item: unknown) => typeof item === "object" && item !== null && "params" in item;
  if (list.length > 0 && list.every(isGroup)) return list as (Partial<O> & { params: Iterable<Tensor> })[];
  if (list.some(isGroup))
    throw new TypeError(`${owner}: pass either parameters or groups { params, lr, ... }, not a mixture`);
  const tensors = list.map((item) => (Array.isArray(item) && typeof item[0] === "string" ? item[1] : item)) as Tensor[];
  return [{ params: tensors } as Partial<O> & { params: Tensor[] }];
}

function checkParam(owner: string, param: unknown, i: number): void {
  if (!(param instanceof Tensor))
    throw new TypeError(
      `${owner}: expected parameter ${i} to be a tensor, got ${nameOf(param)}; pass model.parameters()`,
    );
  if (!param.isLeaf)
    throw new TypeError(
      `${owner}: parameter ${i} was computed from other tensors and cannot be optimized; ` +
        "optimize what it was computed from, or make it a leaf with x.detach().requiresGrad_()",
    );
  if (param.dtype !== "float32")
    throw new TypeError(`${owner}: expected float32 parameters, got ${param.dtype} at ${i}`);
}

function nameOf(value: unknown): string {
  if (typeof value === "function") return `the function ${value.name}; call it`;
  return typeof value === "object" && value !== null ? `a ${value.constructor.name}` : String(value);
}
