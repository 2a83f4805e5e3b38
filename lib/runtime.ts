// The object that the kernel and the library share without importing each other: docs/architecture.md.

export interface DisplayBundle {
  data: Record<string, unknown>;
  metadata?: Record<string, unknown>;
}

export interface Runtime {
  /** [0] is 1 while an interrupt is asked for, 2 while code of an interrupted cell may still be about: then `cancelled` tells. */
  interrupt: Int32Array;
  /** Does the code that calls belong to a cell that was interrupted? */
  cancelled?: () => boolean;
  /** Called around each cell. */
  hooks: Set<{ cellStart?(): void; cellEnd?(info: { terminated: boolean }): void }>;
  /** Adds to the running cell's output; absent in a plain script. */
  display?: (bundle: DisplayBundle, options?: { displayId?: string; update?: boolean }) => void;
  /** Whether someone watches the output while it comes. */
  interactive?: boolean;
  /** What the default generator begins with; an unpredictable number where there is none. */
  seed?: number;
}

const key = Symbol.for("tsgrad.runtime");

/** The runtime of this realm, made on first use. */
export function runtime(): Runtime {
  const realm = globalThis as { [key]?: Runtime };
  realm[key] ??= { interrupt: new Int32Array(new SharedArrayBuffer(4)), hooks: new Set() };
  return realm[key];
}

/** Throws where an interrupt is asked for: long work of the library calls it now and then. */
export function throwIfInterrupted(): void {
  const { interrupt, cancelled } = runtime();
  const asked = Atomics.load(interrupt, 0);
  if (asked === 0 || (asked !== 1 && !cancelled?.())) return;
  const error = new Error("Interrupted");
  error.name = "InterruptError";
  throw error;
}
