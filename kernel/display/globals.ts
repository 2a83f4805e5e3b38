import type { Display } from "./api.ts";

export interface Globals extends Pick<Display, "display" | "updateDisplay" | "clearOutput"> {
  require: NodeJS.Require;
  comms: object;
  progress?: Display["progress"];
  /** Shows what is known about something exported. */
  help?: (subject: unknown) => void;
  input?: (prompt: string, options: { password: boolean }) => string;
}

/** Makes the functions that cells call without importing them; returns the undoing. */
export function installGlobals({ input, ...values }: Globals): () => void {
  const ask = (text: string, password = false): string => {
    if (!input) throw new Error("Input is not possible here: this notebook runs without anybody watching");
    return input(text, { password });
  };
  const all: Record<string, unknown> = {
    ...values,
    prompt: (text = "", fallback?: string) => ask(String(text)) || (fallback ?? ""),
    password: (text = "Password: ") => ask(String(text), true),
    confirm: (text = "") => /^\s*y/i.test(ask(`${text} [y/N] `)),
    alert: (text = "") => console.log(String(text)),
  };
  const before = Object.entries(all).map(
    ([name]) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
  );
  for (const [name, value] of Object.entries(all)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete (globalThis as Record<string, unknown>)[name];
    }
  };
}
