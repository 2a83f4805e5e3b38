import type { Meaning } from "./declarations.ts";

/** Which cell a name comes from, as a value and as a type; cells are counted as their modules are. */
export interface Origin {
  value?: { cell: string; variable: boolean };
  type?: { cell: string };
}

/** The names that cells have left, each from the cell that defined it last. */
export class NotebookNames {
  readonly #origins = new Map<string, Origin>();

  /** A cell has run: its names are now what they mean. */
  define(cell: string, names: Iterable<[string, Meaning]>): void {
    for (const [name, { value, type }] of names) {
      const origin = this.#origins.get(name) ?? {};
      if (value) origin.value = { cell, variable: value === "variable" };
      if (type) origin.type = { cell };
      this.#origins.set(name, origin);
    }
  }

  get(name: string): Origin | undefined {
    return this.#origins.get(name);
  }

  names(): IterableIterator<string> {
    return this.#origins.keys();
  }

  clear(): void {
    this.#origins.clear();
  }

  /** The cells that names come from. */
  cells(): Set<string> {
    const found = new Set<string>();
    for (const { value, type } of this.#origins.values()) {
      if (value) found.add(value.cell);
      if (type) found.add(type.cell);
    }
    return found;
  }
}
