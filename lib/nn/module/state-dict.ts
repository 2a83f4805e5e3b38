import { noGrad, type Tensor } from "../../tensor/index.ts";
import type { Module } from "./module.ts";

/** Tensors by their path: "layer1.0.conv1.weight". */
export type StateDict = Record<string, Tensor>;

/** The keys that did not match when a state dict was loaded without `strict`. */
export interface LoadResult {
  missingKeys: string[];
  unexpectedKeys: string[];
}

/** The live tensors of the state, in PyTorch's order: a module's parameters, its buffers, then its children. */
function entries(module: Module, prefix = ""): [string, Tensor][] {
  const at = (name: string) => (prefix ? `${prefix}.${name}` : name);
  return [
    ...module.ownParameters().map(([name, parameter]) => [at(name), parameter] as [string, Tensor]),
    ...module
      .ownBuffers()
      .flatMap(({ name, tensor, persistent }) => (persistent ? [[at(name), tensor] as [string, Tensor]] : [])),
    ...module.namedChildren().flatMap(([name, child]) => entries(child, at(name))),
  ];
}

export function stateDict(module: Module): StateDict {
  return Object.fromEntries(entries(module).map(([name, tensor]) => [name, tensor.detach()]));
}

export function loadStateDict(module: Module, state: Readonly<StateDict>, strict: boolean): LoadResult {
  if (typeof state !== "object" || state === null)
    throw new TypeError(
      `${module.constructor.name}.loadStateDict: expected a state dict, got ${typeof state}` +
        (typeof state === "string" ? "; read the file first: model.loadStateDict(load(path))" : ""),
    );
  const own = new Map(entries(module));
  const optional = new Set(optionalKeys(module));
  const missingKeys = [...own.keys()].filter((key) => !(key in state) && !optional.has(key));
  const unexpectedKeys = Object.keys(state).filter((key) => !own.has(key) && !optional.has(key));
  const problems = strict
    ? [
        keyProblem("Missing", missingKeys),
        keyProblem("Unexpected", unexpectedKeys),
        ...prefixHint(missingKeys, unexpectedKeys),
      ]
    : [];
  const matching = [...own].filter(([key]) => key in state);
  for (const [key, target] of matching) {
    const source = state[key]!;
    if (source.shape.join() === target.shape.join()) continue;
    problems.push(
      `size mismatch for ${key}: the state dict holds [${source.shape.join(", ")}], this model needs [${target.shape.join(", ")}].`,
    );
  }
  const found = problems.filter((problem) => problem !== "");
  if (found.length > 0)
    throw new Error(`Error(s) in loading state_dict for ${module.constructor.name}:\n\t${found.join("\n\t")}`);
  noGrad(() => {
    for (const [key, target] of matching) target.copy_(state[key]!);
  });
  return { missingKeys, unexpectedKeys };
}

function optionalKeys(module: Module): string[] {
  return module
    .namedModules()
    .flatMap(([path, owner]) => owner.optionalStateKeys().map((key) => (path ? `${path}.${key}` : key)));
}

function keyProblem(kind: "Missing" | "Unexpected", keys: readonly string[]): string {
  return keys.length === 0 ? "" : `${kind} key(s) in state_dict: ${keys.map((key) => `"${key}"`).join(", ")}.`;
}

/** Keys saved from a wrapper differ by its prefix alone, like "module.". */
function prefixHint(missing: readonly string[], unexpected: readonly string[]): string[] {
  const [first, other] = [missing[0], unexpected[0]];
  if (!first || !other?.endsWith(`.${first}`)) return [];
  const prefix = other.slice(0, -first.length);
  return [`The keys differ by the prefix "${prefix}" alone: take it off each key before loading.`];
}
