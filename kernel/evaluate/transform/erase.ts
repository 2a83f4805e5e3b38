import type {
  ArrowFunctionExpression,
  Function as FunctionNode,
  MethodDefinition,
  PropertyDefinition,
} from "oxc-parser";
import { children, type Node, type Program } from "./parse.ts";

/** Thrown for syntax that has to be compiled, not erased. */
export class NotErasable extends Error {}

const compiled = new Set([
  "TSEnumDeclaration",
  "TSParameterProperty",
  "TSImportEqualsDeclaration",
  "TSExportAssignment",
  "AccessorProperty",
  "Decorator",
]);
const typesOnly = new Set(["TSTypeAnnotation", "TSTypeParameterDeclaration", "TSTypeParameterInstantiation"]);
const modifiers = /\b(?:public|private|protected|readonly|override|declare|abstract)\b/g;

const knowsUsing = (() => {
  try {
    new Function("{ using nothing = null; }");
    return true;
  } catch {
    return false;
  }
})();

/** `using` where Node 22 does not know it; what stands at the top level of a cell is given back by the evaluator. */
export function isTooNew(node: Node, program: Program): boolean {
  if (knowsUsing || node.type !== "VariableDeclaration" || !node.kind.endsWith("using")) return false;
  return !(program.body as Node[]).includes(node);
}

/** Blanks out types, so that every line and column stays where it was. Throws `NotErasable`. */
export function eraseTypes(code: string, program: Program): string {
  const chars = code.split("");
  const blank = (start: number, end: number) => {
    for (let i = start; i < end; i++) if (chars[i] !== "\n" && chars[i] !== "\r") chars[i] = " ";
  };
  // A semicolon where something stood keeps the lines around it from being read as one statement.
  const blankStatement = ({ start, end }: { start: number; end: number }) => {
    blank(start, end);
    chars[start] = ";";
  };
  const blankMark = (mark: string, from: number, to: number) => {
    const at = code.indexOf(mark, from);
    if (at >= 0 && at < to) blank(at, at + mark.length);
  };

  const visitMember = (node: MethodDefinition | PropertyDefinition) => {
    for (const { 0: word, index = 0 } of code.slice(node.start, node.key.start).matchAll(modifiers)) {
      blank(node.start + index, node.start + index + word.length);
      if (index === 0) chars[node.start] = ";";
    }
    const annotation = node.type === "PropertyDefinition" ? (node.typeAnnotation ?? node.value) : node.value;
    const until = annotation?.start ?? node.end;
    if (node.optional) blankMark("?", node.key.end, until);
    if (node.type === "PropertyDefinition" && node.definite) blankMark("!", node.key.end, until);
  };

  const visitFunction = (node: FunctionNode | ArrowFunctionExpression) => {
    const [first, second] = node.params as Node[];
    if (first?.type === "Identifier" && first.name === "this") {
      const comma = code.indexOf(",", first.end);
      const close = code.indexOf(")", first.end);
      blank(first.start, second ? second.start : comma >= 0 && comma < close ? comma + 1 : first.end);
    }
  };

  // No line may end between an arrow function's parameters and its arrow: the bracket moves to the end of the type.
  const closeParameters = (returnType: { start: number; end: number }) => {
    if (!code.slice(returnType.start, returnType.end).includes("\n")) return;
    const bracket = code.lastIndexOf(")", returnType.start);
    blank(bracket, bracket + 1);
    chars[returnType.end - 1] = ")";
  };

  const visit = (node: Node, statementEnd: number): void => {
    if (compiled.has(node.type) || isTooNew(node, program)) throw new NotErasable(node.type);
    if (typesOnly.has(node.type)) {
      blank(node.start, node.end);
      return;
    }
    if (isTypeOnly(node)) {
      blankStatement(node);
      return;
    }
    if (node.type === "ImportDeclaration" || (node.type === "ExportNamedDeclaration" && !node.declaration)) return;
    const end = endsStatement(node) ? node.end : statementEnd;
    let skipped: Node["type"] | undefined;
    switch (node.type) {
      case "ClassDeclaration":
      case "ClassExpression":
        if (node.abstract) blankMark("abstract", node.start, node.body.start);
        if (!node.implements?.length) break;
        blank(code.lastIndexOf("implements", node.implements[0]!.start), node.body.start);
        skipped = "TSClassImplements";
        break;
      case "MethodDefinition":
      case "PropertyDefinition":
        visitMember(node);
        break;
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        visitFunction(node);
        break;
      case "VariableDeclarator":
        if (node.definite) blankMark("!", node.start, node.end);
        break;
      case "Identifier":
        if ((node as { optional?: boolean }).optional) blankMark("?", node.start + node.name.length, node.end);
        break;
      case "TSNonNullExpression":
        blank(node.end - 1, node.end);
        break;
      case "TSTypeAssertion":
        blank(node.start, node.expression.start);
        break;
      case "TSAsExpression":
      case "TSSatisfiesExpression":
        blank(node.expression.end, node.end);
        if (node.end === statementEnd && code[node.end - 1] !== ";") chars[node.end - 1] = ";";
        visit(node.expression, end);
        return;
    }
    for (const child of children(node)) if (child.type !== skipped) visit(child, end);
    if (node.type === "ArrowFunctionExpression" && node.returnType) closeParameters(node.returnType);
  };

  visit(program, -1);
  return chars.join("");
}

function endsStatement({ type }: Node): boolean {
  return (
    type === "VariableDeclaration" ||
    type === "MethodDefinition" ||
    type === "PropertyDefinition" ||
    type.endsWith("Statement")
  );
}

/** Statements and class members that are types and nothing else. */
function isTypeOnly(node: Node): boolean {
  switch (node.type) {
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSDeclareFunction":
    case "TSNamespaceExportDeclaration":
    case "TSIndexSignature":
    case "TSAbstractMethodDefinition":
    case "TSAbstractPropertyDefinition":
    case "TSAbstractAccessorProperty":
      return true;
    case "TSModuleDeclaration":
      if (!node.declare && (node as { kind: string }).kind !== "global") throw new NotErasable(node.type);
      return true;
    case "ImportDeclaration":
      return node.importKind === "type";
    case "ExportNamedDeclaration":
      return node.exportKind === "type" || (node.declaration !== null && isTypeOnly(node.declaration));
    case "MethodDefinition":
      return node.value.type === "TSEmptyBodyFunctionExpression";
    case "VariableDeclaration":
    case "ClassDeclaration":
    case "PropertyDefinition":
      return node.declare === true;
    default:
      return false;
  }
}
