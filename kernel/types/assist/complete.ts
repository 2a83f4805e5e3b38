import type { EditorModule } from "../notebook.ts";
import type { CompletionItem } from "../server/protocol.ts";
import type { TypeService } from "../service.ts";
import { autoImports } from "./autoImports.ts";
import { kindName } from "./kinds.ts";
import { markupText } from "./markdown.ts";

/** One thing that could stand at the cursor. */
export interface Match {
  text: string;
  /** Kind: "function", "class", "property"... */
  type: string;
  /** Type or signature, as TypeScript writes it. */
  signature?: string;
  documentation?: string;
  /** The import it needs, a line to add. */
  import?: string;
}

export interface Completion {
  matches: Match[];
  /** What a match replaces, in code units. */
  start: number;
  end: number;
}

/** Properties of a live value, for what has no type; nothing while a cell runs. */
export type LookAtMembers = (expression: string) => Promise<{ name: string; isFunction: boolean }[] | undefined>;

const word = /[\p{ID_Continue}$]*$/u;
const path = /((?:[\p{ID_Start}$_][\p{ID_Continue}$]*)(?:\??\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*)\??\.$/u;
/** So many matches are described; asking for more would take too long. */
const described = 24;

/** What could stand at an offset of a cell that is being written. */
export async function completeCode(
  types: TypeService,
  code: string,
  offset: number,
  look: LookAtMembers,
): Promise<Completion> {
  const prefix = word.exec(code.slice(0, offset))![0];
  const before = code.slice(0, offset - prefix.length);
  const editor = types.notebook.edit(code);
  const items = await itemsAt(types, editor, offset);
  const replaced = replacedRange(items, editor, code);
  const range = replaced ?? { start: before.length, end: offset };
  const typed = code.slice(range.start, offset);
  // An edit among names would also replace the dot before, which no match can.
  const found = select(replaced ? items : items.filter(({ textEdit }) => !textEdit), typed);
  const matches = await Promise.all(found.map((item, index) => toMatch(types, item, index < described)));
  const member = path.exec(before)?.[1];
  if (matches.length === 0 && member) matches.push(...(await liveMatches(member, typed, look)));
  if (/[.\w$"'`/]$/.test(before) || typed.length < 3) return { ...range, matches };
  return { ...range, matches: [...matches, ...importable(typed, new Set(matches.map(({ text }) => text)))] };
}

async function itemsAt(types: TypeService, editor: EditorModule, offset: number): Promise<CompletionItem[]> {
  const list = await types.workspace.request("textDocument/completion", {
    textDocument: { uri: editor.uri },
    position: editor.position(offset),
    context: { triggerKind: 1 },
  });
  return Array.isArray(list) ? list : (list?.items ?? []);
}

/** What TypeScript would replace where it is no identifier: the path in an import, the text of a literal. */
function replacedRange(items: CompletionItem[], editor: EditorModule, code: string) {
  const range = items[0]?.textEdit?.range;
  if (!range || items.some(({ textEdit }) => !textEdit?.range)) return undefined;
  const lines = code.split("\n");
  const offsetOf = ({ line, character }: { line: number; character: number }) =>
    lines.slice(0, line - editor.module.offset).reduce((sum, text) => sum + text.length + 1, 0) + character;
  return { start: offsetOf(range.start), end: offsetOf(range.end) };
}

/** Items that go on from what was typed, best first, each once. */
function select(items: CompletionItem[], typed: string): CompletionItem[] {
  const seen = new Set<string>();
  const usable = items
    .filter((item) => !isInternal(item) && !(isImport(item) && autoImports().has(item.label)))
    .sort((a, b) => order(a).localeCompare(order(b)))
    .filter(({ label }) => !seen.has(label) && seen.add(label));
  const exact = usable.filter((item) => textOf(item).startsWith(typed));
  if (exact.length > 0) return exact;
  return usable.filter((item) => textOf(item).toLowerCase().startsWith(typed.toLowerCase()));
}

function order({ sortText = "", label }: CompletionItem): string {
  return `${sortText}\0${label}`;
}

function isInternal({ label, labelDetails }: CompletionItem): boolean {
  return /^__cells$|\$(?:n?\d+|editor)$/.test(label) || /__tsgrad_|^__cells/.test(labelDetails?.description ?? "");
}

/** Is it a name that would have to be imported first? */
function isImport({ data }: CompletionItem): boolean {
  return typeof data === "object" && data !== null && "autoImport" in data;
}

function textOf({ label, insertText, textEdit }: CompletionItem): string {
  return (textEdit?.newText ?? insertText ?? label).replace(/^\?\./, "");
}

async function toMatch(types: TypeService, item: CompletionItem, describe: boolean): Promise<Match> {
  const match: Match = { text: textOf(item), type: kindName(item.kind) };
  if (!describe || item.kind === 14) return match;
  const { detail, documentation, additionalTextEdits } = await types.workspace.request("completionItem/resolve", item);
  if (detail) {
    match.signature = detail.replace(/^\((?:alias|method|property)\) /, "").replace(/\nimport [^\n]*$/, "");
    match.type = /^\(alias\) (function|class|interface|enum|type|namespace)\b/.exec(detail)?.[1] ?? match.type;
  }
  if (documentation) match.documentation = markupText(documentation);
  const added = additionalTextEdits?.map(({ newText }) => newText.trim()).find((text) => text.startsWith("import"));
  if (added) match.import = added;
  return match;
}

async function liveMatches(expression: string, typed: string, look: LookAtMembers): Promise<Match[]> {
  const members = (await look(expression)) ?? [];
  return members
    .filter(({ name }) => name.startsWith(typed))
    .map(({ name, isFunction }) => ({ text: name, type: isFunction ? "method" : "property" }));
}

function importable(typed: string, known: ReadonlySet<string>): Match[] {
  return [...autoImports()]
    .filter(([name]) => name.startsWith(typed) && !known.has(name))
    .map(([name, { statement }]) => ({ text: name, type: "import", signature: statement, import: statement }));
}
