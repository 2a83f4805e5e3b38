import { readFileSync } from "node:fs";
import { Session } from "node:inspector";
import { fileURLToPath } from "node:url";
import { textOf } from "./errors/sources.ts";
import type { MimeBundle } from "./types.ts";

interface Documented {
  signature: string;
  doc: string;
  /** The class's body, for its members. */
  body: string;
}

const slot = "__tsgrad_help__";
const maxNames = 200;

/** What the source of a value says about it: signature, documentation, members. */
export function describeForHelp(value: unknown): MimeBundle {
  const markdown = withSources((find) => {
    if (typeof value === "function") return functionHelp(value, find);
    if (typeof value !== "object" || value === null) return `\`${typeof value}\`: ${String(value)}`;
    const maker: unknown = value.constructor;
    const plain = maker === undefined || maker === Object;
    return plain ? namespaceHelp(value as Record<string, unknown>, find) : functionHelp(maker as object, find);
  });
  const text = markdown.replace(/^#+ |`{3}\w*\n?|\*\*/gm, "");
  return { data: { "text/markdown": markdown, "text/plain": text }, metadata: {} };
}

type Find = (value: object) => Documented | undefined;

function functionHelp(value: object, find: Find): string {
  const name = (value as { name?: string }).name ?? "";
  const found = find(value);
  if (!found) return `**${name}**\n\nNo source is known for it: it belongs to Node or to V8.`;
  const members = [
    ...found.body.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:(?:static|async|get|set|override|readonly|public)\s+)*([a-zA-Z_]\w*)\s*[(<:?]/g,
    ),
  ];
  const lines = members.map(([, doc = "", member]) => `- \`${member}\`: ${firstSentence(clean(doc))}`);
  const parts = [`\`\`\`typescript\n${found.signature}\n\`\`\``, found.doc || "It has no documentation."];
  if (lines.length > 0) parts.push(`**Members**\n\n${lines.join("\n")}`);
  return parts.join("\n\n");
}

function namespaceHelp(value: Record<string, unknown>, find: Find): string {
  const names = Object.keys(value);
  const lines = names.slice(0, maxNames).map((name) => {
    const member = value[name];
    const doc = typeof member === "function" ? find(member)?.doc : undefined;
    return `- \`${name}\`${doc ? `: ${firstSentence(doc)}` : ""}`;
  });
  if (names.length > maxNames) lines.push(`- and ${names.length - maxNames} more`);
  return `**${names.length} names**\n\n${lines.join("\n")}`;
}

/** Asks V8 where functions stand. */
function withSources<T>(use: (find: Find) => T): T {
  const session = new Session();
  session.connect();
  const urls = new Map<string, string>();
  session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
  const post = <R>(method: string, params: object = {}): R | undefined => {
    let result: R | undefined;
    session.post(method, params, (error: Error | null, answer?: object) => {
      if (!error) result = answer as R;
    });
    return result;
  };
  post("Debugger.enable");
  const holder = globalThis as Record<string, unknown>;
  try {
    return use((value) => {
      holder[slot] = value;
      const remote = post<{ result: { objectId?: string } }>("Runtime.evaluate", { expression: slot });
      const { objectId } = remote?.result ?? {};
      type Properties = {
        internalProperties?: { name: string; value?: { value?: { scriptId: string; lineNumber: number } } }[];
      };
      const properties =
        objectId === undefined
          ? undefined
          : post<Properties>("Runtime.getProperties", { objectId, ownProperties: true });
      const place = properties?.internalProperties?.find(({ name }) => name === "[[FunctionLocation]]");
      const at = place?.value?.value;
      const text = at && sourceText(urls.get(at.scriptId) ?? "");
      return at && text ? readAround(text, at.lineNumber, (value as { name?: string }).name ?? "") : undefined;
    });
  } finally {
    delete holder[slot];
    session.disconnect();
  }
}

function sourceText(url: string): string | undefined {
  const known = textOf(url);
  if (known !== undefined || !url.startsWith("file:")) return known;
  try {
    return readFileSync(fileURLToPath(url.replace(/\?.*$/, "")), "utf8");
  } catch {
    return undefined;
  }
}

/** The declaration that a line belongs to, and the comment above it. */
function readAround(text: string, line: number, name: string): Documented | undefined {
  const lines = text.split("\n");
  const escaped = name.replace(/[^\w]/g, "\\$&");
  const declares = new RegExp(
    `\\b(?:class|function\\*?|const|let|var|async)\\s+${escaped}\\b|^\\s*(?:static |async |get |set )*${escaped}\\s*[(<]`,
  );
  let start = Math.min(line, lines.length - 1);
  while (start > 0 && line - start < 400 && !declares.test(lines[start]!)) start--;
  if (!declares.test(lines[start]!)) start = Math.min(line, lines.length - 1);
  const rest = lines.slice(start).join("\n");
  const signature = /^[\s\S]*?(?=\s*\{\s*$|\s*=>|;\s*$|$(?![\s\S]))/m.exec(rest)?.[0] ?? lines[start]!;
  const isClass = /\bclass\b/.test(lines[start]!);
  const end = rest.search(/\n\}/);
  return {
    signature: signature.split("\n").slice(0, 8).join("\n").trim(),
    doc: commentAbove(lines, start),
    body: isClass && end > 0 ? rest.slice(0, end) : "",
  };
}

function commentAbove(lines: string[], start: number): string {
  let end = start - 1;
  while (end >= 0 && /^\s*(?:@|export\b.*\($)/.test(lines[end]!)) end--;
  if (end < 0 || !/\*\/\s*$/.test(lines[end]!)) return "";
  let first = end;
  while (first > 0 && !lines[first]!.includes("/**")) first--;
  return clean(
    lines
      .slice(first, end + 1)
      .join("\n")
      .replace(/^\s*\/\*\*|\*\/\s*$/g, ""),
  );
}

function clean(comment: string): string {
  return comment.replace(/^[ \t]*\*? ?/gm, "").trim();
}

function firstSentence(doc: string): string {
  return (doc.split(/\n\s*\n/)[0] ?? "").replace(/\s+/g, " ").replace(/^(.*?[.:])\s.*$/, "$1");
}
