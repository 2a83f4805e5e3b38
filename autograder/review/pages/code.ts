import { html } from "hono/html";
import { type Aligned, alignAnnotations } from "../align.ts";
import type { AnswerCell } from "../answer.ts";
import { renderDiff } from "../diff.ts";
import { renderMarkdown } from "../markdown.ts";
import { type Html, renderOutputs } from "../outputs.ts";
import type { ReviewComment } from "../reviews.ts";
import { sourceLines } from "../text.ts";

/** A student's cell, line by line with the comments in their places, beside the author's. */
export function cellSection(cell: AnswerCell, comments: ReviewComment[], notes: string[], here: string): Html {
  const own = comments.filter((comment) => comment.cell === cell.id);
  const lines = sourceLines(cell.source);
  // A comment keeps its line's number; where an older attempt had more lines it stands below the cell.
  const onLine = (line: number) => own.filter((comment) => comment.line === line);
  const remarks = Map.groupBy(
    cell.type === "code" ? alignAnnotations(cell.source, cell.solution) : [],
    ({ line }) => line,
  );
  const below = own.filter(({ line }) => line === null || line > lines.length);
  return html`<section class="cell" aria-labelledby="cell-${cell.id}">
<h3 id="cell-${cell.id}">Cell ${cell.id}${cell.matched ? html` <span class="quiet">recognised by its ${cell.matched}</span>` : ""}</h3>
<div class="pair">
<div>
<h4>The student’s answer</h4>
<ol class="code" data-cell="${cell.id}">${lines.map(
    (line, index) =>
      html`<li data-line="${index + 1}" tabindex="-1"><code>${line || " "}</code>${(remarks.get(index + 1) ?? []).map(remark)}${onLine(index + 1).map(commentField)}</li>`,
  )}</ol>
<div data-cell-comments="${cell.id}">${below.map(commentField)}</div>
${renderOutputs(cell.outputs, `${here}/chart/${encodeURIComponent(cell.id)}`)}
</div>
<div>
<h4>The annotated solution</h4>
<ol class="code">${sourceLines(cell.solution).map((line) => html`<li><code>${line || " "}</code></li>`)}</ol>
${mentorNotes(notes)}
</div>
</div>
<details class="compare"><summary>What the student changed in the stub</summary>${renderDiff(cell.release, cell.source)}</details>
<details class="compare"><summary>From the solution to the answer</summary>${renderDiff(cell.solution, cell.source)}</details>
</section>`;
}

/** What the solution's author says where the student does the same. */
function remark({ text }: Aligned): Html {
  return html`<p class="remark"><span class="quiet">Solution:</span> ${text}</p>`;
}

/** What the author wrote for mentors. */
export function mentorNotes(notes: string[]): Html | "" {
  if (notes.length === 0) return "";
  return html`<h4>The author’s notes for mentors</h4><div class="prose">${notes.map(renderMarkdown)}</div>`;
}

/** A comment as it will read, and its text to change; an emptied text removes it. */
export function commentField(comment: ReviewComment): Html {
  const place = comment.line ? `line ${comment.line}` : comment.cell ? `cell ${comment.cell}` : "the question";
  return html`<div class="comment" data-comment>
<div class="shown">${comment.text ? renderMarkdown(comment.text) : ""}</div>
<details ${comment.text ? "" : html`open`}><summary>Change this comment on ${place}</summary>
<input type="hidden" name="comment-cell" value="${comment.cell ?? ""}"><input type="hidden" name="comment-line" value="${comment.line ?? ""}">
<textarea name="comment-text" rows="3" aria-label="Comment on ${place}, in Markdown; empty removes it">${comment.text}</textarea>
</details>
</div>`;
}
