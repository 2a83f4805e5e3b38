import { type Node, type Program, parseSync, type Statement, visitorKeys } from "oxc-parser";

export type { Node, Program, Statement };

/** A cell or module that is not TypeScript: where, and what the parser says. */
export class CellSyntaxError extends SyntaxError {
  /** The module's address; nothing for a cell. */
  url?: string;
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.name = "SyntaxError";
    this.start = start;
    this.end = end;
  }
}

export type Language = "ts" | "tsx" | "js" | "jsx";

// The parser recurses natively: code nested a few thousand deep overflows its stack and ends the process.
const maxNesting = 1000;

function refuseDeepNesting(code: string): void {
  if (code.length <= maxNesting) return;
  let depth = 0;
  for (let at = 0; at < code.length; at++) {
    const char = code[at];
    if (char === "(" || char === "[" || char === "{") depth++;
    else if (char === ")" || char === "]" || char === "}") depth--;
    if (depth > maxNesting) throw new CellSyntaxError(`Brackets are nested more than ${maxNesting} deep`, at, at + 1);
  }
}

/** Parses a cell or module; throws `CellSyntaxError`. */
export function parse(code: string, lang: Language = "ts"): Program {
  refuseDeepNesting(code);
  const result = parseSync(`cell.${lang}`, code, { lang, sourceType: "module", astType: "ts" });
  const error = result.errors.find(({ severity }) => severity === "Error");
  if (!error) return result.program;
  const label = error.labels[0];
  const message = error.helpMessage ? `${error.message} (${error.helpMessage})` : error.message;
  throw new CellSyntaxError(message, label?.start ?? code.length, label?.end ?? code.length);
}

/** The nodes directly inside a node, in source order. */
export function* children(node: Node): Generator<Node> {
  for (const key of visitorKeys[node.type] ?? []) {
    const child = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(child)) {
      for (const item of child) if (isNode(item)) yield item;
    } else if (isNode(child)) yield child;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

export function isFunction(node: Node): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression" ||
    node.type === "PropertyDefinition" ||
    node.type === "AccessorProperty" ||
    node.type === "StaticBlock"
  );
}

/** Where the value of an expression ends: what follows may be a type, erased to who knows what. */
export function valueEnd(node: Node): number {
  return node.type === "TSAsExpression" || node.type === "TSSatisfiesExpression" ? valueEnd(node.expression) : node.end;
}
