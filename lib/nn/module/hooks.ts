/** Takes a hook away again. */
export interface HookHandle {
  remove(): void;
}

/** Functions in the order they were added, each with a handle that removes it. */
export class HookList<F> {
  readonly #hooks = new Map<object, F>();

  get size(): number {
    return this.#hooks.size;
  }

  add(hook: F): HookHandle {
    const handle = { remove: () => void this.#hooks.delete(handle) };
    this.#hooks.set(handle, hook);
    return handle;
  }

  [Symbol.iterator](): Iterator<F> {
    return [...this.#hooks.values()][Symbol.iterator]();
  }
}
