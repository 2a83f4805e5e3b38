import { inferring } from "../memory/storage.ts";

/** Whether operations record the graph; read it directly, change it through `noGrad` and its kin. */
export const mode = { grad: true, inference: false, anomaly: false };

/** The modes outside of all calls that change them. */
export const defaults: Readonly<typeof mode> = { ...mode };

/** Changes modes, for good. */
export function setMode(change: Partial<typeof mode>): void {
  Object.assign(mode, change);
  inferring.active = mode.inference;
}

/** Runs `fn` in another mode and restores the old one, also after a promise that `fn` returned has settled. */
function within<T>(change: Partial<typeof mode>, fn: () => T): T {
  const before = { ...mode };
  const restore = () => setMode(before);
  setMode(change);
  let result: T;
  try {
    result = fn();
  } catch (error) {
    restore();
    throw error;
  }
  if (result instanceof Promise) return result.finally(restore) as T;
  restore();
  return result;
}

/**
 * Runs `fn` without recording the graph: results need no gradient.
 *
 * @example
 * const accuracy = noGrad(() => model.forward(x).argmax(1).eq(y).float().mean().item());
 */
export function noGrad<T>(fn: () => T): T {
  return within({ grad: false }, fn);
}

/** `noGrad` for the library's own synchronous code: cheaper, and the caller records the result itself. */
export function unrecorded<T>(fn: () => T): T {
  const before = mode.grad;
  mode.grad = false;
  try {
    return fn();
  } finally {
    mode.grad = before;
  }
}

/** Runs `fn` with recording on, also inside `noGrad`. */
export function enableGrad<T>(fn: () => T): T {
  return within({ grad: true }, fn);
}

/** Runs `fn` with recording on or off. */
export function setGradEnabled<T>(enabled: boolean, fn: () => T): T {
  return within({ grad: enabled }, fn);
}

/** Runs `fn` without recording; its results can never take part in a graph. */
export function inferenceMode<T>(fn: () => T): T {
  return within({ grad: false, inference: true }, fn);
}

/**
 * Runs `fn` so that an error in `backward` names the forward line it comes from, and NaN in a gradient is an error.
 * Slow: for finding a mistake, not for training.
 */
export function detectAnomaly<T>(fn: () => T): T {
  return within({ anomaly: true }, fn);
}

/** Whether operations are being recorded. */
export function isGradEnabled(): boolean {
  return mode.grad;
}

/** Whether `inferenceMode` is on. */
export function isInferenceModeEnabled(): boolean {
  return mode.inference;
}
