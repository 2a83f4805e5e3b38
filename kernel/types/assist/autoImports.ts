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

/** What notebooks use of them by name. */
const nodeNames: Record<string, string[]> = {
  "node:fs": ["existsSync", "readdirSync", "readFileSync", "writeFileSync"],
  "node:path": ["basename", "dirname"],
};

interface Exports {
  names: Map<string, AutoImport>;
  inside: Map<string, AutoImport & { path: string }>;
}

let exported: Exports | undefined;

/** Everything the course library exports, and Node's usual modules, by name. */
export function autoImports(): ReadonlyMap<string, AutoImport> {
  exported ??= readExports();
  return exported.names;
}

/** What lies in the course library's namespaces, by its own name: `Conv2d` is `nn.Conv2d`. */
export function namespaced(): ReadonlyMap<string, AutoImport & { path: string }> {
  exported ??= readExports();
  return exported.inside;
}

function readExports(): Exports {
  const names: Exports["names"] = new Map();
  const inside: Exports["inside"] = new Map();
  for (const [specifier, file] of Object.entries(libraryEntries())) {
    if (!file.endsWith(".ts")) continue;
    for (const { name, namespace } of exportsOf(file)) {
      const statement = `import { ${name} } from "${specifier}";`;
      if (!names.has(name)) names.set(name, { specifier, statement });
      for (const { name: member } of namespace ? exportsOf(namespace) : []) {
        if (!inside.has(member)) inside.set(member, { specifier, statement, path: `${name}.${member}` });
      }
    }
  }
  for (const name of nodeModules) {
    const specifier = `node:${name}`;
    if (!names.has(name)) names.set(name, { specifier, statement: `import ${name} from "${specifier}";` });
  }
  for (const [specifier, members] of Object.entries(nodeNames)) {
    for (const name of members) names.set(name, { specifier, statement: `import { ${name} } from "${specifier}";` });
  }
  return { names, inside };
}

/** Names that a module exports, also through others; with the module behind those that are namespaces. */
function exportsOf(file: string, seen = new Set<string>()): { name: string; namespace?: string }[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const { module } = parseSync(file, readFileSync(file, "utf8"));
  return module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ exportName, importName, moduleRequest }) => {
      const from = moduleRequest?.value.startsWith(".") ? resolve(dirname(file), moduleRequest.value) : undefined;
      if (exportName.kind !== "Name") return importName.kind === "AllButDefault" && from ? exportsOf(from, seen) : [];
      const name = exportName.name!;
      return { name, namespace: importName.kind === "All" ? from : from && namespaceBehind(from, name) };
    });
}

/** The module that a constant stands for, as in `export const F: typeof functional`. */
function namespaceBehind(file: string, name: string): string | undefined {
  const text = readFileSync(file, "utf8");
  const local = new RegExp(`^export const ${name}: typeof (\\w+)`, "m").exec(text)?.[1];
  const specifier = local && new RegExp(`^import \\* as ${local} from "(\\.[^"]*)"`, "m").exec(text)?.[1];
  return specifier && resolve(dirname(file), specifier);
}
