import { html, raw } from "hono/html";
import type { QuestionResult, Results, TestResult } from "../grade/results.ts";
import type { Graded } from "../grade/submission.ts";
import { style } from "./style.ts";
import { plainText } from "./text.ts";
import { countTests, questionState, verdict } from "./words.ts";

type Html = ReturnType<typeof html>;

/** The student's page: one file, no scripts, nothing fetched; every text is escaped. */
export async function feedbackPage({ results, outputs }: Graded): Promise<string> {
  const student = plainText(results.student, 100);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${results.title}: feedback for ${student}</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#questions">To the questions</a>
<header>
<h1>${results.title}</h1>
<p>Feedback for <strong>${student}</strong></p>
${scoreLine(results)}
<p class="verdict">${verdict(results)}</p>
${results.reason ? html`<p class="reason">${plainText(results.reason, 2000)}</p>` : ""}
</header>
<main id="questions">
${results.questions.length > 1 ? overview(results) : ""}
${notebookNotes(results)}
${results.questions.map((question) => questionSection(question, outputs))}
</main>
<footer>
<p>Tests run on the notebook you handed in, in a fresh process, from its first cell to its last. A hidden test shows
its author's message only; ask about it with the question's name and the test's number.</p>
${results.submission ? html`<p>Notebook graded: <code>${results.submission.slice(0, 16)}</code> (the beginning of its SHA-256).</p>` : ""}
</footer>
</body>
</html>
`;
  return String(await page);
}

function scoreLine({ score, max_score, pending }: Results): Html {
  if (score === null)
    return html`<p class="score">Not graded yet: the grading machine had a problem. Your score is not affected.</p>`;
  return html`<p class="score">${score} of ${max_score} points${pending ? " so far" : ""}</p>
${bar(score, max_score)}`;
}

/** Drawn by widths alone; the numbers beside it say the same. */
function bar(score: number, most: number): Html {
  const share = most > 0 ? Math.round((100 * Math.min(score, most)) / most) : 0;
  return html`<div class="bar" aria-hidden="true"><div style="width:${share}%"></div></div>`;
}

function overview({ questions }: Results): Html {
  const rows = questions.map(
    (question) => html`
<tr>
<th scope="row"><a href="#question-${question.name}">${question.name}</a></th>
<td>${questionState(question)}</td>
<td>${question.score ?? "–"} / ${question.max_score}</td>
</tr>`,
  );
  return html`<section aria-labelledby="overview">
<h2 id="overview">Overview</h2>
<table class="overview">
<thead><tr><th scope="col">Question</th><th scope="col">Result</th><th scope="col">Points</th></tr></thead>
<tbody>${rows}</tbody>
</table>
</section>`;
}

function notebookNotes({ notes: all, questions }: Results): Html | "" {
  // What is the reason of a question's result stands there.
  const notes = all.filter(({ text }) => !questions.some(({ reason }) => reason === text));
  if (notes.length === 0) return "";
  return html`<section aria-labelledby="notes">
<h2 id="notes">About the notebook</h2>
<ul>${notes.map(({ text }) => html`<li>${plainText(text, 500)}</li>`)}</ul>
</section>`;
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
${(question.comments ?? []).map((text) => html`<p class="comment">${plainText(text, 5000)}</p>`)}
${question.errors.length > 0 ? html`<p>Your answer did not run to its end:</p>` : ""}
${question.errors.map((error) => html`<pre class="error">${error}</pre>`)}
${question.tests.length > 0 ? testList(question) : ""}
${question.pending ? html`<p class="pending">◷ ${countTests(question.pending.tests, "hidden test")} pending, worth ${question.pending.points} points.</p>` : ""}
${printed.map(({ text }) => html`<details><summary>What your cell printed</summary><pre>${plainText(text, 20_000)}</pre></details>`)}
</section>`;
}

function testList({ name, tests }: QuestionResult): Html {
  return html`<ul class="tests" aria-label="Tests of ${name}">${tests.map(testItem)}</ul>`;
}

function testItem(test: TestResult): Html {
  const partly = !test.passed && test.score > 0;
  const [kind, word] = test.passed ? ["passed", "✓ passed"] : partly ? ["partly", "◐ partly"] : ["failed", "✗ failed"];
  return html`
<li class="${kind}">
<p class="head"><strong>${word}</strong> <span class="name">${test.name}</span> <span class="points">${test.max_score > 0 ? `${test.score} / ${test.max_score}` : "no points"}</span></p>
${test.message ? html`<p class="message">${test.message}</p>` : ""}
${test.hint ? html`<p class="hint"><strong>Hint:</strong> ${test.hint}</p>` : ""}
</li>`;
}
