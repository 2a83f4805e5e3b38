import { html, raw } from "hono/html";
import type { QuestionResult, Results, TestResult } from "../grade/results.ts";
import type { Graded } from "../grade/submission.ts";
import { style } from "./style.ts";
import { plainText } from "./text.ts";

type Html = ReturnType<typeof html>;

/** The student's page: one file, no scripts, nothing fetched; every text is escaped. */
export async function feedbackPage({ results, outputs }: Graded): Promise<string> {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${results.title}: feedback for ${plainText(results.student, 100)}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${results.title}</h1>
<p>Feedback for <strong>${plainText(results.student, 100)}</strong></p>
${scoreLine(results)}
${results.reason ? html`<p class="reason">${plainText(results.reason, 2000)}</p>` : ""}
${results.notes.length > 0 ? html`<h2>About the notebook</h2><ul>${results.notes.map(({ text }) => html`<li>${plainText(text, 500)}</li>`)}</ul>` : ""}
${results.questions.map((question) => questionSection(question, outputs))}
</main>
</body>
</html>
`;
  return String(await page);
}

function scoreLine({ score, max_score }: Results): Html {
  if (score === null)
    return html`<p class="score">Not graded yet: the grading machine had a problem. Your score is not affected.</p>`;
  return html`<p class="score">${score} of ${max_score} points</p>`;
}

function questionSection(question: QuestionResult, outputs: Graded["outputs"]): Html {
  const points =
    question.score === null
      ? `${question.max_score} points, graded by a person`
      : `${question.score} of ${question.max_score} points`;
  const printed = outputs.filter((output) => output.question === question.name);
  return html`
<section aria-labelledby="question-${question.name}">
<h2 id="question-${question.name}">Question ${question.name} <span class="points">${points}</span></h2>
${question.reason ? html`<p class="reason">${plainText(question.reason, 500)}</p>` : ""}
${question.errors.map((error) => html`<pre class="error">${error}</pre>`)}
${question.tests.length > 0 ? testTable(question) : ""}
${printed.map(({ text }) => html`<details><summary>What your cell printed</summary><pre>${plainText(text, 20_000)}</pre></details>`)}
</section>`;
}

function testTable({ name, tests }: QuestionResult): Html {
  return html`<table>
<caption class="hidden">Tests of ${name}</caption>
<thead><tr><th scope="col">Result</th><th scope="col">Test</th><th scope="col">Points</th></tr></thead>
<tbody>${tests.map(testRow)}</tbody>
</table>`;
}

function testRow(test: TestResult): Html {
  return html`
<tr class="${test.passed ? "passed" : "failed"}">
<td>${test.passed ? "✓ passed" : "✗ failed"}</td>
<td>${test.name}
${test.message ? html`<div class="message">${test.message}</div>` : ""}
${test.hint ? html`<div class="hint">Hint: ${test.hint}</div>` : ""}</td>
<td>${test.score} / ${test.max_score}</td>
</tr>`;
}
