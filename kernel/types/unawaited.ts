import { pathToFileURL } from "node:url";
import { placeOf } from "../evaluate/errors/excerpt.ts";
import type { Program } from "../evaluate/transform/parse.ts";
import { markupText } from "./assist/markdown.ts";
import type { TypedCell } from "./notebook.ts";
import type { Workspace } from "./server/workspace.ts";

/** A call whose result nothing takes. */
export interface LooseCall {
  /** Where the name of what is called stands. */
  offset: number;
  text: string;
}

const most = 4;
const known = /^(?:console|display|Math|process|expect|assert)\b/;

/** Calls that are statements of their own; the last statement's value is shown, so something takes it. */
export function looseCalls(program: Program, code: string): LooseCall[] {
  return program.body.slice(0, -1).flatMap((statement) => {
    if (statement.type !== "ExpressionStatement" || statement.expression.type !== "CallExpression") return [];
    const { callee, start, end } = statement.expression;
    if (known.test(code.slice(start, end))) return [];
    if (callee.type === "Identifier") return { offset: callee.start, text: code.slice(start, end) };
    if (callee.type !== "MemberExpression" || callee.computed) return [];
    return { offset: callee.property.start, text: code.slice(start, end) };
  });
}

/** What to say of a cell's calls that give a promise which nobody waits for. */
export async function adviseOnPromises(workspace: Workspace, cell: TypedCell): Promise<string | undefined> {
  const textDocument = { uri: pathToFileURL(cell.path).href };
  const calls = cell.prepared.looseCalls.slice(0, most);
  const advice = await Promise.all(
    calls.map(async ({ offset, text }) => {
      const { line, column } = placeOf(cell.prepared.code, offset);
      const position = { line: line - 1 + cell.module.offset, character: column - 1 };
      const hover = await workspace.request("textDocument/hover", { textDocument, position });
      const signature = /```typescript\n([\s\S]*?)\n```/.exec(hover ? markupText(hover.contents) : "")?.[1] ?? "";
      if (
        !/(?:\)|=>)\s*:?\s*Promise<[\s\S]*>$/.test(
          signature.replace(/\nimport [^\n]*$/, "").replace(/ \(\+\d+ overloads?\)$/, ""),
        )
      )
        return [];
      const short = text.split("\n")[0]!.slice(0, 60);
      return `${cell.name}, line ${line}: ${short} gives a Promise that nothing waits for. Put await before it, or void if that is meant.`;
    }),
  );
  return advice.flat().join("\n") || undefined;
}
