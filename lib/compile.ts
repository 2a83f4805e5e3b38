import { Capture, type CaptureStatistics } from "./engine/capture/index.ts";
import { scope } from "./tensor/index.ts";

/** A step that `compile` returned. */
export interface CompiledStep<A extends unknown[], R> {
  (...inputs: A): R;
  /** How many calls were recorded and how many were computed by one function of TensorFlow. */
  readonly statistics: Readonly<CaptureStatistics>;
  /** Forgets what was captured and frees it. */
  clear(): void;
}

const freed = new FinalizationRegistry<Capture>((capture) => capture.clear());

/**
 * Makes a step faster: once it has done the same operations before, TensorFlow computes all of them in one call.
 *
 * The step's own code runs every time, so random draws, learning rates, counters and prints are as without `compile`; other
 * shapes or branches are captured anew. Values that the step computes cannot be read inside it, and its tensors are freed
 * at its end like those of a `scope`, except what it returns, parameters, gradients and optimizer state. On wasm and js it
 * runs as it is.
 *
 * @throws {Error} where the step reads a value that it computes (`item()`), or makes shapes that depend on values.
 *
 * @example
 * const step = compile((x: Tensor, y: Tensor) => {
 *   optimizer.zeroGrad();
 *   const loss = F.crossEntropy(model.forward(x), y);
 *   loss.backward();
 *   optimizer.step();
 *   return loss.detach();
 * });
 * for (const [x, y] of loader) console.log(step(x, y).item());
 */
export function compile<A extends unknown[], R>(step: (...inputs: A) => R): CompiledStep<A, R> {
  if (typeof step !== "function") throw new TypeError(`compile: expected a function, got ${typeof step}`);
  const capture = new Capture();
  const run = (...inputs: A): R => {
    const body = () => scope(() => synchronous(step(...inputs)));
    return capture.available() ? capture.run(body) : body();
  };
  const compiled = Object.assign(run, { statistics: capture.statistics, clear: () => capture.clear() });
  freed.register(compiled, capture);
  return compiled;
}

function synchronous<R>(result: R): R {
  if (result instanceof Promise)
    throw new TypeError("compile: expected a synchronous step, got one that returns a promise; await outside the step");
  return result;
}
