import type { MarkupContent } from "../server/protocol.ts";

export function markupText(content: MarkupContent | string): string {
  return typeof content === "string" ? content : content.value;
}

/** Markdown as plain text: fences, emphasis and the like are taken away. */
export function toPlain(markdown: string): string {
  return pieces(markdown)
    .map(({ code, text }) =>
      code ? text : text.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1").replace(/(\*\*|\*|`)(\S(?:.*?\S)?)\1/g, "$2"),
    )
    .join("\n\n")
    .replace(/\\([\\`*_{}[\]()#+.!-])/g, "$1")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Markdown as HTML; nothing in it can be markup of its own. */
export function toHtml(markdown: string): string {
  const parts = pieces(markdown).map(({ code, text }) => {
    if (code) return `<pre><code>${escapeHtml(text)}</code></pre>`;
    return text
      .split(/\n{2,}/)
      .filter((paragraph) => paragraph.trim() !== "")
      .map(block)
      .join("");
  });
  return `<div class="tsgrad-inspect">${parts.join("")}</div>`;
}

interface Piece {
  code: boolean;
  text: string;
}

/** Cuts markdown into fenced code and the text between. */
function pieces(markdown: string): Piece[] {
  const found: Piece[] = [];
  for (const [index, text] of markdown.split(/^```.*$\n?/m).entries()) {
    const trimmed = index % 2 === 1 ? text.replace(/\n$/, "") : text.trim();
    if (trimmed !== "") found.push({ code: index % 2 === 1, text: trimmed });
  }
  return found;
}

function block(paragraph: string): string {
  const text = paragraph.trim();
  if (/^-{3,}$/.test(text)) return "<hr>";
  if (text.split("\n").every((line) => /^[-*] /.test(line))) {
    return `<ul>${text
      .split("\n")
      .map((line) => `<li>${inline(line.slice(2))}</li>`)
      .join("")}</ul>`;
  }
  return `<p>${inline(text).replace(/\n/g, "<br>")}</p>`;
}

function inline(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) => {
      if (/^`.+`$/.test(part)) return `<code>${escapeHtml(part.slice(1, -1))}</code>`;
      return escapeHtml(part)
        .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '<a href="$2" target="_blank" rel="noopener">$1</a>')
        .replace(/\*\*(.+?)\*\*/g, "<b>$1</b>")
        .replace(/\*(\S(?:.*?\S)?)\*/g, "<i>$1</i>")
        .replace(/\\([\\`*_{}[\]()#+.!-])/g, "$1");
    })
    .join("");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!);
}
