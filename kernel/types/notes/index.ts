import type { TypeProblem } from "../check.ts";
import type { TypedNotebook } from "../notebook.ts";

/** What a student should know about an error, beyond TypeScript's words. */
export function noteFor(_problem: TypeProblem, _notebook: TypedNotebook): string | undefined {
  return undefined;
}
