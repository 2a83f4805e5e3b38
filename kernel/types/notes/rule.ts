import type { TypeProblem } from "../check.ts";

/** What a note may look at besides the error itself. */
export interface NoteContext {
  /** The line of the cell that the error is in. */
  line: string;
  /** Which cell gave a name its value. */
  definedIn(name: string): string | undefined;
  /** Which cell would define a name, had it not been refused. */
  refusedIn(name: string): string | undefined;
  /** The names that cells have left. */
  names(): Iterable<string>;
  /** Where the notebook is. */
  directory: string;
}

/** A note for some of TypeScript's errors: nothing where it does not fit. */
export interface Rule {
  codes: number[];
  note(problem: TypeProblem, context: NoteContext): string | undefined;
}

/** The parts of a message that a pattern's groups catch; empty when it does not match. */
export function parts(problem: TypeProblem, pattern: RegExp): string[] {
  return pattern.exec(problem.message)?.slice(1) ?? [];
}

/** `cross_entropy` as it is called here: `crossEntropy`. */
export function camelCase(name: string): string {
  return name.replace(/(?<=[\p{L}\d])_+(\p{L}|\d)/gu, (_, letter: string) => letter.toUpperCase());
}

export function isSnakeCase(name: string): boolean {
  return camelCase(name) !== name;
}

export const isTensor = (type: string): boolean => /^(?:Tensor|Parameter)$/.test(type);
export const isPromise = (type: string): boolean => /^Promise<.*>$/s.test(type);
export const isNumber = (type: string): boolean => /^(?:number|-?[\d.]+)$/.test(type);
export const isText = (type: string): boolean => /^(?:string|"[^"]*")$/.test(type);
export const mayBeMissing = (type: string): boolean => /(?:^|\| )(?:undefined|null)$/.test(type);

/** Do two names differ by a letter or two? */
export function alike(a: string, b: string): boolean {
  const most = Math.min(a.length, b.length) > 4 ? 2 : 1;
  if (a.length < 3 || Math.abs(a.length - b.length) > most) return false;
  if (a.toLowerCase() === b.toLowerCase()) return true;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return start + end > 0 && Math.max(a.length, b.length) - start - end <= most;
}
