import type { Question } from "../assignment/index.ts";
import type { QuestionResult } from "../grade/results.ts";
import { beforeDue } from "../grade/view.ts";
import { type Gradebook, notebookOf, standings } from "../gradebook/index.ts";
import { type AnswerCell, readAnswer } from "./answer.ts";
import { byHead } from "./byHead.ts";
import { type Message, messagesOn } from "./messages.ts";
import { keyOf, type Opened } from "./questions.ts";
import { findReview, type ReviewComment } from "./reviews.ts";
import { standingOf } from "./standing.ts";

/** All that a student may read of one question: nothing of the solution, of hidden tests' texts, or of anybody else. */
export interface StudentView {
  question: string;
  max: number;
  score: number | null;
  result?: QuestionResult;
  cells: Pick<AnswerCell, "id" | "type" | "source">[];
  comments: ReviewComment[];
  messages: Message[];
}

/** The submission of a student that counts. */
export async function ownSubmission(book: Gradebook, opened: Opened, student: string): Promise<number | undefined> {
  const { id, version } = opened;
  const all = await byHead(book, JSON.stringify(["own", version]), async () => {
    const rows = await standings(book, id, version);
    return new Map(rows.map((row) => [row.student, row.submission]));
  });
  return all.get(student);
}

export async function studentView(
  book: Gradebook,
  opened: Opened,
  question: Question,
  submission: number,
  time = new Date(),
): Promise<StudentView> {
  const { due } = await book.db
    .selectFrom("assignments")
    .select("due")
    .where("id", "=", opened.id)
    .executeTakeFirstOrThrow();
  const { results, tests, override } = await standingOf(book.db, keyOf(opened, question), submission);
  const pending = due !== null && time.toISOString() < due;
  const shown = pending ? beforeDue(results) : results;
  const result = shown.questions.find(({ name }) => name === question.name);
  const review = await findReview(book.db, submission, question.name);
  const { cells } = readAnswer(opened.assignment, question, await notebookOf(book, submission));
  return {
    question: question.name,
    max: question.points,
    score: pending ? (result?.score ?? null) : (override?.score ?? tests),
    ...(result && { result }),
    cells: cells.map(({ id, type, source }) => ({ id, type, source })),
    comments: review.state === "done" ? review.comments : [],
    messages: await messagesOn(book, submission, question.name),
  };
}
