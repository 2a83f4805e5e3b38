import { defaultGenerator, Generator } from "../random/index.ts";
import { Tensor } from "../tensor/index.ts";
import { readPth, writePth } from "./pth/index.ts";

/** A model, an optimizer, a scheduler, a data loader. */
interface Stateful {
  stateDict(): object;
  loadStateDict(state: never): unknown;
}

const RNG = "rng_state";

/**
 * Writes all that a run needs to go on exactly: the states of models, optimizers, schedulers, data loaders and generators,
 * and other values as they are. The default generator's state is written too.
 *
 * @example
 * saveCheckpoint("last.pth", { model, optimizer, scheduler, loader, epoch: 3 });
 */
export function saveCheckpoint(path: string, parts: Readonly<Record<string, unknown>>): void {
  const entries = Object.entries(parts).map(([name, part]) => [name, stateOf(part)] as const);
  writePth(path, { ...Object.fromEntries(entries), [RNG]: defaultGenerator.getState() });
}

/**
 * Restores what is passed from a checkpoint, and returns the values that were written as they are.
 *
 * In the middle of an epoch the loader goes on with the batch behind the last one, and random numbers continue as well:
 * the losses are those of a run that was never interrupted, bit for bit.
 *
 * @example
 * const { epoch } = loadCheckpoint("last.pth", { model, optimizer, scheduler, loader });
 */
export function loadCheckpoint(path: string, parts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const saved = readPth(path) as Record<string, unknown>;
  if (typeof saved !== "object" || saved === null || !(RNG in saved))
    throw new Error(`loadCheckpoint: expected a file of saveCheckpoint, but "${path}" has no ${RNG}`);
  for (const [name, part] of Object.entries(parts)) {
    if (!(name in saved))
      throw new Error(`loadCheckpoint: "${path}" holds no ${name}, only ${Object.keys(saved).join(", ")}`);
    if (part instanceof Generator) part.setState(bytesOf(saved[name]));
    else if (isStateful(part)) part.loadStateDict(saved[name] as never);
    else
      throw new TypeError(
        `loadCheckpoint: expected a model, an optimizer, a scheduler, a loader or a generator as ${name}, got ${typeof part}`,
      );
  }
  defaultGenerator.setState(bytesOf(saved[RNG]));
  return Object.fromEntries(Object.entries(saved).filter(([name]) => !(name in parts) && name !== RNG));
}

function stateOf(part: unknown): unknown {
  if (part instanceof Generator) return part.getState();
  return isStateful(part) ? part.stateDict() : part;
}

function isStateful(part: unknown): part is Stateful {
  const { stateDict, loadStateDict } = (part ?? {}) as Partial<Stateful>;
  return typeof stateDict === "function" && typeof loadStateDict === "function";
}

function bytesOf(state: unknown): Uint8Array {
  if (state instanceof Tensor && state.dtype === "uint8") return state.data as Uint8Array;
  throw new TypeError("loadCheckpoint: expected a generator's state as a uint8 tensor");
}
