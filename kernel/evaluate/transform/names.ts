/** What is known of the names that earlier cells declared. */
export interface DeclaredName {
  name: string;
  kind: "const" | "let" | "var" | "function" | "class" | "import";
}

/**
 * The top-level names of a notebook. A name that is also a global of JavaScript's or Node's lives under another one:
 * script-level names are seen by every module of the process, which has to go on finding `Array` and `performance`.
 */
export class CellNames {
  readonly #globals: ReadonlySet<string>;
  readonly #gone = new Set<string>();
  readonly #kinds = new Map<string, DeclaredName["kind"]>();

  constructor(globals: Iterable<string>) {
    this.#globals = new Set(globals);
  }

  declare({ name, kind }: DeclaredName): void {
    this.#gone.delete(name);
    this.#kinds.set(name, kind);
  }

  kindOf(name: string): DeclaredName["kind"] | undefined {
    return this.#kinds.get(name);
  }

  isGlobal(name: string): boolean {
    return this.#globals.has(name);
  }

  all(): DeclaredName[] {
    return [...this.#kinds].map(([name, kind]) => ({ name, kind }));
  }

  /** Every name is as if it had never been declared. */
  forget(): void {
    for (const name of this.#kinds.keys()) this.#gone.add(name);
    this.#kinds.clear();
  }

  isGone(name: string): boolean {
    return this.#gone.has(name);
  }
}

/** Under which name a cell's own `name` lives. */
export function shadowName(name: string): string {
  return `${name}$cell`;
}
