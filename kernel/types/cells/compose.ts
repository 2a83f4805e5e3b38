import type { Position } from "../server/protocol.ts";
import type { Meaning } from "./declarations.ts";
import type { NotebookNames } from "./names.ts";

/** Under this name every cell's module imports all that cells export. */
export const namesModule = "__cells";

/** A cell as a module of its own. */
export interface CellModule {
  text: string;
  /** How many lines stand before the cell's first. */
  offset: number;
  /** The cells it takes names from. */
  uses: ReadonlySet<string>;
}

const identifiers = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu;
const directives = /^\s*\/\/\/\s*<reference\b.*$/gm;

/** How a name of a cell is called in the module of all names. */
export function exportedName(name: string, cell: string): string {
  return `${name}$${cell}`;
}

/**
 * Puts a cell between the names it takes from earlier cells and the names it gives to later ones. Whatever the names,
 * the module imports the same three times: where imports stay, TypeScript updates one file and not the whole program.
 */
export function composeModule(
  code: string,
  names: NotebookNames,
  { cell, declares, all = false, expression = false }: ComposeOptions,
): CellModule {
  const used = all ? names.names() : new Set(code.match(identifiers));
  const taken: Taken = { imports: [], types: [], declarations: [], uses: new Set() };
  for (const name of used) take(name, names, declares.get(name) ?? {}, taken);
  const references = (code.match(directives) ?? []).map((line) => `${line.trim()}\n`);
  const header = [
    `import * as ${namesModule} from "${namesModule}";`,
    `import { ${taken.imports.join(", ")} } from "${namesModule}";`,
    `import type { ${taken.types.join(", ")} } from "${namesModule}";`,
    ...taken.declarations,
    expression ? "(" : "",
  ].join(" ");
  const exported = [...declares.keys()].map((name) => `${name} as ${exportedName(name, cell)}`);
  const footer = `${expression ? ")" : ""}\nexport { ${exported.join(", ")} };\n`;
  return {
    text: `${references.join("")}${header}\n${code}\n${footer}`,
    offset: references.length + 1,
    uses: taken.uses,
  };
}

export interface ComposeOptions {
  cell: string;
  declares: ReadonlyMap<string, Meaning>;
  /** Take every name, not only those that occur. Default false. */
  all?: boolean;
  /** The cell is one expression, an object in braces. Default false. */
  expression?: boolean;
}

interface Taken {
  imports: string[];
  types: string[];
  declarations: string[];
  uses: Set<string>;
}

function take(name: string, names: NotebookNames, own: Meaning, to: Taken): void {
  const origin = names.get(name);
  if (!origin) return;
  const value = own.value ? undefined : origin.value;
  const type = own.type ? undefined : origin.type;
  for (const taken of [value, type]) if (taken) to.uses.add(taken.cell);
  const imported = (cell: string) => `${exportedName(name, cell)} as ${name}`;
  const separate = value && (value.variable || own.type || (type && type.cell !== value.cell));
  if (separate) {
    const keyword = value.variable ? "let" : "const";
    to.declarations.push(`declare ${keyword} ${name}: typeof ${namesModule}.${exportedName(name, value.cell)};`);
  } else if (value) to.imports.push(imported(value.cell));
  if (type && (separate || !value)) to.types.push(imported(type.cell));
}

/** Position in the cell of a position in its module; nothing outside the cell. */
export function toCell({ line, character }: Position, { offset }: CellModule, lines: number): Position | undefined {
  const own = line - offset;
  return own >= 0 && own < lines ? { line: own, character } : undefined;
}
