import type MagicString from "magic-string";
import { isExecutable } from "./declarations.ts";
import type { Node, Statement } from "./parse.ts";

/** In a cell `export` means nothing: it is taken away. Returns the declaration that is left. */
export function rewriteExport(edit: MagicString, node: Statement, helper: string): Node | undefined {
  if (node.type === "ExportAllDeclaration") {
    edit.overwrite(node.start, node.end, `await ${helper}.import(${node.source.raw});`);
    return undefined;
  }
  if (node.type === "ExportNamedDeclaration") {
    const { declaration, source } = node;
    if (node.exportKind === "type") return undefined;
    if (declaration) {
      if (!isExecutable(declaration) && declaration.type !== "FunctionDeclaration") return undefined;
      edit.overwrite(node.start, declaration.start, " ".repeat(declaration.start - node.start));
      return declaration;
    }
    edit.overwrite(node.start, node.end, source ? `await ${helper}.import(${source.raw});` : ";");
    return undefined;
  }
  if (node.type !== "ExportDefaultDeclaration") return undefined;
  const inner = node.declaration;
  const named = (inner.type === "FunctionDeclaration" || inner.type === "ClassDeclaration") && inner.id;
  edit.overwrite(node.start, inner.start, named ? " ".repeat(inner.start - node.start) : "void ");
  return named ? inner : undefined;
}
