import { CellSyntaxError, parse } from "../transform/parse.ts";

/** A cell that is a command as a whole: `%%name rest`, and below it the body. */
export interface CellCommand {
  name: string;
  args: string;
  /** The cell with its first line blanked out, so that places stay true. */
  body: string;
}

export function cellCommand(source: string): CellCommand | undefined {
  const found = /^\s*%%(\w+)[ \t]*(.*)(?:\n|$)/.exec(source);
  if (!found) return undefined;
  const [line, name = "", args = ""] = found;
  return { name, args: args.trim(), body: line.replace(/[^\n]/g, " ") + source.slice(line.length) };
}

const commandLine = /^[ \t]*%([a-z]\w*)[ \t]*(.*)$/gm;

/** Turns lines such as `%who` into calls; what is TypeScript already (`%` in a string or a sum) stays. */
export function expandCommands(source: string, helper: string): string {
  if (source.search(commandLine) < 0 || parses(source)) return source;
  return source.replace(
    commandLine,
    (_, name: string, args: string) =>
      `await ${helper}.command(${JSON.stringify(name)},${JSON.stringify(args.trim())});`,
  );
}

function parses(source: string): boolean {
  try {
    parse(source);
    return true;
  } catch (error) {
    if (error instanceof CellSyntaxError) return false;
    throw error;
  }
}
