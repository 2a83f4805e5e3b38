import type { Handler } from "./index.ts";

/** Asks whether Enter should run the code: not while a bracket, comment or template is open. */
export const isComplete: Handler = async ({ content }) => {
  const code = String(content.code ?? "");
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

function isUnfinished(code: string, error: { message: string; start: number; end: number }): boolean {
  if (/unterminated (?:template|multi-?line comment|regexp class)/i.test(error.message)) return true;
  if (/unterminated/i.test(error.message)) return false;
  return (
    error.end >= code.trimEnd().length &&
    (/EOF|end of file/i.test(error.message) || error.start >= code.trimEnd().length)
  );
}

function indentAfter(code: string): string {
  const last = code.trimEnd().split("\n").at(-1) ?? "";
  const indent = /^\s*/.exec(last)![0];
  return /[([{]$/.test(last.trimEnd()) ? `${indent}  ` : indent;
}
