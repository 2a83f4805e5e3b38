import { type Gradebook, record, recordOverride } from "../gradebook/index.ts";
import { type QuestionKey, type Reader, readRubric, reasonOf, rubricReason, rubricScore } from "./rubric.ts";
import { standingOf } from "./standing.ts";

export interface ReviewComment {
  /** An answer cell; null for the question as a whole. */
  cell: string | null;
  /** From 1; null for the cell as a whole. */
  line: number | null;
  /** Markdown. */
  text: string;
}

export interface ReviewContent {
  /** Ids of the rubric's items that apply. */
  items: string[];
  comments: ReviewComment[];
  /** A person's own score in the place of the rubric's, with its reason. */
  points: number | null;
  reason: string;
}

export interface Review extends ReviewContent {
  /** 0 before anybody saved one. */
  version: number;
  state: "new" | "open" | "done";
  flagged: boolean;
  author: string;
}

export function readReview(content: string): ReviewContent {
  return JSON.parse(content) as ReviewContent;
}

export async function findReview(db: Reader, submission: number, question: string): Promise<Review> {
  const row = await db
    .selectFrom("reviews")
    .select(["version", "state", "flagged", "content", "author"])
    .where("submission", "=", submission)
    .where("question", "=", question)
    .executeTakeFirst();
  const empty = { items: [], comments: [], points: null, reason: "" };
  if (!row) return { version: 0, state: "new", flagged: false, author: "", ...empty };
  const { version, state, flagged, content, author } = row;
  return { version, state, flagged: flagged === 1, author, ...readReview(content) };
}

export type ReviewSaved = { saved: number } | { conflict: Review };

/**
 * Saves a review of one answer; one that is done sets the score by an override.
 *
 * `version` is the one that was edited; if another was saved meanwhile nothing changes and that one is returned.
 */
export async function saveReview(
  book: Gradebook,
  key: QuestionKey,
  submission: number,
  review: Omit<Review, "state"> & { state: "open" | "done" },
): Promise<ReviewSaved> {
  const { items, comments, points, reason, author, state, flagged } = review;
  if (points !== null && !(Number.isFinite(points) && points >= 0))
    throw new RangeError(`Expected points of 0 or more, got ${points}`);
  if (points !== null && reason.trim() === "")
    throw new RangeError("Points of your own need a reason; it stays in the log and the student may ask for it");
  return book.db.transaction().execute(async (tx) => {
    const at = new Date().toISOString();
    const { question } = key;
    const content: ReviewContent = { items, comments, points, reason };
    const version = review.version + 1;
    const row = {
      ...{ submission, question, version, state, flagged: flagged ? 1 : 0 },
      ...{ content: JSON.stringify(content), author, at },
    };
    const done =
      review.version === 0
        ? await tx
            .insertInto("reviews")
            .values(row)
            .onConflict((conflict) => conflict.columns(["submission", "question"]).doNothing())
            .executeTakeFirst()
        : await tx
            .updateTable("reviews")
            .set(row)
            .where("submission", "=", submission)
            .where("question", "=", question)
            .where("version", "=", review.version)
            .executeTakeFirst();
    const changed = "numUpdatedRows" in done ? done.numUpdatedRows : done.numInsertedOrUpdatedRows;
    if (!changed) return { conflict: await findReview(tx, submission, question) };
    await record(book, tx, "review-saved", { submission, question, version, state, flagged, ...content, author }, at);
    if (state === "done") {
      const rubric = await readRubric(tx, key);
      const { tests, override } = await standingOf(tx, key, submission);
      const score = points ?? rubricScore(rubric, items, tests, key.max);
      const why = points === null ? reasonOf(rubric, items) : reason;
      const unchanged = score === (override ? override.score : tests);
      // The same score by another hand: whether it follows the rubric from now on is part of what was decided.
      const sameHand = !override || override.reason.startsWith(rubricReason) === (points === null);
      if (!unchanged || !sameHand) await recordOverride(book, tx, { submission, question, score, reason: why, author });
    }
    return { saved: version };
  });
}
