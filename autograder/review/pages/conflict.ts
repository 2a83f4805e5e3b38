import { html } from "hono/html";
import { renderMarkdown } from "../markdown.ts";
import type { Html } from "../outputs.ts";
import type { Review, ReviewComment } from "../reviews.ts";
import type { Rubric } from "../rubric.ts";

/** What another mentor saved meanwhile, above one's own form. */
export function conflictNote(theirs: Review, rubric: Rubric): Html {
  const items = rubric.items.filter(({ id }) => theirs.items.includes(id)).map(({ text }) => text);
  return html`<section class="note bad" role="alert" aria-labelledby="conflict">
<h2 id="conflict">${theirs.author} saved this answer while you wrote</h2>
<p>Nothing of either is lost. Theirs is in force; yours stands in the form, with their comments beside your own. Saving now
replaces theirs by what the form says.</p>
<dl>
<dt>Their rubric items</dt><dd>${items.join("; ") || "none"}</dd>
<dt>Their own points</dt><dd>${theirs.points === null ? "none" : `${theirs.points}: ${theirs.reason}`}</dd>
<dt>Their state</dt><dd>${theirs.state === "done" ? "done" : "begun"}${theirs.flagged ? ", flagged" : ""}</dd>
<dt>Their comments</dt><dd>${theirs.comments.length === 0 ? "none" : theirs.comments.map(({ text }) => renderMarkdown(text))}</dd>
</dl>
</section>`;
}

/** One's own review with the other's comments added, to be saved over the other's. */
export function mergeReviews(mine: Review, theirs: Review): Review {
  const known = new Set(mine.comments.map(keyOf));
  const added = theirs.comments.filter((comment) => !known.has(keyOf(comment)));
  return { ...mine, version: theirs.version, comments: [...mine.comments, ...added] };
}

function keyOf({ cell, line, text }: ReviewComment): string {
  return JSON.stringify([cell, line, text.trim()]);
}
