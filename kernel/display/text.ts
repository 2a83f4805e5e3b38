import { inspect } from "node:util";

/** A value as text, without colours, as Node's prompt would show it. */
export function plainText(value: unknown): string {
  try {
    return inspect(value, { depth: 4, breakLength: 100, maxArrayLength: 100, maxStringLength: 100_000, colors: false });
  } catch (error) {
    return `a value that cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
  }
}
