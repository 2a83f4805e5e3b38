import { html } from "hono/html";
import { chartFrame } from "../charts.ts";
import type { Html } from "../outputs.ts";
import type { Overview } from "../overview.ts";
import { outputText } from "../text.ts";

const percent = (share: number | null) => (share === null ? "–" : `${Math.round(share * 100)}%`);
const decimals = (value: number | null) => (value === null ? "–" : value.toFixed(2));

/** How the class stands; names and the export are for leads. */
export function overviewPage(page: {
  assignment: { name: string; title: string };
  overview: Overview;
  names: boolean;
}): Html {
  const { assignment, overview, names } = page;
  const { standings, questions, failing, stuck, max } = overview;
  const base = `/overview/${assignment.name}`;
  if (standings.length === 0) return html`<h1>${assignment.title}: overview</h1><p>Nothing is graded yet.</p>`;
  const scores = standings.map(({ score }) => score).sort((a, b) => a - b);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return html`<h1>${assignment.title}: overview</h1>
<p>${scores.length} students; ${mean.toFixed(1)} of ${max} points on average, ${scores[Math.floor(scores.length / 2)]} in the middle, from ${scores[0]} to ${scores.at(-1)}.</p>
${names ? html`<p class="actions"><a href="${base}/grades.csv" download>Points as CSV</a></p>` : ""}
<h2>Points</h2>
<div class="outputs">${chartFrame(`${base}/chart/points`, `Distribution of the points of ${scores.length} students`)}</div>
<h2>Questions</h2>
<div class="outputs">${chartFrame(`${base}/chart/questions`, "Share of the points got, by question; the table below says the same")}</div>
<table><thead><tr><th scope="col">Question</th><th scope="col" class="number">Points got</th><th scope="col" class="number">Discrimination</th><th scope="col" class="number">Time to grade</th></tr></thead>
<tbody>${questions.map(
    ({ name, mean: share, discrimination, secondsToGrade }) =>
      html`<tr><th scope="row"><a href="/a/${assignment.name}/${name}">${name}</a></th><td class="number">${percent(share)}</td><td class="number">${decimals(discrimination)}</td><td class="number">${secondsToGrade === null ? "–" : `${Math.round(secondsToGrade)} s`}</td></tr>`,
  )}</tbody></table>
<p class="quiet">Discrimination is the correlation of a question’s points with those of all others: near 0 or below, it does not tell the strong from the weak. Time to grade is the median from one saved review to the next.</p>
<h2>Tests that fail most</h2>
${
  failing.length === 0
    ? html`<p>None fails.</p>`
    : html`<table><thead><tr><th scope="col">Test</th><th scope="col">Question</th><th scope="col" class="number">Fails for</th></tr></thead>
<tbody>${failing.map(({ question, title, count, share }) => html`<tr><th scope="row">${outputText(title, 200)}</th><td>${question}</td><td class="number">${count} (${percent(share)})</td></tr>`)}</tbody></table>`
}
<h2>Who is stuck</h2>
<p class="quiet">Three attempts or more, and less than half of the points.</p>
${
  stuck.length === 0
    ? html`<p>Nobody.</p>`
    : names
      ? html`<table><thead><tr><th scope="col">Student</th><th scope="col" class="number">Attempts</th><th scope="col" class="number">Points</th></tr></thead>
<tbody>${stuck.slice(0, 50).map(({ student, attempts, score }) => html`<tr><th scope="row">${outputText(student, 100)}</th><td class="number">${attempts}</td><td class="number">${score}</td></tr>`)}</tbody></table>`
      : html`<p>${stuck.length} students; a lead sees their names.</p>`
}`;
}
