import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";
import type { Node } from "../evaluate/transform/parse.ts";

const packageFolder = fileURLToPath(new URL("../../", import.meta.url));

type Options = Record<string, unknown> & { paths?: Record<string, string[]>; lib?: string[]; types?: string[] };

interface Config {
  extends?: string | string[];
  compilerOptions?: Options;
}

/** How a notebook is compiled, whatever its own configuration says. */
const fixed: Options = {
  target: "esnext",
  module: "esnext",
  moduleResolution: "bundler",
  moduleDetection: "force",
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  noEmit: true,
  skipLibCheck: true,
  // What would be wrong in a program is usual in a notebook.
  erasableSyntaxOnly: false,
  verbatimModuleSyntax: false,
  isolatedModules: false,
  isolatedDeclarations: false,
  noUnusedLocals: false,
  noUnusedParameters: false,
  composite: false,
  incremental: false,
  declaration: false,
};

/** The notebook's own `tsconfig.json`: in its directory, or above it in the same project. */
export function ownConfig(directory: string): string | undefined {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    if (join(folder, "/") === packageFolder) return undefined;
    const path = join(folder, "tsconfig.json");
    if (existsSync(path)) return path;
    const isProject = existsSync(join(folder, "package.json")) || existsSync(join(folder, ".git"));
    if (isProject || folder === dirname(folder)) return undefined;
  }
}

/** Is the notebook part of a project that lists the packages it uses? This package lists its own, which are not the notebook's. */
export function hasOwnPackages(directory: string): boolean {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return join(folder, "/") !== packageFolder;
    if (folder === dirname(folder)) return false;
  }
}

/** The `compilerOptions` of a notebook, `own` being its `tsconfig.json`; the paths in them are absolute. */
export function compilerOptions(own: string | undefined, paths: Record<string, string[]>): Options {
  const given = own === undefined ? {} : chain(own);
  return {
    strict: true,
    ...given,
    ...fixed,
    lib: given.lib ?? ["esnext"],
    types: [...new Set(["node", ...(given.types ?? [])])],
    typeRoots: typeRoots(own),
    paths: { ...given.paths, ...libraryPaths(), ...paths },
  };
}

/** When the file was written last: tells whether it has to be read again. */
export function stampOf(path: string | undefined): string {
  const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  return stat ? `${path}:${stat.mtimeMs}:${stat.size}` : "";
}

function typeRoots(own: string | undefined): string[] {
  const mine = join(createRequire(import.meta.url).resolve("@types/node/package.json"), "../..");
  return own === undefined ? [mine] : [join(dirname(own), "node_modules", "@types"), mine];
}

/** The files of this package by the names they are imported by. */
export function libraryEntries(): Record<string, string> {
  const { name, exports } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
    name: string;
    exports: Record<string, string>;
  };
  return Object.fromEntries(
    Object.entries(exports).map(([entry, file]) => [`${name}${entry.slice(1)}`, join(packageFolder, file)]),
  );
}

/** `tsgrad` and its parts mean this package wherever the notebook is; `tslab` is answered by the kernel. */
function libraryPaths(): Record<string, string[]> {
  const entries = Object.entries(libraryEntries()).map(([name, file]) => [name, [file]]);
  return { ...Object.fromEntries(entries), tslab: [join(packageFolder, "kernel/display/tslab.ts")] };
}

/** The options of a configuration file and of those it extends. */
function chain(path: string, seen: string[] = []): Options {
  if (seen.includes(path)) return {};
  const config = readConfig(path);
  const folder = dirname(path);
  const bases = [config.extends ?? []].flat().flatMap((name) => extended(name, path) ?? []);
  const own = { ...config.compilerOptions };
  const root = typeof own.baseUrl === "string" ? resolve(folder, own.baseUrl) : folder;
  delete own.baseUrl;
  if (own.paths) {
    own.paths = Object.fromEntries(
      Object.entries(own.paths).map(([name, targets]) => [name, targets.map((target) => resolve(root, target))]),
    );
  }
  return Object.assign({}, ...bases.map((base) => chain(base, [...seen, path])), own) as Options;
}

function extended(name: string, from: string): string | undefined {
  if (/^\.{0,2}\//.test(name)) {
    const path = resolve(dirname(from), name);
    return [path, `${path}.json`].find((candidate) => existsSync(candidate));
  }
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}

/** Reads a JSON file with comments and trailing commas; what cannot be read is empty. */
function readConfig(path: string): Config {
  try {
    const { program, errors } = parseSync("config.ts", `(${readFileSync(path, "utf8").replace(/^\uFEFF/, "")}\n)`);
    const [statement] = program.body;
    if (errors.length > 0 || statement?.type !== "ExpressionStatement") return {};
    return literal(statement.expression) as Config;
  } catch {
    return {};
  }
}

function literal(node: Node): unknown {
  if (node.type === "ParenthesizedExpression") return literal(node.expression);
  if (node.type === "Literal") return node.value;
  if (node.type === "ArrayExpression") return node.elements.map((element) => element && literal(element));
  if (node.type !== "ObjectExpression") return undefined;
  const entries = node.properties.map((property) => {
    if (property.type !== "Property") return [];
    const key = property.key.type === "Literal" ? property.key.value : (property.key as { name: string }).name;
    return [key, literal(property.value)];
  });
  return Object.fromEntries(entries);
}
