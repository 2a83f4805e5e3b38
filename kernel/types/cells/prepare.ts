import { type Program, parse } from "../../evaluate/transform/parse.ts";
import { type LooseCall, looseCalls } from "../unawaited.ts";
import { declaredNames, type Meaning } from "./declarations.ts";

/** A cell read for type checking. */
export interface PreparedCell {
  /** Its code, with what is no TypeScript blanked out: lines and columns stay. */
  code: string;
  declares: Map<string, Meaning>;
  /** It is one object in braces, meant as an expression. */
  expression: boolean;
  /** Something in it is looked up from the notebook's directory. */
  resolves: boolean;
  /** It asked not to be checked. */
  unchecked: boolean;
  looseCalls: LooseCall[];
  /** It changes what all cells see: `declare global`, `/// <reference`. */
  lasting: boolean;
  /** It forgets the names before it, by `%reset`. */
  resets: boolean;
}

/** Reads a cell; nothing when it does not parse. */
export function prepareCell(source: string): PreparedCell | undefined {
  const code = withoutCommands(source);
  const object = objectCell(code);
  const program = object ?? tryParse(code);
  if (!program) return undefined;
  return {
    code,
    declares: declaredNames(program),
    expression: object !== undefined,
    resolves: resolves(code),
    looseCalls: looseCalls(program, code),
    resets: code !== source && /^[ \t]*%reset\b/m.test(source),
    lasting: /\bdeclare\s+(?:global|module)\b|\/\/\/\s*<reference/.test(code),
    unchecked: /^(?:\s*\/\/.*\n)*\s*\/\/\s*@ts-nocheck\b/.test(source),
  };
}

/** Blanks out lines of cell commands (`%types off`); a cell given to a command as a whole (`%%bash`) is empty. */
export function withoutCommands(source: string): string {
  const whole = /^\s*%%(\w+)/.exec(source)?.[1];
  if (whole !== undefined && whole !== "time") return source.replace(/[^\n]/g, " ");
  if (!/^[ \t]*%/m.test(source) || (whole === undefined && tryParse(source))) return source;
  return source.replace(/^[ \t]*%.*$/gm, (line) => " ".repeat(line.length));
}

/** Does code name modules, so that it matters where it lies? */
export function resolves(code: string): boolean {
  return /\bimport\b|\bexport\b[^;]*\bfrom\b|\brequire\b|\bdeclare\s+module\b|\/\/\/\s*<reference/.test(code);
}

function tryParse(code: string): Program | undefined {
  try {
    return parse(code);
  } catch {
    return undefined;
  }
}

function objectCell(code: string): Program | undefined {
  if (!/^\s*\{[\s\S]*\}\s*$/.test(code)) return undefined;
  return tryParse(code.replace("{", "({").replace(/\}(\s*)$/, "})$1"));
}
