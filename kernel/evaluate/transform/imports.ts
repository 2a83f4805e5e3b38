import type MagicString from "magic-string";
import type { ImportDeclaration, ImportDeclarationSpecifier } from "oxc-parser";
import { children, type Node, type Program } from "./parse.ts";

/** Rewrites a static import to an awaited call of the import helper, in place. */
export function rewriteImport(
  edit: MagicString,
  node: ImportDeclaration,
  { used, helper, rename }: { used: Set<string>; helper: string; rename(name: string): string },
): string[] {
  const source = JSON.stringify(node.source.value);
  const attributes = node.attributes.map(({ key, value }) => {
    return `${JSON.stringify(key.type === "Identifier" ? key.name : key.value)}:${JSON.stringify(value.value)}`;
  });
  const specifiers = node.specifiers.filter((s) => s.type !== "ImportSpecifier" || s.importKind !== "type");
  // A name used only as a type need not exist when the cell runs.
  const needed = specifiers
    .filter((s) => used.has(s.local.name) && s.type !== "ImportNamespaceSpecifier")
    .map(imported);
  const options = attributes.length || needed.length ? `,{with:{${attributes}}},${JSON.stringify(needed)}` : "";
  const loaded = `await ${helper}.import(${source}${options})`;
  edit.overwrite(node.start, node.end, `${declaration(specifiers, loaded, rename)};`);
  return specifiers.map((s) => s.local.name);
}

function declaration(
  specifiers: ImportDeclarationSpecifier[],
  loaded: string,
  rename: (name: string) => string,
): string {
  if (specifiers.length === 0) return loaded;
  const whole = specifiers.find((s) => s.type === "ImportNamespaceSpecifier")?.local.name;
  const namespace = whole && rename(whole);
  const names = specifiers
    .filter((s) => s.type !== "ImportNamespaceSpecifier")
    .map((s) => `${JSON.stringify(imported(s))}:${rename(s.local.name)}`);
  if (!namespace) return `let{${names}}=${loaded}`;
  return names.length ? `let ${namespace}=${loaded},{${names}}=${namespace}` : `let ${namespace}=${loaded}`;
}

function imported(specifier: ImportDeclarationSpecifier): string {
  if (specifier.type !== "ImportSpecifier") return "default";
  return specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value;
}

/** Names that stand where a value is meant, wherever they are. */
export function namesUsedAsValues(program: Program): Set<string> {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (node.type === "Identifier") names.add(node.name);
    if (node.type === "ImportDeclaration" || isType(node)) return;
    for (const child of children(node)) visit(child);
  };
  visit(program);
  return names;
}

function isType({ type }: Node): boolean {
  return (
    type === "TSTypeAnnotation" ||
    type === "TSTypeParameterDeclaration" ||
    type === "TSTypeParameterInstantiation" ||
    type === "TSInterfaceDeclaration" ||
    type === "TSTypeAliasDeclaration" ||
    type === "TSClassImplements"
  );
}
