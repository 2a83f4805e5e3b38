import type MagicString from "magic-string";
import type { BindingPattern, Function as FunctionNode, VariableDeclaration } from "oxc-parser";
import { children, isFunction, type Node, type Statement, valueEnd } from "./parse.ts";

/** The names a pattern binds. */
export function boundNames(pattern: BindingPattern | Node): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((p) => boundNames(p.type === "RestElement" ? p.argument : p.value));
    case "ArrayPattern":
      return pattern.elements.flatMap((e) => (e ? boundNames(e) : []));
    case "AssignmentPattern":
      return boundNames(pattern.left);
    case "RestElement":
      return boundNames(pattern.argument);
    default:
      return [];
  }
}

/**
 * V8's REPL mode refuses to declare a name again with another keyword, except among `let` and `class`:
 * so `const` becomes `let`, and names of `var` and `function` are declared by `let` at the top of the script.
 */
export function rewriteVariables(edit: MagicString, node: VariableDeclaration, helper: string): void {
  const first = node.declarations[0]!;
  if (node.kind === "const") edit.overwrite(node.start, node.start + 5, "let  ");
  if (node.kind !== "using" && node.kind !== "await using") return;
  edit.overwrite(node.start, first.start, "let ".padEnd(first.start - node.start));
  for (const { init } of node.declarations) {
    if (!init) continue;
    edit.appendLeft(init.start, `${helper}.use(${node.kind === "await using"},`);
    edit.appendRight(valueEnd(init), ")");
  }
}

/** Turns every `var` outside functions into assignments; returns the names to declare. */
export function rewriteVars(edit: MagicString, statements: Statement[]): string[] {
  const names: string[] = [];
  const visit = (node: Node, parent?: Node): void => {
    if (isFunction(node) || node.type.startsWith("TS")) return;
    if (node.type === "VariableDeclaration" && node.kind === "var" && !node.declare) {
      names.push(...node.declarations.flatMap(({ id }) => boundNames(id)));
      const inLoop = parent?.type === "ForOfStatement" || parent?.type === "ForInStatement";
      edit.overwrite(node.start, node.declarations[0]!.start, " ".repeat(node.declarations[0]!.start - node.start));
      for (const { id, start, end, init } of inLoop ? [] : node.declarations) {
        if (id.type === "Identifier") continue;
        edit.appendLeft(start, "(");
        edit.appendRight(init ? valueEnd(init) : end, ")");
      }
    }
    for (const child of children(node)) visit(child, node);
  };
  for (const statement of statements) visit(statement);
  return names;
}

/** `function f() {}` becomes `f=function () {};`, moved to the top when something before it might call it. */
export function rewriteFunction(edit: MagicString, node: FunctionNode, name: string, hoist: boolean): void {
  const { id, start, end } = node;
  const keyword = `${node.async ? "async " : ""}function${node.generator ? "*" : ""}`;
  const idEnd = id!.start + id!.name.length;
  edit.overwrite(start, idEnd, `${name}=${keyword}`.padEnd(idEnd - start));
  edit.appendLeft(end, ";");
  if (hoist) edit.move(start, end, 0);
}

/** Do statements of this kind run anything when the script passes them? */
export function isExecutable(statement: Node): boolean {
  switch (statement.type) {
    case "FunctionDeclaration":
    case "ImportDeclaration":
    case "EmptyStatement":
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSDeclareFunction":
      return false;
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      return statement.declaration ? isExecutable(statement.declaration) : false;
    default:
      return true;
  }
}
