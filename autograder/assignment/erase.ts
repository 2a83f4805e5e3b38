import MagicString from "magic-string";
import { parseSync, visitorKeys } from "oxc-parser";

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

/** Removes types from TypeScript, leaving comments and layout as written; non-erasable syntax is a `SyntaxError`. */
export function eraseTypes(path: string, source: string): string {
  const program = parse(path, source);
  const edit = new MagicString(source);
  const visit = (node: Node): void => {
    switch (node.type) {
      case "TSInterfaceDeclaration":
      case "TSTypeAliasDeclaration":
        removeStatement(edit, source, node);
        return;
      case "ImportDeclaration":
        if (node.importKind === "type") removeStatement(edit, source, node);
        return;
      case "TSTypeAnnotation":
      case "TSTypeParameterDeclaration":
      case "TSTypeParameterInstantiation":
        edit.remove(node.start, node.end);
        return;
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression": {
        const inner = node.expression as Node;
        edit.remove(inner.end, node.end);
        visit(inner);
        return;
      }
      case "TSEnumDeclaration":
      case "TSModuleDeclaration":
      case "TSParameterProperty":
        throw new SyntaxError(
          `${path}: ${node.type.replace(/^TS/, "")} cannot be erased; write it in plain JavaScript`,
        );
    }
    if (node.optional === true && node.type === "Identifier") {
      edit.remove(source.indexOf("?", node.start), source.indexOf("?", node.start) + 1);
    }
    for (const key of visitorKeys[node.type] ?? []) {
      const child = node[key];
      for (const each of Array.isArray(child) ? child : [child]) if (isNode(each)) visit(each);
    }
  };
  visit(program);
  return edit.toString();
}

/** Parses TypeScript; a syntax error names path and line. */
export function parse(path: string, source: string): Node & { body: Node[] } {
  const { program, errors } = parseSync(path, source, { lang: "ts" });
  const error = errors[0];
  if (error) {
    const offset = error.labels[0]?.start ?? 0;
    throw new SyntaxError(`${path}, line ${source.slice(0, offset).split("\n").length}: ${error.message}`);
  }
  return program as unknown as Node & { body: Node[] };
}

function removeStatement(edit: MagicString, source: string, { start, end }: Node): void {
  const rest = /^[ \t]*\n?(?:[ \t]*\n)?/.exec(source.slice(end))![0].length;
  edit.remove(start, Math.min(source.length, end + rest));
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}
