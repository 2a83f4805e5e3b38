import type { Module } from "../../nn/module/module.ts";
import { Parameter } from "../../nn/parameter.ts";
import { noGrad, ones, type Tensor } from "../../tensor/index.ts";
import { keep } from "../../tensor/internal.ts";
import { compose } from "./compose.ts";
import { type BasePruningMethod, checkScores } from "./method.ts";

export interface PruneOptions {
  /** How much each element matters, in the parameter's shape; the parameter itself by default. */
  importanceScores?: Tensor;
}

/** The methods applied to each pruned parameter, in order. */
const applied = new WeakMap<Module, Map<string, BasePruningMethod[]>>();

/**
 * Prunes a module's parameter by any method.
 *
 * The parameter moves to `NAME_orig`, which is trained on; the mask is the buffer `NAME_mask`; `module.NAME` is their
 * product, made afresh each time it is read. A second call prunes what the first one left. Names in the state dict are PyTorch's.
 *
 * @example
 * const layer = new nn.Linear(4, 2);
 * applyMethod(layer, "weight", new L1Unstructured(0.5));
 * layer.namedParameters().map(([name]) => name); // ["bias", "weight_orig"]
 */
export function applyMethod<M extends Module>(
  module: M,
  name: string,
  method: BasePruningMethod,
  { importanceScores }: PruneOptions = {},
): M {
  const fields = fieldsOf(module);
  const before = methodsOf(module).get(name);
  const current = before ? fields[name]! : parameterOf(module, name);
  if (importanceScores) checkScores(importanceScores, current);
  const mask = noGrad(() => {
    const scores = (importanceScores ?? current).detach();
    const old = before ? fields[`${name}_mask`]! : ones(current.shape);
    return before ? compose(method, scores, old) : method.computeMask(scores, old);
  });
  if (before) {
    noGrad(() => fields[`${name}_mask`]!.copy_(mask));
    before.push(method);
    return module;
  }
  fields[`${name}_orig`] = current;
  module.registerBuffer(`${name}_mask`, keep(mask));
  Object.defineProperty(module, name, {
    get: () => fields[`${name}_orig`]!.mul(fields[`${name}_mask`]!),
    set: () => refuse(name),
    // Not a member: neither a parameter nor a buffer.
    enumerable: false,
    configurable: true,
  });
  methodsOf(module).set(name, [method]);
  return module;
}

/** The methods that pruned a parameter, in order; none if it is not pruned. */
export function pruningMethods(module: Module, name: string): readonly BasePruningMethod[] {
  return methodsOf(module).get(name) ?? [];
}

/** Whether the module, or one below it, has a pruned parameter. */
export function isPruned(module: Module): boolean {
  return module.modules().some((part) => methodsOf(part).size > 0);
}

/**
 * Makes the pruning of a parameter permanent: zeros are written into it, and mask and original go away.
 *
 * The parameter stays the same object, so optimizers keep it; nothing holds the zeros at zero any more.
 *
 * @example
 * const layer = l1Unstructured(new nn.Linear(4, 2), "weight", 0.5);
 * remove(layer, "weight");
 * isPruned(layer); // false
 */
export function remove<M extends Module>(module: M, name: string): M {
  if (!methodsOf(module).delete(name))
    throw new RangeError(
      `prune.remove: ${module.constructor.name}.${name} is not pruned; pruned are ` +
        `${[...methodsOf(module).keys()].join(", ") || "none of its parameters"}`,
    );
  const fields = fieldsOf(module);
  const original = fields[`${name}_orig`]!;
  noGrad(() => original.mul_(fields[`${name}_mask`]!));
  for (const field of [name, `${name}_orig`, `${name}_mask`]) delete fields[field];
  fields[name] = original;
  return module;
}

function methodsOf(module: Module): Map<string, BasePruningMethod[]> {
  if (!applied.has(module)) applied.set(module, new Map());
  return applied.get(module)!;
}

function fieldsOf(module: Module): Record<string, Tensor> {
  return module as unknown as Record<string, Tensor>;
}

function parameterOf(module: Module, name: string): Parameter {
  const found = fieldsOf(module)[name];
  if (found instanceof Parameter) return found;
  const names = module.ownParameters().map(([own]) => own);
  throw new RangeError(
    `prune: ${module.constructor.name} has no parameter "${name}" of its own; it has ${names.join(", ") || "none"}`,
  );
}

function refuse(name: string): never {
  throw new TypeError(
    `${name} is pruned: it is ${name}_orig times ${name}_mask. Assign to ${name}_orig, or call prune.remove first`,
  );
}
