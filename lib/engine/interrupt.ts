// Interrupts at every operation: what the kernel asks for by the flag that it shares with the library.
import * as tf from "@tensorflow/tfjs-core";
import { runtime } from "../runtime.ts";

/** Thrown by the operation during which a cell was interrupted; `finally` blocks run as after any error. */
export class InterruptError extends Error {
  override name = "InterruptError";

  constructor() {
    super("Interrupted");
  }
}

const shared = runtime();
const { interrupt } = shared;

/** The check that every operation of every device passes. */
export function throwIfInterrupted(): void {
  if (interrupt[0] !== 0 && (interrupt[0] === 1 || shared.cancelled?.())) throw new InterruptError();
}

/** Makes every kernel of tfjs pass the check before it runs. */
export function interruptKernels(): void {
  const engine = tf.engine();
  const run = engine.runKernel;
  engine.runKernel = (name, inputs, attributes) => {
    throwIfInterrupted();
    return run.call(engine, name, inputs, attributes) as never;
  };
}
