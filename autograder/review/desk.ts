import type { Assignment, Question } from "../assignment/index.ts";
import { type Gradebook, notebookOf } from "../gradebook/index.ts";
import { readAnswer } from "./answer.ts";
import { mentorsOf } from "./assignees.ts";
import { commentBank } from "./bank.ts";
import { messagesOn } from "./messages.ts";
import { type Entry, entries } from "./order.ts";
import type { Desk } from "./pages/desk.ts";
import { findReview, type Review } from "./reviews.ts";
import { type QuestionKey, readRubric, rubricReason } from "./rubric.ts";
import { standingOf } from "./standing.ts";

export interface Place {
  all: readonly Entry[];
  index: number;
  entry: Entry;
}

export async function findPlace(book: Gradebook, key: QuestionKey, code: string): Promise<Place | undefined> {
  const all = await entries(book, key);
  const index = all.findIndex((entry) => entry.code === code);
  return index < 0 ? undefined : { all, index, entry: all[index]! };
}

/** The next for a mentor that nobody is done with, going round once: what was given to others is theirs. */
export function nextToDo({ all, index }: Place, mentor: string): string | undefined {
  const round = [...all.slice(index + 1), ...all.slice(0, index)];
  return round.find((entry) => isFor(entry, mentor))?.code;
}

export function isFor({ state, assignee }: Entry, mentor: string): boolean {
  return state !== "done" && (assignee === null || assignee === mentor);
}

/** All that the desk shows of one answer. */
export async function readDesk(
  book: Gradebook,
  assignment: Assignment,
  question: Question,
  key: QuestionKey,
  place: Place,
  mentor: string,
): Promise<Omit<Desk, "base" | "csrf">> {
  const { all, index, entry } = place;
  const { results, tests: testScore, override } = await standingOf(book.db, key, entry.submission);
  const result = results.questions.find(({ name }) => name === question.name);
  const answer = readAnswer(assignment, question, await notebookOf(book, entry.submission));
  const stored = await findReview(book.db, entry.submission, question.name);
  return {
    question: question.name,
    max: question.points,
    entry,
    place: index + 1,
    count: all.length,
    previous: all[index - 1]?.code,
    next: all[index + 1]?.code,
    nextToDo: nextToDo(place, mentor),
    mentors: await mentorsOf(book),
    answer,
    tests: (result?.tests ?? []).map((test, at) => ({ ...test, title: question.tests[at]?.title ?? test.name })),
    errors: result?.errors ?? [],
    testScore,
    score: override?.score ?? testScore,
    messages: await messagesOn(book, entry.submission, question.name),
    bank: await commentBank(book, key),
    rubric: await readRubric(book.db, key),
    review: withOverride(stored, override),
  };
}

/** A score that somebody set by command before the first review stands in the form, so that saving keeps it. */
function withOverride(review: Review, override: { score: number; reason: string } | undefined): Review {
  if (review.version > 0 || !override || override.reason.startsWith(rubricReason)) return review;
  return { ...review, points: override.score, reason: override.reason };
}
