/** The object through which kernel and library know each other without imports (docs/architecture.md). */
export interface Runtime {
  interrupt: Int32Array;
  cancelled?: () => boolean;
  hooks: Set<{ cellStart?(): void; cellEnd?(info: { terminated: boolean }): void }>;
  display?: (
    bundle: { data: Record<string, unknown>; metadata?: Record<string, unknown> },
    options?: { displayId?: string; update?: boolean },
  ) => void;
  value?: (expression: string) => Promise<unknown>;
  interactive?: boolean;
  seed?: number;
}

const key = Symbol.for("tsgrad.runtime");

export function runtime(): Runtime {
  const holder = globalThis as { [key]?: Runtime };
  holder[key] ??= { interrupt: new Int32Array(new SharedArrayBuffer(4)), hooks: new Set() };
  return holder[key];
}
