import { pathToFileURL } from "node:url";
import { cellScheme, installModuleHooks } from "./hooks.ts";

export interface Importer {
  /** What `import` in a cell means; `needed` are the names that must exist. */
  import(specifier: string, options?: ImportCallOptions, needed?: string[]): Promise<object>;
  /** `import.meta` of the cells. */
  meta: { url: string; dirname: string; filename: string; resolve(specifier: string): string };
  dispose(): void;
}

/** Imports from a notebook's directory. */
export function createImporter(directory: string): Importer {
  const filename = `${directory.replace(/\/$/, "")}/notebook.ts`;
  const url = pathToFileURL(filename).href;
  const hooks = installModuleHooks(url);
  let count = 0;
  const address = (specifier: string) => `${cellScheme}${count++}:${specifier}`;

  return {
    async import(specifier, options, needed = []) {
      hooks.startRound();
      const name = String(specifier);
      const json = name.endsWith(".json") && !options?.with?.type;
      const namespace = await import(address(name), json ? { with: { type: "json" } } : options);
      return withNames(namespace, name, needed);
    },
    meta: { url, dirname: directory, filename, resolve: (specifier) => import.meta.resolve(address(specifier)) },
    dispose: () => hooks.remove(),
  };
}

/** A CommonJS package's names may be known only by its default export. */
function withNames(namespace: Record<string, unknown>, specifier: string, needed: string[]): object {
  const missing = needed.filter((name) => !(name in namespace));
  if (missing.length === 0) return namespace;
  const whole = namespace.default;
  const inDefault = (name: string) =>
    (typeof whole === "object" || typeof whole === "function") && whole !== null && name in whole;
  const lost = missing.find((name) => !inDefault(name));
  if (lost !== undefined) throw new SyntaxError(noSuchExport(specifier, lost, Object.keys(namespace)));
  const found = missing.map((name) => [name, (whole as Record<string, unknown>)[name]]);
  return { ...namespace, ...Object.fromEntries(found) };
}

function noSuchExport(specifier: string, name: string, names: string[]): string {
  if (name === "default")
    return `"${specifier}" has no default export. Import by name: import { ${names[0] ?? "..."} } from "${specifier}"`;
  const shown = names.filter((other) => other !== "default");
  const alike = shown.filter((other) => other.toLowerCase().includes(name.toLowerCase().slice(0, 4)));
  const list = (alike.length ? alike : shown).slice(0, 12).join(", ");
  return `"${specifier}" has no export named "${name}". ${alike.length ? "Did you mean" : "It has"}: ${list || "no names at all"}`;
}
