import { readFileSync } from "node:fs";
import { findPackageJSON, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import MagicString from "magic-string";
import { parseSync, type Statement } from "oxc-parser";
import { transformSync } from "oxc-transform";
import { boundNames } from "../../kernel/evaluate/transform/declarations.ts";
import { children, type Node } from "../../kernel/evaluate/transform/parse.ts";
import { globalReferences } from "../../kernel/evaluate/transform/scope.ts";

export interface BundleOptions {
  /** The address that a module's `import.meta.url` has where the bundle runs. */
  urlOf(path: string): string;
  /** Modules that stay on their own, since others import them as well. */
  outside(path: string): boolean;
  /** What stack traces call the bundle. */
  sourceUrl: string;
}

/**
 * Writes a module and all it imports as one, without types: Node loads a hundred small modules ten times slower.
 *
 * Each becomes a function that runs once, in the order of the imports. Node's own modules are loaded when first used. Throws
 * where the rest would differ from what Node does: for cycles and for exported variables that change.
 */
export function bundle(entry: string, options: BundleOptions): string {
  const bodies: string[] = [];
  const names = new Map<string, string>();
  const outside = new Map<string, string>();
  const builtin = new Map<string, string>();
  const open = new Set<string>();

  const nameIn = (map: Map<string, string>, key: string, name: string): string => {
    if (!map.has(key)) map.set(key, `${name}${map.size}`);
    return map.get(key)!;
  };
  const link = (specifier: string, from: string): Source => {
    if (isBuiltin(specifier)) return { name: `${nameIn(builtin, specifier, "$builtin")}()`, builtin: true };
    const path = resolve(specifier, from);
    return { name: options.outside(path) ? nameIn(outside, options.urlOf(path), "$outside") : add(path) };
  };
  const add = (path: string): string => {
    const known = names.get(path);
    if (known) return known;
    if (open.has(path)) throw new Error(`${path} imports itself by way of others; such modules cannot be bundled`);
    open.add(path);
    const { head, body, exported } = readModule(path, (specifier) => link(specifier, path), options);
    open.delete(path);
    const name = `$module${names.size}`;
    names.set(path, name);
    const inner = `${head}\n${body}\n`;
    bodies.push(
      path === entry
        ? `await (async () => {${inner}})();`
        : `const ${name} = (() => {${inner}return { __proto__: null, ${exported.join(", ")} };\n})();`,
    );
    return name;
  };
  add(entry);
  const imports = [...outside].map(([url, name]) => `import * as ${name} from ${JSON.stringify(url)};`);
  const builtins = [...builtin].map(([specifier, name]) => `const ${name} = $builtin(${JSON.stringify(specifier)});`);
  return `${[...imports, loadBuiltin, ...builtins, ...bodies].join("\n")}\n//# sourceURL=${options.sourceUrl}\n`;
}

/** An import of them would run every getter that they export, and load much that nobody asked for. */
const loadBuiltin =
  "const { getBuiltinModule } = process;\nconst $builtin = (name) => { let found; return () => (found ??= getBuiltinModule(name)); };";

/** Where imported names come from: an expression for the module's object. */
interface Source {
  name: string;
  builtin?: boolean;
}

/** The file a specifier means: beside the importing one, or a package's main module. */
function resolve(specifier: string, from: string): string {
  if (specifier.startsWith(".")) return join(dirname(from), specifier);
  const description = findPackageJSON(specifier, from);
  if (!description) throw new Error(`${from} imports ${specifier}, which is not installed`);
  const { exports, main } = JSON.parse(readFileSync(description, "utf8")) as { exports?: unknown; main?: string };
  const file = targetOf((exports as { "."?: unknown } | undefined)?.["."] ?? exports ?? main);
  if (!file) throw new Error(`${specifier} has no module to import`);
  return join(dirname(description), file);
}

/** The first target of a package's exports that Node takes for an import. */
function targetOf(found: unknown): string | undefined {
  if (typeof found !== "object" || found === null) return typeof found === "string" ? found : undefined;
  const entries = Array.isArray(found) ? found : Object.entries(found).flatMap(([key, target]) => takes(key, target));
  return entries.map(targetOf).find(Boolean);
}

const takes = (key: string, target: unknown) => (["import", "node", "default"].includes(key) ? [target] : []);

interface Module {
  /** Takes the imported names. */
  head: string;
  body: string;
  /** Properties of the object that holds its exports. */
  exported: string[];
}

function readModule(path: string, link: (specifier: string) => Source, options: BundleOptions): Module {
  const text = readFileSync(path, "utf8");
  const code = path.endsWith(".ts") ? withoutTypes(path, text) : text;
  const { program, errors } = parseSync("module.js", code, { lang: "js", sourceType: "module", astType: "ts" });
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]!.message}`);
  const edit = new MagicString(code);
  const head: string[] = [];
  const exported: string[] = [];
  const replaced = new Map<string, string>();
  for (const node of program.body) {
    const taken = importsOf(node, link);
    for (const { local, value, builtin } of taken.imported) {
      if (builtin) replaced.set(local, value);
      else head.push(`const ${local} = ${value};`);
    }
    exported.push(...taken.exported);
    if (taken.statement === "dropped") edit.remove(node.start, node.end);
    else if (taken.statement) edit.update(node.start, taken.statement.start, `${taken.statement.prefix} `);
  }
  for (const { name, start, shorthand } of replaced.size > 0 ? globalReferences(program) : []) {
    const value = replaced.get(name);
    if (value) edit.update(start, start + name.length, shorthand ? `${name}: ${value}` : value);
  }
  placeUrls(edit, program, (specifier) => options.urlOf(resolve(specifier, path)), JSON.stringify(options.urlOf(path)));
  return { head: head.join(" "), body: edit.toString(), exported };
}

function withoutTypes(path: string, text: string): string {
  const { code, errors } = transformSync(path, text, {
    lang: "ts",
    sourceType: "module",
    typescript: { onlyRemoveTypeImports: true },
  });
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]!.message}`);
  return code;
}

