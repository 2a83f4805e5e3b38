// Which module is running, so that an error can name the layer and the shapes it was given.
import { Tensor } from "../../tensor/index.ts";
import { onTerminated } from "../../tensor/internal.ts";
import type { Module } from "./module.ts";

const running: Module[] = [];
onTerminated(() => running.splice(0));
const explained = new WeakSet<Error>();

/** Runs `body` as the forward of `module`; an error that leaves it names the module and its inputs. */
export function runIn<T>(module: Module, inputs: readonly unknown[], body: () => T): T {
  running.push(module);
  try {
    return body();
  } catch (error) {
    throw explain(error, module, inputs);
  } finally {
    running.pop();
  }
}

/** The module's class and its path from the outermost running module: "Conv2d(layer1.0.conv1)". */
export function labelOf(module: Module): string {
  const root = running[0];
  const path = root === undefined ? undefined : root.namedModules().find(([, found]) => found === module)?.[0];
  return path ? `${module.constructor.name}(${path})` : module.constructor.name;
}

/** Throws a RangeError that begins with the module's label. */
export function fail(module: Module, message: string): never {
  const error = new RangeError(`${labelOf(module)}: ${message}`);
  explained.add(error);
  throw error;
}

/** The inputs as a reader wants to see them: "[64, 1, 28, 28]". */
export function describe(value: unknown): string {
  if (value instanceof Tensor) return `[${value.shape.join(", ")}]`;
  if (Array.isArray(value)) return `(${value.map(describe).join(", ")})`;
  if (value === null || ["number", "boolean", "undefined"].includes(typeof value)) return String(value);
  return typeof value === "object" ? (value as object).constructor.name : typeof value;
}

/** An error that JavaScript itself raises where a value is not what the code takes it for. */
export function isEngineTypeError(error: unknown): error is TypeError {
  return (
    error instanceof TypeError &&
    /^Cannot (read|set) propert|is not (a function|iterable)|^Cannot use 'in'/.test(error.message)
  );
}

function explain(error: unknown, module: Module, inputs: readonly unknown[]): unknown {
  // An interrupt is nobody's mistake.
  if (!(error instanceof Error) || error.name === "InterruptError" || explained.has(error)) return error;
  explained.add(error);
  const [input] = inputs;
  if (isEngineTypeError(error) && !(input instanceof Tensor))
    return new TypeError(
      `${labelOf(module)}: expected a tensor as input, got ${describe(input)}` +
        (typeof input === "number" || Array.isArray(input) ? "; make one with tensor(...)" : ""),
      { cause: error },
    );
  const root = running[0] === module ? "" : ` of ${running[0]!.constructor.name}`;
  const message = `${error.message}\n  in ${labelOf(module)}${root}, called with ${inputs.map(describe).join(", ")}`;
  // V8 wrote the old message into the stack when the error was made.
  if (error.stack) error.stack = error.stack.replace(error.message, () => message);
  error.message = message;
  return error;
}
