import { type Cell, type CellMetadata, type CellType, codeCell, languageMetadata, type Notebook } from "./types.ts";

const marker = /^\s*\/\/\s*%%(?:(%*)\s(.*)|\s*)$/;
const cellTypes: Record<string, CellType> = { markdown: "markdown", md: "markdown", raw: "raw", code: "code" };

/**
 * Reads jupytext's percent format for TypeScript, as jupytext 1.19 does.
 *
 * `// %%` opens a code cell, `// %% [markdown]` a Markdown cell, a title and `key=<JSON>` options may follow.
 * A YAML header (`// ---`) is skipped: the notebook's language is always ours. Throws a `SyntaxError` that names the line.
 *
 * ```ts
 * percentToNotebook('// %% [markdown]\n// # Title\n\n// %% tags=["plot"]\nlet x = 1;\n').cells.length // 2
 * ```
 */
export function percentToNotebook(source: string): Notebook {
  const lines = source.split(/\r\n|\r|\n/);
  if (lines.at(-1) === "") lines.pop();
  const starts: number[] = [];
  const first = headerLength(lines);
  let fence: string | undefined;
  for (let i = first; i < lines.length; i++) {
    const text = uncomment(lines[i]!);
    if (fence !== undefined) {
      if (closesFence(text, fence)) fence = undefined;
    } else if (marker.test(lines[i]!)) {
      starts.push(i);
    } else if (inText(lines, starts.at(-1))) {
      const opened = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(text)?.[1];
      if (opened && lines.slice(i + 1).some((line) => closesFence(uncomment(line), opened))) fence = opened;
    }
  }
  if (first < lines.length && starts[0] !== first) starts.unshift(first);
  const used = new Set<string>();
  const cells = starts.map((start, index) =>
    readCell(lines, start, starts[index + 1] ?? lines.length, `cell-${index + 1}`),
  );
  for (const cell of cells) {
    if (used.has(cell.id)) throw new SyntaxError(`Two cells have the id "${cell.id}": give one of them another id`);
    used.add(cell.id);
  }
  return { nbformat: 4, nbformat_minor: 5, metadata: structuredClone(languageMetadata), cells };
}

function readCell(lines: string[], start: number, end: number, defaultId: string): Cell {
  const options = marker.exec(lines[start]!);
  const { type, metadata } = options
    ? readOptions(options[2] ?? "", options[1]?.length ?? 0, start + 1)
    : { type: "code" as const, metadata: {} };
  const { id = defaultId, ...rest } = metadata;
  if (typeof id !== "string" || !/^[\w-]{1,64}$/.test(id)) {
    throw new SyntaxError(
      `Line ${start + 1}: expected an id of 1 to 64 letters, digits, "-" or "_", got ${JSON.stringify(id)}`,
    );
  }
  const content = trimSeparator(lines.slice(options ? start + 1 : start, end), end < lines.length);
  if (type === "code") return codeCell(id, content.join("\n"), rest);
  return { cell_type: type, id, metadata: rest, source: content.map(uncomment).join("\n") };
}

/** One empty line separates cells; jupytext takes two after a non-blank line as separator too. */
function trimSeparator(lines: string[], followed: boolean): string[] {
  const [third, second, last] = [lines.at(-3), lines.at(-2), lines.at(-1)];
  if (third?.trim() && second !== undefined && !second.trim() && !last!.trim()) return lines.slice(0, -2);
  return last === "" && (followed || lines.length > 0) ? lines.slice(0, -1) : lines;
}

/** Title, `[type]` and `key=<JSON>` pairs of an option line. */
function readOptions(text: string, depth: number, line: number): { type: CellType; metadata: CellMetadata } {
  const metadata: CellMetadata = {};
  const firstKey = /(?:^|\s)[A-Za-z_.][\w.-]*\s*=/.exec(text);
  let title = (firstKey ? text.slice(0, firstKey.index) : text).trim();
  let type: CellType = "code";
  const region = /\[(\w+)\]\s*$/.exec(title);
  if (region && cellTypes[region[1]!.toLowerCase()]) {
    type = cellTypes[region[1]!.toLowerCase()]!;
    title = title.slice(0, region.index).trim();
  }
  if (title) metadata.title = title;
  if (depth) metadata.cell_depth = depth;
  let rest = firstKey ? text.slice(firstKey.index).trim() : "";
  while (rest) {
    const key = /^([A-Za-z_.][\w.-]*)\s*=\s*/.exec(rest);
    const value = key && readValue(rest.slice(key[0].length));
    if (!key || !value) {
      throw new SyntaxError(`Line ${line}: expected key=value with a JSON value, got ${JSON.stringify(rest)}`);
    }
    metadata[key[1]!] = value.value;
    rest = rest.slice(key[0].length + value.length).trim();
  }
  return { type, metadata };
}

/** The shortest prefix up to a blank that is JSON. */
function readValue(text: string): { value: unknown; length: number } | undefined {
  for (let end = text.search(/\s|$/); ; end += 1 + text.slice(end + 1).search(/\s|$/)) {
    try {
      return { value: JSON.parse(text.slice(0, end)), length: end };
    } catch {
      if (end >= text.length) return undefined;
    }
  }
}

function headerLength(lines: string[]): number {
  if (lines[0]?.trim() !== "// ---") return 0;
  const end = lines.indexOf("// ---", 1);
  if (end < 0) return 0;
  return lines[end + 1] === "" ? end + 2 : end + 1;
}

function inText(lines: string[], start: number | undefined): boolean {
  return start !== undefined && /\[(markdown|md|raw)\]/i.test(lines[start]!);
}

function closesFence(text: string, fence: string): boolean {
  const closing = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(text)?.[1];
  return closing !== undefined && closing[0] === fence[0] && closing.length >= fence.length;
}

function uncomment(line: string): string {
  return line.startsWith("// ") ? line.slice(3) : line.startsWith("//") ? line.slice(2) : line;
}

/**
 * Writes a notebook's cells in percent format, without outputs; ids only where they are not the ones reading would give.
 */
export function notebookToPercent(notebook: Notebook): string {
  const cells = notebook.cells.map((cell, index) => {
    const { title, cell_depth, ...metadata } = cell.metadata;
    const words = ["%".repeat(2 + (typeof cell_depth === "number" ? cell_depth : 0))];
    if (typeof title === "string") words.push(title);
    if (cell.cell_type !== "code") words.push(`[${cell.cell_type}]`);
    if (cell.id !== `cell-${index + 1}`) words.push(`id=${JSON.stringify(cell.id)}`);
    for (const [key, value] of Object.entries(metadata)) words.push(`${key}=${JSON.stringify(value)}`);
    const body = cell.source === "" ? [] : cell.source.split("\n");
    const text = cell.cell_type === "code" ? body : body.map((line) => (line === "" ? "//" : `// ${line}`));
    return [`// ${words.join(" ")}`, ...text].join("\n");
  });
  return `${cells.join("\n\n")}\n`;
}
