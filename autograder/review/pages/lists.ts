import { html } from "hono/html";
import { isFor } from "../desk.ts";
import type { Entry } from "../order.ts";
import type { Html } from "../outputs.ts";
import { hidden, progress } from "./layout.ts";

export interface AssignmentLine {
  name: string;
  title: string;
  submissions: number;
}

export function assignmentsPage(lines: AssignmentLine[]): Html {
  return html`<h1>Assignments</h1>
<p class="actions"><a href="/requests">Students’ requests</a></p>
${
  lines.length === 0
    ? html`<p>The gradebook has no assignment yet; <code>tsgrad gradebook add</code> takes one in, <code>tsgrad worker</code> grades it.</p>`
    : html`<table>
<thead><tr><th scope="col">Assignment</th><th scope="col" class="number">Submissions</th></tr></thead>
<tbody>${lines.map(
        ({ name, title, submissions }) =>
          html`<tr><th scope="row"><a href="/a/${name}">${title}</a></th><td class="number">${submissions}</td></tr>`,
      )}</tbody>
</table>`
}`;
}

export interface QuestionLine {
  name: string;
  points: number;
  manual: boolean;
  done: number;
  flagged: number;
  submissions: number;
}

export function questionsPage(
  assignment: { name: string; title: string },
  lines: QuestionLine[],
  publishing: { released: Set<string>; csrf: string; mayRelease: boolean },
): Html {
  const { released, csrf, mayRelease } = publishing;
  const shown = (name: string) => (released.has(name) ? "yes" : "no");
  return html`<h1>${assignment.title}</h1>
<p class="actions"><a href="/overview/${assignment.name}">Overview</a></p>
<table>
<thead><tr><th scope="col">Question</th><th scope="col">Graded by</th><th scope="col" class="number">Points</th><th scope="col">Reviewed</th><th scope="col" class="number">Flagged</th><th scope="col">Students see it</th></tr></thead>
<tbody>${lines.map(
    ({ name, points, manual, done, flagged, submissions }) => html`<tr>
<th scope="row"><a href="/a/${assignment.name}/${name}">${name}</a></th>
<td>${manual ? "you" : "tests, and you"}</td><td class="number">${points}</td>
<td>${progress(done, submissions)}</td><td class="number">${flagged}</td>
<td>${mayRelease ? releaseForm(assignment.name, name, released.has(name), csrf) : shown(name)}</td></tr>`,
  )}</tbody>
</table>
${
  mayRelease
    ? releaseForm(
        assignment.name,
        "",
        lines.every(({ name }) => released.has(name)),
        csrf,
      )
    : ""
}`;
}

/** Releases a question, or all of them, or takes that back. */
function releaseForm(assignment: string, question: string, released: boolean, csrf: string): Html {
  const what = question || "all questions";
  return html`<form method="post" action="/a/${assignment}/releases">${hidden("csrf", csrf)}${hidden("question", question)}
<button name="action" value="${released ? "withdraw" : "release"}">${released ? `Take back ${what}` : `Release ${what}`}</button></form>`;
}

export const filters = { all: "All", todo: "To do", mine: "Mine", flagged: "Flagged", done: "Done" } as const;
export type Filter = keyof typeof filters;

const pageSize = 100;
const states = { new: "to do", open: "begun", done: "done" };

/** The submissions of a question, a hundred a page. */
export function submissionsPage(list: {
  base: string;
  question: string;
  max: number;
  all: readonly Entry[];
  filter: Filter;
  page: number;
  /** Who asks, and everybody who may be given answers. */
  mentor: string;
  mentors: readonly string[];
  csrf: string;
}): Html {
  const { base, all, filter, max } = list;
  const chosen = all
    .map((entry, index) => ({ entry, place: index + 1 }))
    .filter(({ entry }) => matches(entry, filter, list.mentor));
  const pages = Math.max(Math.ceil(chosen.length / pageSize), 1);
  const page = Math.min(Math.max(list.page, 1), pages);
  const shown = chosen.slice((page - 1) * pageSize, page * pageSize);
  const first = all.find((entry) => isFor(entry, list.mentor));
  const link = (to: number) => `${base}?show=${filter}&page=${to}`;
  return html`<h1>Question ${list.question}</h1>
<p>${progress(all.filter(({ state }) => state === "done").length, all.length)} reviewed</p>
<p class="actions">${first ? html`<a class="button" href="${base}/s/${first.code}">Review the next one to do</a>` : ""} <a href="${base}/rubric">Rubric</a> <a href="${base}/alike">Alike</a></p>
<form method="post" action="${base}/assign" class="actions">${hidden("csrf", list.csrf)}
<label>Give <input name="count" inputmode="numeric" size="3" value="20"> answers that nobody has</label>
<label>to <select name="assignee">${list.mentors.map((name) => html`<option ${name === list.mentor ? html`selected` : ""}>${name}</option>`)}</select></label>
<button>Assign</button></form>
<nav aria-label="Which submissions"><ul class="tabs">${Object.entries(filters).map(
    ([key, word]) =>
      html`<li><a href="${base}?show=${key}" ${key === filter ? html`aria-current="page"` : ""}>${word} (${all.filter((entry) => matches(entry, key as Filter, list.mentor)).length})</a></li>`,
  )}</ul></nav>
<table>
<thead><tr><th scope="col">Submission</th><th scope="col">State</th><th scope="col">Flag</th><th scope="col">By</th><th scope="col">For</th><th scope="col" class="number">Points of ${max}</th></tr></thead>
<tbody>${shown.map(
    ({ entry, place }) => html`<tr><th scope="row"><a href="${base}/s/${entry.code}">Number ${place}</a></th>
<td>${states[entry.state]}</td><td>${entry.flagged ? "⚑ flagged" : ""}</td><td>${entry.author}</td><td>${entry.assignee ?? ""}</td><td class="number">${entry.score ?? "–"}</td></tr>`,
  )}</tbody>
</table>
${
  pages > 1
    ? html`<nav aria-label="Pages" class="actions">${page > 1 ? html`<a rel="prev" href="${link(page - 1)}">Back</a>` : ""} Page ${page} of ${pages} ${page < pages ? html`<a rel="next" href="${link(page + 1)}">Further</a>` : ""}</nav>`
    : ""
}`;
}

function matches({ state, flagged, assignee }: Entry, filter: Filter, mentor: string): boolean {
  if (filter === "mine") return assignee === mentor;
  if (filter === "todo") return state !== "done";
  return filter === "all" || (filter === "flagged" ? flagged : state === "done");
}
