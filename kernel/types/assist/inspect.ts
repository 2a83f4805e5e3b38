import { fileURLToPath } from "node:url";
import { readable } from "../check.ts";
import type { SignatureHelp } from "../server/protocol.ts";
import type { TypeService } from "../service.ts";
import { markupText, toHtml, toPlain } from "./markdown.ts";
import { declarationSource } from "./source.ts";

const identifier = /[\p{ID_Continue}$#]/u;

/** What is to be said of the thing at an offset: its type and documentation, with `source` how it is written, by MIME type. */
export async function inspectCode(
  types: TypeService,
  code: string,
  offset: number,
  { source = false } = {},
): Promise<Record<string, string> | undefined> {
  const editor = types.notebook.edit(code);
  const textDocument = { uri: editor.uri };
  // Behind the last letter of a name the name is meant.
  const onName = identifier.test(code[offset] ?? "");
  const at = !onName && offset > 0 && identifier.test(code[offset - 1]!) ? offset - 1 : offset;
  const position = editor.position(at);
  const [hover, signature, definition] = await Promise.all([
    types.workspace.request("textDocument/hover", { textDocument, position }),
    types.workspace.request("textDocument/signatureHelp", { textDocument, position: editor.position(offset) }),
    source ? types.workspace.request("textDocument/definition", { textDocument, position }) : null,
  ]);
  const sections: string[] = [];
  // What TypeScript says of a name it does not know.
  if (hover && !/^```typescript\nany\n```$/.test(markupText(hover.contents).trim()))
    sections.push(markupText(hover.contents));
  const help = signature && describeCall(signature);
  if (help) sections.push(help);
  for (const { uri, range } of [definition ?? []].flat().slice(0, 1)) {
    const path = fileURLToPath(uri);
    const cell = path === fileURLToPath(editor.uri) ? { name: "this cell", ...editor } : types.notebook.cellAt(path);
    const found = declarationSource(
      path,
      cell && { name: cell.name, text: "source" in cell ? cell.source : code, offset: cell.module.offset },
      range.start,
    );
    if (found) sections.push(`${found.where}:\n\n\`\`\`typescript\n${found.text}\n\`\`\``);
  }
  if (sections.length === 0) return undefined;
  const markdown = readable(types.notebook, sections.join("\n\n---\n\n")).replace(
    /^\((?:alias|method|property)\) /gm,
    "",
  );
  return { "text/plain": toPlain(markdown), "text/markdown": markdown, "text/html": toHtml(markdown) };
}

/** The signature of the call around the cursor, and the argument the cursor is in. */
function describeCall({ signatures, activeSignature = 0, activeParameter }: SignatureHelp): string | undefined {
  const signature = signatures[activeSignature];
  if (!signature) return undefined;
  const others = signatures.length - 1;
  const lines = [`\`\`\`typescript\n${signature.label}\n\`\`\``];
  const parameter = signature.parameters?.[signature.activeParameter ?? activeParameter ?? 0];
  if (parameter) {
    const label =
      typeof parameter.label === "string"
        ? parameter.label
        : signature.label.slice(...(parameter.label as [number, number]));
    const text = parameter.documentation ? ` (${markupText(parameter.documentation)})` : "";
    lines.push(`Argument here: \`${label}\`${text}`);
  }
  if (signature.documentation) lines.push(markupText(signature.documentation));
  if (others > 0)
    lines.push(
      `${others} other ${others === 1 ? "form" : "forms"}:\n\n\`\`\`typescript\n${signatures
        .filter((s) => s !== signature)
        .slice(0, 5)
        .map(({ label }) => label)
        .join("\n")}\n\`\`\``,
    );
  return lines.join("\n\n");
}
