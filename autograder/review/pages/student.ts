import { html } from "hono/html";
import { renderMarkdown } from "../markdown.ts";
import type { Html } from "../outputs.ts";
import type { ReviewComment } from "../reviews.ts";
import type { StudentView } from "../studentView.ts";
import { outputText, sourceLines } from "../text.ts";
import { say } from "../words.ts";
import { testsSection } from "./tests.ts";
import { threadSection } from "./thread.ts";

export function ownAssignments(lines: { name: string; title: string; released: number; questions: number }[]): Html {
  if (lines.length === 0)
    return html`<h1>${say("Your assignments")}</h1><p>${say("Nothing was released to you yet.")}</p>`;
  return html`<h1>${say("Your assignments")}</h1>
<table><thead><tr><th scope="col">${say("Assignment")}</th><th scope="col">${say("Released")}</th></tr></thead>
<tbody>${lines.map(
    ({ name, title, released, questions }) =>
      html`<tr><th scope="row"><a href="/me/${name}">${title}</a></th><td>${say("{released} of {questions} questions", { released, questions })}</td></tr>`,
  )}</tbody></table>`;
}

/** What a student reads of the questions that were released; mentors see the same as a preview. */
export function studentPage(page: {
  title: string;
  views: StudentView[];
  /** Questions that are not released. */
  waiting: string[];
  /** Without it nothing can be sent: a preview. */
  forms?: { base: string; csrf: string; problem?: string };
}): Html {
  const { title, views, waiting, forms } = page;
  return html`<h1>${title}</h1>
${waiting.length > 0 ? html`<p class="quiet">${say("Not released yet: {names}.", { names: waiting.join(", ") })}</p>` : ""}
${views.map((view) => questionSection(view, forms))}`;
}

function questionSection(view: StudentView, forms?: { base: string; csrf: string; problem?: string }): Html {
  const { question, score, max, result, cells, comments, messages } = view;
  const known = new Set(cells.map(({ id }) => id));
  const general = comments.filter(({ cell }) => cell === null || !known.has(cell));
  const tests = (result?.tests ?? []).map((test) => ({ ...test, title: test.name }));
  return html`<section aria-labelledby="question-${question}">
<h2 id="question-${question}">${say("Question {name}", { name: question })} <span class="quiet">${score === null ? say("waits for a person") : say("{score} of {max} points", { score, max })}</span></h2>
${result?.reason ? html`<p class="note bad">${outputText(result.reason, 500)}</p>` : ""}
${general.map(commentBlock)}
${cells.map(({ id, source }) =>
  cellBlock(
    source,
    comments.filter(({ cell }) => cell === id),
  ),
)}
${testsSection(tests, result?.errors ?? [], `tests-${question}`)}
${result?.pending ? html`<p class="quiet">${say("{tests} hidden tests run after the due time and are worth {points} points.", { ...result.pending })}</p>` : ""}
${forms ? threadSection({ id: `thread-${question}`, action: `${forms.base}/${question}/messages`, csrf: forms.csrf, messages, forStudent: true, ...(forms.problem && { problem: forms.problem }) }) : ""}
</section>`;
}

function cellBlock(source: string, comments: ReviewComment[]): Html {
  const lines = sourceLines(source);
  const at = (line: number) => comments.filter((comment) => comment.line === line);
  return html`<ol class="code">${lines.map(
    (line, index) => html`<li><code>${line || " "}</code>${at(index + 1).map(commentBlock)}</li>`,
  )}</ol>
${comments.filter(({ line }) => line === null || line > lines.length).map(commentBlock)}`;
}

function commentBlock({ text }: ReviewComment): Html {
  return html`<div class="comment"><div class="shown">${renderMarkdown(text)}</div></div>`;
}
