import { diffLines, diffWordsWithSpace } from "diff";
import { html } from "hono/html";
import type { Html } from "./outputs.ts";
import { sourceLines } from "./text.ts";

export interface DiffLine {
  kind: "same" | "added" | "removed";
  text: string;
}

/** So many changed lines are compared; beyond them, comparing takes longer than a reader has patience. */
const mostEdits = 1500;

/** The lines that lead from one text to another; undefined where they have too little in common. */
export function lineDiff(before: string, after: string): DiffLine[] | undefined {
  const text = (source: string) =>
    `${sourceLines(source)
      .map((line) => line.trimEnd())
      .join("\n")
      .trimEnd()}\n`;
  const changes = diffLines(text(before), text(after), { maxEditLength: mostEdits });
  return changes?.flatMap(({ added, removed, value }) => {
    const kind = added ? "added" : removed ? "removed" : "same";
    return value
      .replace(/\n$/, "")
      .split("\n")
      .map((line): DiffLine => ({ kind, text: line }));
  });
}

const signs = { same: " ", added: "+", removed: "−" };
const context = 3;

export function renderDiff(before: string, after: string): Html {
  const lines = lineDiff(before, after);
  if (!lines) return html`<p class="quiet">The two have too little in common to be compared line by line.</p>`;
  if (lines.every(({ kind }) => kind === "same")) return html`<p class="quiet">No difference.</p>`;
  const near = lines.map((_, index) =>
    lines.slice(Math.max(index - context, 0), index + context + 1).some(({ kind }) => kind !== "same"),
  );
  const partners = pairChanges(lines);
  return html`<pre class="diff" tabindex="0">${lines.map((line, index) =>
    near[index]
      ? diffLine(line, partners.get(line))
      : index > 0 && !near[index - 1]
        ? ""
        : html`<span class="gap">⋯</span>`,
  )}</pre>`;
}

/** A removed line and the added one that stands in its place: runs of as many of both, line by line. */
function pairChanges(lines: DiffLine[]): Map<DiffLine, DiffLine> {
  const pairs = new Map<DiffLine, DiffLine>();
  const end = (from: number, kind: DiffLine["kind"]) => {
    let at = from;
    while (lines[at]?.kind === kind) at++;
    return at;
  };
  for (let start = 0; start < lines.length; start++) {
    if (lines[start]!.kind !== "removed") continue;
    const middle = end(start, "removed");
    const last = end(middle, "added");
    if (last - middle === middle - start)
      for (let at = start; at < middle; at++) {
        const [before, after] = [lines[at]!, lines[middle + at - start]!];
        pairs.set(before, after).set(after, before);
      }
    start = last - 1;
  }
  return pairs;
}

/** Longer lines are not compared word by word. */
const longestLine = 500;

/** The words of a line that its partner does not have are marked, where the two have something in common. */
function words({ kind, text }: DiffLine, partner: DiffLine | undefined): (string | Html)[] {
  if (!partner || Math.max(text.length, partner.text.length) > longestLine) return [text];
  const changes = diffWordsWithSpace(partner.text, text).filter((change) => !change.removed);
  const same = changes.filter(({ added }) => !added).reduce((sum, { value }) => sum + value.trim().length, 0);
  if (same < text.trim().length / 3) return [text];
  const tag = kind === "added" ? "inserted" : "deleted";
  return changes.map(({ added, value }) =>
    added && value.trim() ? html`<mark class="${tag}">${value}</mark>` : value,
  );
}

function diffLine(line: DiffLine, partner: DiffLine | undefined): Html {
  const { kind } = line;
  const text = [`${signs[kind]} `, ...words(line, partner), "\n"];
  if (kind === "added") return html`<ins>${text}</ins>`;
  return kind === "removed" ? html`<del>${text}</del>` : html`<span>${text}</span>`;
}