interface Taken {
  imported: { local: string; value: string; builtin?: boolean }[];
  exported: string[];
  /** What becomes of the statement: gone, or begun differently. */
  statement?: "dropped" | { start: number; prefix: string };
}

/** What a statement of a module brings in and gives out. */
function importsOf(node: Statement | Node, link: (specifier: string) => Source): Taken {
  switch (node.type) {
    case "ImportDeclaration": {
      const { name, builtin } = link(node.source.value);
      const imported = node.specifiers.map((specifier) => {
        const local = specifier.local.name;
        const whole =
          specifier.type === "ImportNamespaceSpecifier" || (builtin && specifier.type !== "ImportSpecifier");
        if (whole) return { local, value: name, builtin };
        const member = specifier.type === "ImportSpecifier" ? nameOf(specifier.imported) : "default";
        return { local, value: `(${name}.${member})`, builtin };
      });
      return { imported, exported: [], statement: "dropped" };
    }
    case "ExportAllDeclaration": {
      const { name: from } = link(node.source.value);
      const exported = [node.exported ? `${nameOf(node.exported)}: ${from}` : `...${from}`];
      return { imported: [], exported, statement: "dropped" };
    }
    case "ExportNamedDeclaration": {
      const { declaration, source, specifiers } = node;
      if (declaration) {
        if (declaration.type === "VariableDeclaration" && declaration.kind !== "const")
          throw new SyntaxError("An exported variable that may change cannot be bundled");
        const names =
          declaration.type === "VariableDeclaration"
            ? declaration.declarations.flatMap(({ id }) => boundNames(id))
            : [(declaration as { id: { name: string } }).id.name];
        return { imported: [], exported: names, statement: { start: declaration.start, prefix: "" } };
      }
      const owner = source ? `${link(source.value).name}.` : "";
      const exported = specifiers.map((each) => `${nameOf(each.exported)}: ${owner}${nameOf(each.local)}`);
      return { imported: [], exported, statement: "dropped" };
    }
    case "ExportDefaultDeclaration": {
      const { start, id } = node.declaration as { start: number; id?: { name: string } | null };
      const statement = { start, prefix: id ? "" : "const $default =" };
      return { imported: [], exported: [`default: ${id ? id.name : "$default"}`], statement };
    }
    default:
      return { imported: [], exported: [] };
  }
}

function nameOf(node: Node): string {
  return node.type === "Identifier" ? node.name : JSON.stringify((node as { value: string }).value);
}

/** Addresses are those the module has by itself: of `import.meta.url`, and of modules imported later. */
function placeUrls(edit: MagicString, program: Node, urlOf: (specifier: string) => string, own: string): void {
  const visit = (node: Node): void => {
    if (node.type === "MemberExpression" && node.object.type === "MetaProperty" && !node.computed) {
      if (nameOf(node.property) === "url") edit.overwrite(node.start, node.end, own);
      return;
    }
    if (node.type === "ImportExpression" && node.source.type === "Literal") {
      const { value, start, end } = node.source;
      if (typeof value === "string" && value.startsWith(".")) edit.overwrite(start, end, JSON.stringify(urlOf(value)));
      return;
    }
    for (const child of children(node)) visit(child);
  };
  visit(program);
}
