import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseSync } from "oxc-parser";
import { libraryEntries } from "../options.ts";

/** Where a name that no cell knows can be imported from. */
export interface AutoImport {
  specifier: string;
  /** The line to add to the cell. */
  statement: string;
}

const nodeModules = ["assert", "crypto", "fs", "http", "os", "path", "readline", "url", "util", "zlib"];

let index: Map<string, AutoImport> | undefined;

/** Everything the course library exports, and Node's usual modules, by name. */
export function autoImports(): ReadonlyMap<string, AutoImport> {
  if (index) return index;
  index = new Map();
  for (const [specifier, file] of Object.entries(libraryEntries())) {
    if (!file.endsWith(".ts")) continue;
    for (const name of exportsOf(file)) {
      if (!index.has(name)) index.set(name, { specifier, statement: `import { ${name} } from "${specifier}";` });
    }
  }
  for (const name of nodeModules) {
    if (!index.has(name))
      index.set(name, { specifier: `node:${name}`, statement: `import ${name} from "node:${name}";` });
  }
  return index;
}

/** Names that a module exports, also through others. */
function exportsOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const { module } = parseSync(file, readFileSync(file, "utf8"));
  return module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ exportName, importName, moduleRequest }) => {
      if (exportName.kind === "Name") return exportName.name ?? [];
      const isStar = importName.kind === "AllButDefault" && moduleRequest?.value.startsWith(".");
      return isStar ? exportsOf(resolve(dirname(file), moduleRequest!.value), seen) : [];
    });
}
