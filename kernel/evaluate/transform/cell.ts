import MagicString from "magic-string";
import { compileWithTypeScript, needsCompiler } from "./compiler.ts";
import { boundNames, isExecutable, rewriteFunction, rewriteVariables, rewriteVars } from "./declarations.ts";
import { eraseTypes, NotErasable } from "./erase.ts";
import { rewriteExport } from "./exports.ts";
import { namesUsedAsValues, rewriteImport } from "./imports.ts";
import { type Lowered, locator, lower, type Position } from "./lower.ts";
import { type CellNames, type DeclaredName, shadowName } from "./names.ts";
import { children, isFunction, type Node, type Program, parse, type Statement, valueEnd } from "./parse.ts";
import { globalReferences } from "./scope.ts";

export interface CellScript {
  /** What V8 evaluates in REPL mode. */
  script: string;
  /** What the cell declares at its top level. */
  declares: DeclaredName[];
  /** Cell position of a script position, both from 0. */
  locate(line: number, column: number): Position | undefined;
}

export interface TransformOptions {
  /** Shown in stack traces. */
  sourceUrl: string;
  /** Under which number the value of the last expression is reported. */
  id: number;
  /** What earlier cells declared. */
  names: CellNames;
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
    lowered = (needsCompiler(program) ? compileWithTypeScript : lower)(code, "ts");
    erased = lowered.code;
  }
  const edit = new MagicString(erased);
  const tree = lowered ? parse(erased, "js") : program;
  const { declares, hoisted } = rewrite(edit, tree, options, lowered !== undefined);
  const prefix = `"use strict";${hoisted.length ? `let ${hoisted.join(",")};` : ""}`;
  edit.prepend(prefix);
  const script = `${edit.toString()}\n;void 0\n//# sourceURL=${options.sourceUrl}`;

  let locateEdit: Lowered["locate"] | undefined;
  const locate = (line: number, column: number) => {
    locateEdit ??= locator(edit.generateMap({ hires: true }));
    const position = locateEdit(line, column);
    return position && lowered ? lowered.locate(position.line, position.column) : position;
  };
  return { script, declares, locate };
}

function rewrite(edit: MagicString, program: Program, { id, names }: TransformOptions, fresh: boolean) {
  const used = namesUsedAsValues(program);
  const declares: DeclaredName[] = [];
  const declare = (kind: DeclaredName["kind"], declared: string[]) => {
    for (const name of declared) declares.push({ name, kind });
  };
  const rename = (name: string) => (names.isGlobal(name) ? shadowName(name) : name);
  let executed = false;

  const declaration = (node: Node): void => {
    if (node.type === "FunctionDeclaration" && node.body) {
      declare("function", [node.id!.name]);
      rewriteFunction(edit, node, rename(node.id!.name), executed);
    } else if (node.type === "VariableDeclaration" && !node.declare && node.kind !== "var") {
      rewriteVariables(edit, node, helper);
      declare(
        node.kind === "let" ? "let" : "const",
        node.declarations.flatMap((d) => boundNames(d.id)),
      );
    } else if (node.type === "ClassDeclaration" && node.id && !node.declare) declare("class", [node.id.name]);
  };
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") {
      if (statement.importKind !== "type") declare("import", rewriteImport(edit, statement, { used, helper, rename }));
    } else if (statement.type.startsWith("Export")) {
      const inner = rewriteExport(edit, statement as Statement, helper);
      if (inner) declaration(inner);
    } else declaration(statement);
    executed ||= isExecutable(statement);
  }
  rewriteExpressions(edit, program);
  declare("var", rewriteVars(edit, program.body as Statement[]));
  renameReferences(edit, program, declares, names);
  markResult(edit, program, id);
  const hoisted = declares.filter(({ name, kind }) => {
    return kind === "function" || (kind === "var" && (fresh || names.kindOf(name) !== "var"));
  });
  return { declares, hoisted: [...new Set(hoisted.map(({ name }) => rename(name)))] };
}

/** Cells' own names that are also globals live under another name; writing a constant is refused. */
function renameReferences(edit: MagicString, program: Program, declares: DeclaredName[], names: CellNames): void {
  const own = new Map(declares.map(({ name, kind }) => [name, kind]));
  const skipped = new Set(program.body.flatMap((node) => functionName(node) ?? []));
  for (const { name, start, writes, shorthand, tested } of globalReferences(program)) {
    const kind = own.get(name) ?? names.kindOf(name);
    if (!kind && names.isGone(name) && !names.isGlobal(name)) {
      const target = tested ? "undefined" : `${helper}.gone.${name}`;
      edit.overwrite(start, start + name.length, shorthand ? `${name}:${target}` : target);
    }
    if (!kind || skipped.has(start)) continue;
    const constant = writes && (kind === "const" || kind === "import");
    if (!constant && !names.isGlobal(name)) continue;
    const target = constant ? `${helper}.constants.${name}` : shadowName(name);
    edit.overwrite(start, start + name.length, shorthand ? `${name}:${target}` : target);
  }
}

/** Where the name of a function declaration stands: it was rewritten already. */
function functionName(node: Node): number | undefined {
  if (node.type === "FunctionDeclaration") return node.id?.start;
  const inner =
    node.type === "ExportNamedDeclaration" || node.type === "ExportDefaultDeclaration" ? node.declaration : null;
  return inner ? functionName(inner) : undefined;
}

/** Awaits outside functions can be interrupted; `import()` and `import.meta` start from the notebook. */
function rewriteExpressions(edit: MagicString, program: Program): void {
  const visit = (node: Node, inFunction: boolean): void => {
    if (node.type === "ImportDeclaration") return;
    const wrap = (call: string, wrapped: Node) => {
      edit.appendLeft(wrapped.start, `${helper}.${call}(`);
      edit.appendRight(valueEnd(wrapped), ")");
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
  edit.prependRight(last.expression.start, `${helper}.result(${id},(`);
  edit.appendRight(valueEnd(last.expression), "))");
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
