import { codeOf } from "../code.ts";
import type { Handler } from "./index.ts";

/** Asks whether Enter should run the code: not while a bracket, comment or template is open. */
export const isComplete: Handler = async ({ content }) => {
  const { withoutCommands } = await import("../../types/index.ts");
  const code = withoutCommands(codeOf(content));
  const { parse, CellSyntaxError } = await import("../../evaluate/transform/parse.ts");
  try {
    parse(code);
    return { status: "complete" };
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error;
    if (!isUnfinished(code, error)) return { status: "invalid" };
    return { status: "incomplete", indent: indentAfter(code) };
  }
};

function isUnfinished(code: string, error: { message: string; start: number }): boolean {
  // What was opened tells: a template or a comment may go on in the next line, a string or a pattern may not.
  if (/^unterminated/i.test(error.message)) return /^(?:`|\/\*)/.test(code.slice(error.start));
  return error.start >= code.trimEnd().length;
}

function indentAfter(code: string): string {
  const last = code.trimEnd().split("\n").at(-1) ?? "";
  const indent = /^\s*/.exec(last)![0];
  return /[([{]$/.test(last.trimEnd()) ? `${indent}  ` : indent;
}
