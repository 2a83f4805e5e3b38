import { html } from "hono/html";
import type { Answer } from "../answer.ts";
import type { BankEntry } from "../bank.ts";
import type { Message } from "../messages.ts";
import type { Entry } from "../order.ts";
import type { Html } from "../outputs.ts";
import type { Review } from "../reviews.ts";
import type { Rubric } from "../rubric.ts";
import { bankDialog } from "./bank.ts";
import { cellSection, commentField, mentorNotes } from "./code.ts";
import { conflictNote } from "./conflict.ts";
import { gradePanel } from "./panel.ts";
import { type ShownTest, testsSection } from "./tests.ts";
import { threadSection } from "./thread.ts";

export interface Desk {
  /** Address of the question. */
  base: string;
  question: string;
  max: number;
  entry: Entry;
  place: number;
  count: number;
  /** Neighbours in the order of all, and the next that is not done. */
  previous?: string;
  next?: string;
  nextToDo?: string;
  answer: Answer;
  tests: ShownTest[];
  errors: string[];
  /** What the tests gave. */
  testScore: number | null;
  /** In force now, whoever gave it. */
  score: number | null;
  rubric: Rubric;
  review: Review;
  csrf: string;
  /** Everybody who may be given answers. */
  mentors: readonly string[];
  messages: readonly Message[];
  /** Comments of earlier reviews of the question. */
  bank: readonly BankEntry[];
  /** What somebody else saved while this was written. */
  theirs?: Review;
  /** Why it was not saved. */
  problem?: string;
  /** The address that was saved a moment ago: its draft is done with. */
  saved?: string;
}

export function deskPage(desk: Desk): Html {
  const { base, answer, review } = desk;
  const here = `${base}/s/${desk.entry.code}`;
  return html`<form method="post" action="${here}" class="desk" autocomplete="off" data-desk="${here}" data-version="${review.version}" data-saved="${desk.saved ?? ""}">
<div class="work">
<h1>Question ${desk.question}, submission ${desk.place} <span class="quiet">of ${desk.count}</span></h1>
<nav aria-label="Submissions" class="actions">
${desk.previous ? html`<a rel="prev" href="${base}/s/${desk.previous}">Previous</a>` : html`<span class="quiet">First</span>`}
${desk.next ? html`<a rel="next" href="${base}/s/${desk.next}">Next</a>` : html`<span class="quiet">Last</span>`}
<a href="${base}/rubric">Rubric</a> <a href="${base}/alike">Alike</a> <a href="${here}/preview">As the student sees it</a>
</nav>
<div id="draft" class="note" role="status" hidden></div>
${desk.problem ? html`<p class="note bad" role="alert">${desk.problem}</p>` : ""}
${desk.theirs ? conflictNote(desk.theirs, desk.rubric) : ""}
${answer.reason ? html`<p class="note bad">The notebook cannot be read: ${answer.reason}</p>` : ""}
${answer.cells.map((cell, index) => cellSection(cell, review.comments, index === answer.cells.length - 1 ? answer.notes : [], here))}
${answer.missing.map(({ id }) => html`<p class="note bad">The notebook has no answer cell ${id}.</p>`)}
${answer.cells.length === 0 ? mentorNotes(answer.notes) : ""}
${testsSection(desk.tests, desk.errors)}
${strayComments(desk)}
</div>
${gradePanel(desk)}
</form>
${desk.messages.length > 0 ? threadSection({ id: "thread", action: `${here}/messages`, csrf: desk.csrf, messages: desk.messages, forStudent: false }) : ""}
${bankDialog(desk.bank)}
<template id="comment-template">${commentField({ cell: null, line: null, text: "" })}</template>`;
}

/** Comments on cells that the attempt shown does not have: kept, and shown here. */
function strayComments({ answer, review }: Desk): Html | "" {
  const known = new Set(answer.cells.map(({ id }) => id));
  const stray = review.comments.filter(({ cell }) => cell !== null && !known.has(cell));
  if (stray.length === 0) return "";
  return html`<section aria-labelledby="stray"><h3 id="stray">Comments on cells that are not here</h3>${stray.map(commentField)}</section>`;
}
