import { readFileSync } from "node:fs";
import { parseSync } from "oxc-parser";
import { children, type Node } from "../../evaluate/transform/parse.ts";
import type { Position } from "../server/protocol.ts";

const maxLines = 120;
const declarations =
  /^(?:FunctionDeclaration|TSDeclareFunction|ClassDeclaration|VariableDeclaration|MethodDefinition|PropertyDefinition|AccessorProperty|TSAbstract\w+|TSInterfaceDeclaration|TSTypeAliasDeclaration|TSEnumDeclaration|TSEnumMember|TSModuleDeclaration|TSMethodSignature|TSPropertySignature|Property)$/;

/** How the thing declared at a position is written. */
export function declarationSource(
  path: string,
  cell: { name: string; text: string; offset: number } | undefined,
  { line, character }: Position,
): { where: string; text: string } | undefined {
  let text: string;
  try {
    text = cell?.text ?? readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
  const row = line - (cell?.offset ?? 0);
  const lines = text.split("\n");
  if (row < 0 || row >= lines.length) return undefined;
  const offset = lines.slice(0, row).reduce((sum, content) => sum + content.length + 1, 0) + character;
  const found = enclosing(parseSync(cell ? "cell.ts" : path, text).program, offset);
  const [start, end] = found ? [found.start, found.end] : [offset - character, offset - character + lines[row]!.length];
  // From the start of its line, so that the lines below are not indented more than the first.
  const shown = text.slice(text.lastIndexOf("\n", start - 1) + 1, end).split("\n");
  const cut =
    shown.length > maxLines ? [...shown.slice(0, maxLines), `// ... ${shown.length - maxLines} more lines`] : shown;
  const where = cell ? cell.name : path.replace(/^.*\/node_modules\//, "");
  return { where: `Source, ${where}, line ${row + 1}`, text: dedent(cut).join("\n") };
}

/** The innermost declaration around an offset. */
function enclosing(node: Node, offset: number): Node | undefined {
  for (const child of children(node)) {
    if (child.start <= offset && offset < child.end)
      return enclosing(child, offset) ?? (declarations.test(child.type) ? child : undefined);
  }
  return undefined;
}

function dedent(lines: string[]): string[] {
  const indent = /^\s*/.exec(lines[0]!)![0];
  return lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
}
