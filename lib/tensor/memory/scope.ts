import { Tensor } from "../tensor.ts";
import { recorders, type Storage } from "./storage.ts";

/** Lets a tensor outlive the scopes it was made in; returns it. */
export function keep<T extends Tensor>(x: T): T {
  x._storage.pinned = true;
  return x;
}

/**
 * Runs `fn` and frees the tensors it made at once, except those in what it returns (in arrays, objects and maps too),
 * those that a graph still needs, gradients of leaves, and those given to `keep`.
 *
 * Nothing has to be scoped: what user code no longer reaches is freed anyway. A scope frees it sooner, and makes its
 * tensors unusable afterwards even where a variable outside still holds one.
 *
 * @example
 * const accuracy = scope(() => model.forward(x).argmax(1).eq(y).float().mean().item());
 */
export function scope<T>(fn: () => T): T {
  const outer = recorders.active;
  const made: Storage[] = [];
  recorders.active = made;
  const survivors = new Set<Storage>();
  try {
    const result = fn();
    if (result instanceof Promise) {
      throw new TypeError(
        "scope: expected a synchronous function, got one that returns a promise. Await outside, and scope the steps",
      );
    }
    collect(result, survivors, new Set());
    return result;
  } finally {
    recorders.active = outer;
    for (const storage of made) {
      if (storage.pinned || storage.saved > 0 || survivors.has(storage)) outer?.push(storage);
      else storage.free();
    }
  }
}

function collect(value: unknown, into: Set<Storage>, seen: Set<unknown>): void {
  if (typeof value !== "object" || value === null || seen.has(value) || ArrayBuffer.isView(value)) return;
  seen.add(value);
  if (value instanceof Tensor) into.add(value._storage);
  else
    for (const item of value instanceof Map || value instanceof Set ? value.values() : Object.values(value))
      collect(item, into, seen);
}
