import { hintFunctions } from "../hints.ts";
import { Tensor } from "../tensor/index.ts";
import * as functional from "./functional/index.ts";
import { describe, isEngineTypeError } from "./module/context.ts";

type Any = (...args: unknown[]) => unknown;

/** Says what came where JavaScript would say "Cannot read properties of undefined". */
function guarded(name: string, fn: Any): Any {
  const guard = (...args: unknown[]) => {
    try {
      return fn(...args);
    } catch (error) {
      if (!isEngineTypeError(error) || args[0] instanceof Tensor) throw error;
      throw new TypeError(`F.${name}: expected a tensor as first argument, got ${describe(args[0])}`, { cause: error });
    }
  };
  return Object.defineProperty(guard, "name", { value: name });
}

const functions = Object.fromEntries(
  Object.entries(functional).map(([name, fn]) => [name, guarded(name, fn as Any)]),
) as unknown as typeof functional;

/**
 * The functions that layers are made of, as `torch.nn.functional`.
 *
 * @example
 * F.relu(tensor([-1, 2])); // tensor([0., 2.])
 */
export const F: typeof functional = hintFunctions(functions, "F");
