type Disposer = () => unknown;

/** What `using` at the top of a cell holds: given back, last first, when the cell ends. */
export class CellResources {
  readonly #disposers: Disposer[] = [];

  use<T>(isAsync: boolean, value: T): T {
    if (value === null || value === undefined) return value;
    const resource = value as { [Symbol.dispose]?: Disposer; [Symbol.asyncDispose]?: Disposer };
    const dispose = (isAsync && resource[Symbol.asyncDispose]) || resource[Symbol.dispose];
    if (typeof dispose !== "function") {
      throw new TypeError(`A value given to "${isAsync ? "await using" : "using"}" needs a [Symbol.dispose]() method`);
    }
    this.#disposers.push(() => dispose.call(value));
    return value;
  }

  /** Runs every disposer; throws the first error. */
  async dispose(): Promise<void> {
    const errors: unknown[] = [];
    for (const dispose of this.#disposers.splice(0).reverse()) {
      try {
        await dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
