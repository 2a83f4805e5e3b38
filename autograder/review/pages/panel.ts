import { html } from "hono/html";
import type { Html } from "../outputs.ts";
import { startOf, worth } from "../rubric.ts";
import { commentField } from "./code.ts";
import type { Desk } from "./desk.ts";
import { hidden } from "./layout.ts";

/** What a mentor decides, in the order in which they decide it. */
export function gradePanel(desk: Desk): Html {
  const { review, rubric, max, score, testScore } = desk;
  const general = review.comments.filter(({ cell }) => cell === null);
  return html`<aside class="panel" aria-label="Your review">
${hidden("csrf", desk.csrf)}${hidden("version", review.version)}
<p class="score" id="score" data-start="${startOf(rubric, testScore, max)}" data-max="${max}"><span data-number>${score ?? "–"}</span> <span class="quiet">of ${max} points<span data-unsaved hidden>, once saved</span></span></p>
<p class="quiet">${testScore === null ? "No tests: a person grades this." : `The tests gave ${testScore}.`}
${review.version > 0 ? `Saved by ${review.author}, ${review.state === "done" ? "done" : "begun"}.` : ""}</p>
<fieldset><legend>Rubric</legend>
${rubric.items.length === 0 ? html`<p class="quiet">No items yet. <a href="${desk.base}/rubric">Write the first</a>.</p>` : ""}
${rubric.items.map(
  (
    item,
    index,
  ) => html`<label class="item"><input type="checkbox" name="item" value="${item.id}" data-points="${item.points}" ${item.cap ? html`data-cap` : ""} ${review.items.includes(item.id) ? html`checked` : ""}>
<span>${index < 9 ? html`<kbd>${index + 1}</kbd> ` : ""}${item.text}</span> <span class="points">${worth(item)}</span></label>`,
)}
</fieldset>
<details class="own" ${review.points === null ? "" : html`open`}><summary>Points of your own</summary>
<label>Points <input name="points" inputmode="decimal" size="6" value="${review.points ?? ""}"></label>
<label>Reason, for the log <input name="reason" value="${review.reason}"></label>
</details>
<fieldset><legend>Comments on the question</legend>
${general.map(commentField)}
${newComment(desk)}
${desk.bank.length > 0 ? html`<button type="button" data-bank><kbd>b</kbd> Earlier comments</button>` : ""}
</fieldset>
<label class="item"><input type="checkbox" name="flagged" value="1" ${review.flagged ? html`checked` : ""}> <span><kbd>f</kbd> Flag for a second look</span></label>
${hidden("next", desk.nextToDo ?? "")}
<div class="buttons">
<button name="action" value="done" class="button">Save${desk.nextToDo ? " and next" : ""}</button>
<button name="action" value="open">Keep as begun</button>
${desk.next ? html`<a href="${desk.base}/s/${desk.next}">Skip</a>` : ""}
</div>
<div class="place"><label><kbd>a</kbd> For <select name="assignee"><option value="">anybody</option>${desk.mentors.map(
    (name) => html`<option ${name === desk.entry.assignee ? html`selected` : ""}>${name}</option>`,
  )}</select></label> <button formaction="${desk.base}/s/${desk.entry.code}/assign">Assign</button></div>
${shortcuts}
</aside>`;
}

/** Says its place by fields, so that a line can be commented on without scripts. */
function newComment({ answer }: Desk): Html {
  return html`<div class="new" data-new>
<textarea name="comment-text" id="new-comment" rows="4" aria-label="New comment, in Markdown" placeholder="In Markdown"></textarea>
<div class="place"><label>On <select name="comment-cell"><option value="">the question</option>${answer.cells.map(
    ({ id }) => html`<option value="${id}">cell ${id}</option>`,
  )}</select></label>
<label>line <input name="comment-line" inputmode="numeric" size="4" aria-label="Line, if it is about one"></label></div>
</div>`;
}

const shortcuts = html`<details class="keys"><summary>Keys</summary>
<label class="item"><input type="checkbox" id="keys-on" checked> <span>Keys without Ctrl work outside text fields</span></label>
<dl>
<dt><kbd>1</kbd>–<kbd>9</kbd></dt><dd>rubric item</dd>
<dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>line down, up</dd>
<dt><kbd>c</kbd></dt><dd>comment on the line</dd>
<dt><kbd>m</kbd></dt><dd>comment on the question</dd>
<dt><kbd>b</kbd></dt><dd>earlier comments</dd>
<dt><kbd>a</kbd></dt><dd>assign</dd>
<dt><kbd>o</kbd></dt><dd>points of your own</dd>
<dt><kbd>d</kbd></dt><dd>show the differences</dd>
<dt><kbd>f</kbd></dt><dd>flag</dd>
<dt><kbd>n</kbd> <kbd>p</kbd></dt><dd>next, previous, without saving</dd>
<dt><kbd>s</kbd>, <kbd>Ctrl</kbd>+<kbd>Enter</kbd></dt><dd>save and next</dd>
<dt><kbd>Esc</kbd></dt><dd>leave a text field</dd>
</dl></details>`;
