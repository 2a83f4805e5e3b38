import { readFileSync, statSync } from "node:fs";
import { registerHooks } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { addSource, isForeign } from "../errors/sources.ts";
import { compileWithTypeScript, needsCompiler } from "../transform/compiler.ts";
import { lower } from "../transform/lower.ts";
import { CellSyntaxError, parse } from "../transform/parse.ts";
import { createPathMapping } from "./paths.ts";
import { LocalModules, withoutVersion } from "./versions.ts";

/** Before a specifier in a cell: `tsgrad-cell:<number>:<specifier>`; the number keeps Node from answering from memory. */
export const cellScheme = "tsgrad-cell:";

const ownUrl = import.meta.url;
const tslabUrl = new URL("../../display/tslab.ts", import.meta.url).href;

type Next = (specifier: string, context?: { parentURL?: string }) => { url: string; format?: string | null };

export interface ModuleHooks {
  startRound(): void;
  remove(): void;
}

/** How imports resolve and load: from the notebook's directory, `tsgrad` always to this package, local modules anew when changed. */
export function installModuleHooks(notebookUrl: string): ModuleHooks {
  const mapped = createPathMapping(dirname(fileURLToPath(notebookUrl)));
  const locals = new LocalModules();
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const fromCell = specifier.startsWith(cellScheme);
      const parentURL = fromCell || !context.parentURL ? notebookUrl : context.parentURL;
      if (!fromCell && !isLocal(parentURL)) return nextResolve(specifier, context);
      const name = fromCell ? specifier.slice(specifier.indexOf(":", cellScheme.length) + 1) : specifier;
      const next = ((wanted, changed) => nextResolve(wanted, { ...context, ...changed })) as Next;
      const found = resolveFrom(name, parentURL, next, mapped);
      if (!isLocal(found.url)) return found;
      return { ...found, url: locals.versioned(found.url, fromCell ? undefined : parentURL) };
    },
    load(url, context, nextLoad) {
      if (!isLocal(url) || !/\.(?:[mt]ts|[tj]sx|ts)$/.test(withoutVersion(url))) return nextLoad(url, context);
      const text = readFileSync(fileURLToPath(url), "utf8");
      const { code, locate } = compile(url, text);
      addSource(url, { text, locate });
      return { format: "module", source: code, shortCircuit: true };
    },
  });
  return { startRound: () => locals.startRound(), remove: () => hooks.deregister() };
}

function compile(url: string, text: string) {
  try {
    const lang = /x$/.test(withoutVersion(url)) ? "tsx" : "ts";
    const compiler = needsCompiler(parse(text, lang)) ? compileWithTypeScript : lower;
    return compiler(text, lang, { elideImports: true });
  } catch (error) {
    addSource(url, { text, locate: () => undefined });
    if (error instanceof CellSyntaxError) error.url = url;
    throw error;
  }
}

function isLocal(url: string): boolean {
  return url.startsWith("file:") && !isForeign(url);
}

function resolveFrom(
  specifier: string,
  parentURL: string,
  next: Next,
  mapped: (specifier: string) => string[],
): { url: string; format?: string | null } {
  if (/^tsgrad(?:\/|$)/.test(specifier)) return next(specifier, { parentURL: ownUrl });
  if (specifier === "tslab") return next(tslabUrl, { parentURL: ownUrl });
  for (const url of /^(?:\.{0,2}\/|node:|file:)/.test(specifier) ? [] : mapped(specifier)) {
    const file = isFile(url) ? url : guessFile(url, parentURL);
    if (file) return next(file, { parentURL });
  }
  try {
    return next(specifier, { parentURL });
  } catch (error) {
    const file = guessFile(specifier, withoutVersion(parentURL));
    if (file) return next(file, { parentURL });
    throw error;
  }
}

/** TypeScript's ways of naming a file: without extension, by the folder, or as the `.js` it would become. */
function guessFile(specifier: string, parentURL: string): string | undefined {
  if (!/^(?:\.{0,2}\/|file:)/.test(specifier)) return undefined;
  const base = new URL(specifier, parentURL).href;
  const candidates = [".ts", ".mts", ".tsx", ".js", ".mjs", ".json", "/index.ts", "/index.js"].map((end) => base + end);
  if (/\.m?js$/.test(base)) candidates.push(base.replace(/js$/, "ts"), base.replace(/\.js$/, ".tsx"));
  return candidates.find(isFile);
}

function isFile(url: string): boolean {
  return statSync(fileURLToPath(url), { throwIfNoEntry: false })?.isFile() ?? false;
}
