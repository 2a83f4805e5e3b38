import type { Module } from "../../nn/module/module.ts";
import { cat, ones, type Tensor } from "../../tensor/index.ts";
import { pruningMethods } from "./apply.ts";
import { compose } from "./compose.ts";
import { customFromMask } from "./functions.ts";
import { type BasePruningMethod, checkScores } from "./method.ts";

/** A parameter by its module and name. */
export type ParameterOf = readonly [module: Module, name: string];

export interface GlobalOptions {
  /** A share below 1, or a number of elements, of all parameters together. */
  amount: number;
  /** How much each element matters: a tensor for each parameter, or undefined for its own values. */
  importanceScores?: readonly (Tensor | undefined)[];
}

/**
 * Prunes several parameters as if they were one vector, so that each layer keeps what matters most in the network.
 *
 * @param method the class of an unstructured method
 * @example
 * const net = new nn.Sequential(new nn.Linear(10, 4), new nn.Linear(4, 1));
 * globalUnstructured(parametersToPrune(net), L1Unstructured, { amount: 10 });
 */
export function globalUnstructured(
  parameters: readonly ParameterOf[],
  method: new (amount: number) => BasePruningMethod,
  { amount, importanceScores = [] }: GlobalOptions,
): void {
  if (parameters.length === 0) throw new RangeError("globalUnstructured: got no parameters to prune");
  const made = new method(amount);
  if (made.pruningType !== "unstructured")
    throw new TypeError(
      `globalUnstructured: expected an unstructured method, got ${method.name}, a ${made.pruningType} one`,
    );
  const values = parameters.map(([module, name]) => fieldOf(module, name));
  const scores = values.map((value, i) => {
    const given = importanceScores[i] ?? value;
    checkScores(given, value);
    return given.detach().reshape([-1]);
  });
  const masks = parameters.map(([module, name], i) =>
    pruningMethods(module, name).length > 0
      ? fieldOf(module, `${name}_mask`).reshape([-1])
      : ones([values[i]!.numel()]),
  );
  const mask = compose(made, cat(scores), cat(masks));
  let start = 0;
  for (const [i, [module, name]] of parameters.entries()) {
    const { shape } = values[i]!;
    const size = values[i]!.numel();
    customFromMask(module, name, mask.narrow(0, start, size).reshape(shape));
    start += size;
  }
}

/** The weights of all layers with more than one dimension (linear, convolution, embedding), without biases and norms. */
export function parametersToPrune(model: Module): ParameterOf[] {
  return model.modules().flatMap((module) =>
    module.ownParameters().flatMap(([own, { ndim }]) => {
      const name = own.replace(/_orig$/, "");
      return ndim > 1 ? [[module, name] as const] : [];
    }),
  );
}

function fieldOf(module: Module, name: string): Tensor {
  const found = (module as unknown as Record<string, Tensor | undefined>)[name];
  if (found) return found;
  throw new RangeError(`globalUnstructured: ${module.constructor.name} has no parameter "${name}"`);
}
