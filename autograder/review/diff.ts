import { diffLines } from "diff";
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
  return html`<pre class="diff" tabindex="0">${lines.map((line, index) =>
    near[index] ? diffLine(line) : index > 0 && !near[index - 1] ? "" : html`<span class="gap">⋯</span>`,
  )}</pre>`;
}

function diffLine({ kind, text }: DiffLine): Html {
  const line = `${signs[kind]} ${text}\n`;
  if (kind === "added") return html`<ins>${line}</ins>`;
  return kind === "removed" ? html`<del>${line}</del>` : html`<span>${line}</span>`;
}
