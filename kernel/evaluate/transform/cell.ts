import MagicString from "magic-string";
import { boundNames, isExecutable, rewriteFunction, rewriteVariables, rewriteVars } from "./declarations.ts";
import { eraseTypes, NotErasable } from "./erase.ts";
import { namesUsedAsValues, rewriteImport } from "./imports.ts";
import { type Lowered, locator, lower, type Position } from "./lower.ts";
import { children, isFunction, type Node, type Program, parse, type Statement } from "./parse.ts";

export interface CellScript {
  /** What V8 evaluates in REPL mode. */
  script: string;
  /** Names the cell declares at its top level. */
  declares: string[];
  /** Those of them made by `var`. */
  vars: string[];
  /** Cell position of a script position, both from 0. */
  locate(line: number, column: number): Position | undefined;
}

export interface TransformOptions {
  /** Shown in stack traces. */
  sourceUrl: string;
  /** Under which number the value of the last expression is reported. */
  id: number;
  /** Names made by `var` earlier, which `var` declares again without losing their value. */
  vars?: ReadonlySet<string>;
}

/** The global object that scripts made from cells call. */
export const helper = "__tsgrad__";

/** Turns a cell into a script for V8's REPL mode. Throws `CellSyntaxError`. */
export function transformCell(source: string, options: TransformOptions): CellScript {
  const code = expressionCell(source) ?? source;
  const program = parse(code);
  let lowered: Lowered | undefined;
  let erased: string;
  try {
    erased = eraseTypes(code, program);
  } catch (error) {
    if (!(error instanceof NotErasable)) throw error;
    lowered = lower(code, "ts");
    erased = lowered.code;
  }
  const edit = new MagicString(erased);
  const tree = lowered ? parse(erased, "js") : program;
  const { declares, vars, hoisted } = rewrite(edit, tree, options, lowered !== undefined);
  const prefix = `"use strict";${hoisted.length ? `let ${hoisted.join(",")};` : ""}`;
  edit.prepend(prefix);
  const script = `${edit.toString()}\n;void 0\n//# sourceURL=${options.sourceUrl}`;

  let locateEdit: Lowered["locate"] | undefined;
  const locate = (line: number, column: number) => {
    locateEdit ??= locator(edit.generateMap({ hires: true }));
    const position = locateEdit(line, column);
    return position && lowered ? lowered.locate(position.line, position.column) : position;
  };
  return { script, declares, vars, locate };
}

function rewrite(edit: MagicString, program: Program, { id, vars }: TransformOptions, fresh: boolean) {
  const used = namesUsedAsValues(program);
  const declares: string[] = [];
  const functions: string[] = [];
  let executed = false;

  const declaration = (node: Node): void => {
    if (node.type === "FunctionDeclaration" && node.body) functions.push(rewriteFunction(edit, node, executed));
    else if (node.type === "VariableDeclaration" && !node.declare && node.kind !== "var") {
      rewriteVariables(edit, node, helper);
      declares.push(...node.declarations.flatMap((d) => boundNames(d.id)));
    } else if (node.type === "ClassDeclaration" && node.id && !node.declare) declares.push(node.id.name);
  };
  const exported = (node: Statement): boolean => {
    if (node.type === "ExportNamedDeclaration") {
      const { declaration: inner, source } = node;
      if (node.exportKind === "type" || (inner && !isExecutable(inner) && inner.type !== "FunctionDeclaration"))
        return true;
      if (inner) {
        edit.overwrite(node.start, inner.start, " ".repeat(inner.start - node.start));
        declaration(inner);
      } else if (source) edit.overwrite(node.start, node.end, `await ${helper}.import(${source.raw});`);
      else edit.overwrite(node.start, node.end, ";");
    } else if (node.type === "ExportAllDeclaration") {
      edit.overwrite(node.start, node.end, `await ${helper}.import(${node.source.raw});`);
    } else if (node.type === "ExportDefaultDeclaration") {
      const inner = node.declaration;
      const named = (inner.type === "FunctionDeclaration" || inner.type === "ClassDeclaration") && inner.id;
      edit.overwrite(node.start, inner.start, named ? " ".repeat(inner.start - node.start) : "void ");
      if (named) declaration(inner);
    } else return false;
    return true;
  };

  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") {
      if (statement.importKind !== "type") declares.push(...rewriteImport(edit, statement, used, helper));
    } else if (!exported(statement as Statement)) declaration(statement);
    executed ||= isExecutable(statement);
  }
  rewriteExpressions(edit, program);
  const varNames = rewriteVars(edit, program.body as Statement[]);
  markResult(edit, program, id);
  declares.push(...functions, ...varNames);
  const hoisted = [...functions, ...varNames.filter((name) => fresh || !vars?.has(name))];
  return { declares, vars: varNames, hoisted: [...new Set(hoisted)] };
}

/** Awaits outside functions can be interrupted; `import()` and `import.meta` start from the notebook. */
function rewriteExpressions(edit: MagicString, program: Program): void {
  const visit = (node: Node, inFunction: boolean): void => {
    if (node.type === "ImportDeclaration") return;
    const wrap = (call: string, { start, end }: { start: number; end: number }) => {
      edit.appendLeft(start, `${helper}.${call}(`);
      edit.appendRight(end, ")");
    };
    if (node.type === "AwaitExpression" && !inFunction) wrap("race", node.argument);
    if (node.type === "ForOfStatement" && node.await && !inFunction) wrap("iterate", node.right);
    if (node.type === "ImportExpression") edit.overwrite(node.start, node.start + 6, `${helper}.import`);
    if (node.type === "MetaProperty" && node.meta.name === "import") {
      edit.overwrite(node.start, node.end, `${helper}.meta`);
    }
    for (const child of children(node)) visit(child, inFunction || isFunction(node));
  };
  visit(program, false);
}

/** Reports the value of an expression that ends the cell; an assignment shows nothing. */
function markResult(edit: MagicString, program: Program, id: number): void {
  const last = program.body.findLast(({ type }) => type !== "EmptyStatement" && !type.startsWith("TS"));
  if (last?.type !== "ExpressionStatement" || last.expression.type === "AssignmentExpression") return;
  const { start, end } = last.expression;
  edit.prependRight(start, `${helper}.result(${id},(`);
  edit.appendRight(end, "))");
}

/** `{ a: 1 }` alone in a cell is meant as an object, as at Node's prompt. */
function expressionCell(source: string): string | undefined {
  if (!/^\s*\{[\s\S]*\}\s*$/.test(source)) return undefined;
  try {
    const code = source.replace("{", "({").replace(/\}(\s*)$/, "})$1");
    parse(code);
    return code;
  } catch {
    return undefined;
  }
}
