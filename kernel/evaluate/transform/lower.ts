import { createRequire, SourceMap } from "node:module";
import { CellSyntaxError, type Language } from "./parse.ts";

export interface Lowered {
  code: string;
  /** Source position of a position in `code`, both from 0. */
  locate(line: number, column: number): Position | undefined;
}

export interface Position {
  line: number;
  column: number;
}

const require = createRequire(import.meta.url);

/** Compiles what cannot be erased: enums, namespaces, parameter properties, `import x = require()`, JSX. */
export function lower(code: string, lang: Language, { elideImports = false } = {}): Lowered {
  // A native library that few notebooks need: loaded when one does.
  const { transformSync } = require("oxc-transform") as typeof import("oxc-transform");
  const result = transformSync(`cell.${lang}`, code, {
    lang,
    sourceType: "module",
    sourcemap: true,
    typescript: { onlyRemoveTypeImports: !elideImports },
  });
  const error = result.errors[0];
  if (error) throw new CellSyntaxError(error.message, error.labels[0]?.start ?? 0, error.labels[0]?.end ?? 0);
  return { code: result.code, locate: locator(result.map) };
}

/** Looks positions up in a source map as magic-string and oxc make them. */
export function locator(map: object | undefined): Lowered["locate"] {
  if (!map) return (line, column) => ({ line, column });
  let parsed: SourceMap | undefined;
  return (line, column) => {
    parsed ??= new SourceMap(map as ConstructorParameters<typeof SourceMap>[0]);
    const entry = parsed.findEntry(line, column);
    return "originalLine" in entry ? { line: entry.originalLine, column: entry.originalColumn } : undefined;
  };
}
