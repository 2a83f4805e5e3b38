import { html } from "hono/html";
import type { TestResult } from "../../grade/results.ts";
import type { Html } from "../outputs.ts";
import { outputText } from "../text.ts";
import { say } from "../words.ts";

/** A test's result under the title its author gave it: mentors see hidden ones too. */
export interface ShownTest extends TestResult {
  title: string;
}

export function testsSection(tests: ShownTest[], errors: string[], id = "tests"): Html | "" {
  if (tests.length === 0 && errors.length === 0) return "";
  const passed = tests.filter((test) => test.passed).length;
  return html`<section aria-labelledby="${id}">
<h3 id="${id}">${say("Tests")} <span class="quiet">${say("{passed} of {all} passed", { passed, all: tests.length })}</span></h3>
${errors.map((error) => html`<pre class="error">${outputText(error)}</pre>`)}
<ul class="tests">${tests.map(testItem)}</ul>
</section>`;
}

function testItem(test: ShownTest): Html {
  const partly = !test.passed && test.score > 0;
  const [kind, word] = test.passed
    ? ["passed", `✓ ${say("passed")}`]
    : partly
      ? ["partly", `◐ ${say("partly")}`]
      : ["failed", `✗ ${say("failed")}`];
  return html`<li class="${kind}">
<p class="head"><strong>${word}</strong> <span class="name">${outputText(test.title, 300)} <span class="tag">${say(test.visibility)}</span></span> <span class="points">${test.score} / ${test.max_score}</span></p>
${test.message ? html`<p class="message">${outputText(test.message, 4000)}</p>` : ""}
</li>`;
}
