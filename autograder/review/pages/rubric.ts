import { html } from "hono/html";
import type { Html } from "../outputs.ts";
import { type Rubric, type RubricItem, type Start, worth } from "../rubric.ts";
import { hidden } from "./layout.ts";

const startWords: Record<Start, string> = {
  tests: "what the tests gave (nothing where there are none)",
  zero: "nothing: items give points",
  full: "all points: items take away",
};

const emptyRows = 3;

export function rubricPage(page: {
  base: string;
  question: string;
  max: number;
  rubric: Rubric;
  csrf: string;
  graded: number;
  message?: string;
  theirs?: Rubric;
}): Html {
  const { rubric } = page;
  const fresh = Array.from({ length: emptyRows }, (): RubricItem => ({ id: "", text: "", points: 0 }));
  return html`<h1>Rubric of question ${page.question}</h1>
<p>A score starts at one of three places; the items that apply are added, and it ends between 0 and ${page.max}. An item
may also allow at most so many points, whatever the others give. When you save, everybody graded by the rubric gets the new points; scores that a person set by hand stay.</p>
${page.message ? html`<p class="note" role="status">${page.message}</p>` : ""}
${page.theirs ? theirsNote(page.theirs) : ""}
<form method="post" action="${page.base}/rubric" class="rubric">
${hidden("csrf", page.csrf)}${hidden("version", rubric.version)}
<fieldset><legend>Starts at</legend>
${Object.entries(startWords).map(
  ([key, words]) =>
    html`<label class="item"><input type="radio" name="start" value="${key}" ${key === rubric.start ? html`checked` : ""}> <span>${words}</span></label>`,
)}
</fieldset>
<table><thead><tr><th scope="col">Item</th><th scope="col">Does</th><th scope="col">Points</th></tr></thead><tbody>
${[...rubric.items, ...fresh].map(
  (
    item,
    index,
  ) => html`<tr><td>${hidden("id", item.id)}<input name="text" value="${item.text}" aria-label="Text of item ${index + 1}; empty removes it" placeholder="${item.id ? "" : "A new item"}"></td>
<td><select name="kind" aria-label="What item ${index + 1} does"><option value="add">adds</option><option value="cap" ${item.cap ? html`selected` : ""}>allows at most</option></select></td>
<td><input name="points" inputmode="decimal" size="6" value="${item.text ? item.points : ""}" aria-label="Points of item ${index + 1}"></td></tr>`,
)}
</tbody></table>
<div class="buttons"><button class="button">Save and give points anew</button> <a href="${page.base}">Back to the submissions</a></div>
<p class="quiet">Graded so far: ${page.graded}.</p>
</form>`;
}

function theirsNote({ author, items, start }: Rubric): Html {
  return html`<section class="note bad" role="alert"><h2>${author} saved the rubric while you wrote</h2>
<p>Theirs is in force; yours stands in the form. Saving now replaces theirs.</p>
<p>They start at ${startWords[start]}.</p>
<ul>${items.map((item) => html`<li>${item.text}: ${worth(item)}</li>`)}</ul></section>`;
}
