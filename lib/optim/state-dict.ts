import { noGrad, Tensor, tensor } from "../tensor/index.ts";
import { keep } from "../tensor/internal.ts";
import type { ParamState } from "./optimizer.ts";

/** PyTorch's form: parameters by number, names in snake_case. */
export interface OptimizerState {
  state: Record<number, Record<string, Tensor | number>>;
  param_groups: { params: number[]; [option: string]: unknown }[];
}

interface Group {
  params: Tensor[];
  [option: string]: unknown;
}

export function packState(groups: readonly object[], state: ReadonlyMap<Tensor, ParamState>): OptimizerState {
  const numbers = new Map<Tensor, number>();
  const param_groups = (groups as Group[]).map(({ params, ...options }) => {
    for (const param of params) numbers.set(param, numbers.size);
    return { ...renamed(options, snake), params: params.map((param) => numbers.get(param)!) };
  });
  const packed: OptimizerState["state"] = {};
  for (const [param, values] of state) {
    const entries = Object.entries(values).map(([name, value]) => [snake(name), packed1(value)]);
    packed[numbers.get(param)!] = Object.fromEntries(entries);
  }
  return { state: packed, param_groups };
}

/** PyTorch keeps the counts as tensors. */
function packed1(value: Tensor | number | undefined): Tensor | undefined {
  return typeof value === "number" ? tensor(value, { dtype: "float32" }) : value?.detach();
}

export function unpackState(
  owner: string,
  dict: OptimizerState,
  groups: readonly object[],
  state: Map<Tensor, ParamState>,
): void {
  const saved = dict.param_groups;
  if (!Array.isArray(saved) || typeof dict.state !== "object")
    throw new TypeError(
      `${owner}.loadStateDict: expected what an optimizer's stateDict() returns, { state, param_groups }`,
    );
  const sizes = (list: readonly { params: unknown[] }[]) => list.map(({ params }) => params.length).join(" + ");
  if (sizes(saved) !== sizes(groups as Group[]))
    throw new RangeError(
      `${owner}.loadStateDict: the saved groups hold ${sizes(saved)} parameters, this optimizer's hold ${sizes(groups as Group[])}`,
    );
  const byNumber = new Map<number, Tensor>();
  for (const [i, group] of (groups as Group[]).entries()) {
    const { params, ...options } = saved[i]!;
    for (const [at, number] of params.entries()) byNumber.set(number, group.params[at]!);
    for (const [name, value] of Object.entries(renamed(options, camel))) {
      if (name in group || name === "initialLr") group[name] = Array.isArray(value) ? [...value] : value;
    }
  }
  state.clear();
  for (const [number, values] of Object.entries(dict.state)) {
    const param = byNumber.get(Number(number));
    if (param) state.set(param, restored(owner, param, values));
  }
}

/** Copies, so that two optimizers never share their memory; laid out like the parameter. */
function restored(owner: string, param: Tensor, values: Record<string, Tensor | number>): ParamState {
  const state: ParamState = {};
  for (const [name, value] of Object.entries(values)) {
    if (!(value instanceof Tensor)) {
      state[camel(name)] = value;
    } else if (COUNTS.has(name)) {
      state[camel(name)] = value.item();
    } else {
      if (value.shape.join() !== param.shape.join())
        throw new RangeError(
          `${owner}.loadStateDict: ${name} has shape [${value.shape.join(", ")}], its parameter [${param.shape.join(", ")}]`,
        );
      state[camel(name)] = keep(noGrad(() => param.detach().mul(0).copy_(value)));
    }
  }
  return state;
}

const COUNTS = new Set(["step", "mu_product", "eta", "mu"]);

function renamed(options: object, rename: (name: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [rename(name), value]));
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
