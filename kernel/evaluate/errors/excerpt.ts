export interface Place {
  /** Both from 1. */
  line: number;
  column: number;
  /** How many characters to underline. Default 1. */
  length?: number;
}

/** The lines around a place, its line marked and its column underlined. */
export function excerpt(text: string, { line, column, length = 1 }: Place, context = 2): string {
  const lines = text.split(/\r?\n/);
  const last = Math.min(lines.length, line + context);
  const width = String(last).length;
  const shown: string[] = [];
  for (let number = Math.max(1, line - context); number <= last; number++) {
    const content = lines[number - 1]!;
    shown.push(`${number === line ? "  > " : "    "}${String(number).padStart(width)} | ${content}`.trimEnd());
    if (number !== line) continue;
    const indent = content.slice(0, column - 1).replace(/[^\t]/g, " ");
    const carets = "^".repeat(Math.max(1, Math.min(length, content.length - column + 1)));
    shown.push(`    ${" ".repeat(width)} | ${indent}${carets}`);
  }
  return shown.join("\n");
}

/** Line and column, both from 1, of an offset. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
