import { boundNames } from "./declarations.ts";
import { children, isFunction, type Node, type Program } from "./parse.ts";

/** An identifier that no scope inside the cell binds: it names a top-level binding or a global. */
export interface Reference {
  name: string;
  start: number;
  writes: boolean;
  /** `{ name }` stands for `{ name: name }`. */
  shorthand: boolean;
  /** `typeof name`, which asks for no binding. */
  tested: boolean;
}

/** Every use of a top-level or global name. */
export function globalReferences(program: Program): Reference[] {
  const found: Reference[] = [];
  const scopes: Set<string>[] = [];

  const identifier = (node: Node, writes = false, shorthand = false, tested = false): void => {
    if (node.type !== "Identifier" || scopes.some((scope) => scope.has(node.name))) return;
    found.push({ name: node.name, start: node.start, writes, shorthand, tested });
  };
  /** Targets of assignments and declarations. */
  const pattern = (node: Node, writes: boolean, shorthand = false): void => {
    switch (node.type) {
      case "Identifier":
        identifier(node, writes, shorthand);
        break;
      case "ObjectPattern":
        for (const property of node.properties) {
          if (property.type === "RestElement") pattern(property.argument, writes);
          else {
            if (property.computed) visit(property.key);
            pattern(property.value, writes, property.shorthand);
          }
        }
        break;
      case "ArrayPattern":
        for (const element of node.elements) if (element) pattern(element, writes);
        break;
      case "AssignmentPattern":
        pattern(node.left, writes, shorthand);
        visit(node.right);
        break;
      case "RestElement":
        pattern(node.argument, writes);
        break;
      default:
        visit(node);
    }
  };
  const within = (names: string[], visitInside: () => void): void => {
    scopes.push(new Set(names));
    visitInside();
    scopes.pop();
  };
  const visitAll = (node: Node): void => {
    for (const child of children(node)) visit(child);
  };

  const visit = (node: Node): void => {
    if (node.type.startsWith("TS") && !("expression" in node)) return;
    switch (node.type) {
      case "Identifier":
        identifier(node);
        return;
      case "ImportDeclaration":
      case "ExportAllDeclaration":
      case "ExportSpecifier":
      case "MetaProperty":
      case "BreakStatement":
      case "ContinueStatement":
        return;
      case "LabeledStatement":
        visit(node.body);
        return;
      case "MemberExpression":
        visit(node.object);
        if (node.computed) visit(node.property);
        return;
      case "Property":
        if (node.computed) visit(node.key);
        if (node.shorthand) identifier(node.value, false, true);
        else visit(node.value);
        return;
      case "MethodDefinition":
      case "PropertyDefinition":
        if (node.computed) visit(node.key);
        if (node.value) visit(node.value);
        return;
      case "VariableDeclarator":
        pattern(node.id, false);
        if (node.init) visit(node.init);
        return;
      case "AssignmentExpression":
        pattern(node.left, true);
        visit(node.right);
        return;
      case "UnaryExpression":
        if (node.operator === "typeof" && node.argument.type === "Identifier") {
          identifier(node.argument, false, false, true);
        } else visit(node.argument);
        return;
      case "UpdateExpression":
        pattern(node.argument, true);
        return;
      case "ForInStatement":
      case "ForOfStatement":
        within(lexicalNames([node.left]), () => {
          if (node.left.type === "VariableDeclaration") visit(node.left);
          else pattern(node.left, true);
          visit(node.right);
          visit(node.body);
        });
        return;
      case "ForStatement":
        within(lexicalNames(node.init ? [node.init] : []), () => visitAll(node));
        return;
      case "BlockStatement":
      case "StaticBlock":
        within(lexicalNames(node.body), () => visitAll(node));
        return;
      case "SwitchStatement":
        within(lexicalNames(node.cases.flatMap((part) => part.consequent)), () => visitAll(node));
        return;
      case "CatchClause":
        within(node.param ? boundNames(node.param) : [], () => visitAll(node));
        return;
      case "ClassExpression":
        within(node.id ? [node.id.name] : [], () => visitAll(node));
        return;
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression": {
        if (node.type === "FunctionDeclaration" && node.id) identifier(node.id);
        const own = node.type === "FunctionExpression" && node.id ? [node.id.name] : [];
        const params = (node.params as Node[]).flatMap(boundNames);
        const body =
          node.body?.type === "BlockStatement" ? [...varNames(node.body), ...lexicalNames(node.body.body)] : [];
        within([...own, ...params, ...body, "arguments"], () => {
          for (const param of node.params as Node[]) pattern(param, false);
          if (node.body) visit(node.body);
        });
        return;
      }
      default:
        visitAll(node);
    }
  };

  for (const statement of program.body) visit(statement);
  return found;
}

/** Names that `let`, `const`, `class` and functions declare directly in a block. */
function lexicalNames(statements: Node[]): string[] {
  return statements.flatMap((node) => {
    if (node.type === "VariableDeclaration")
      return node.kind === "var" ? [] : node.declarations.flatMap((d) => boundNames(d.id));
    return (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") && node.id ? [node.id.name] : [];
  });
}

function varNames(node: Node): string[] {
  if (isFunction(node) && node.type !== "StaticBlock") return [];
  const own =
    node.type === "VariableDeclaration" && node.kind === "var"
      ? node.declarations.flatMap((d) => boundNames(d.id))
      : [];
  return [...own, ...[...children(node)].flatMap(varNames)];
}
