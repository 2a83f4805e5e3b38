import { createHash } from "node:crypto";
import { type Gradebook, type Standing, standings } from "../gradebook/index.ts";
import { byHead } from "./byHead.ts";
import type { QuestionKey } from "./rubric.ts";

/** A submission as mentors see it in lists: without a name. */
export interface Entry {
  /** Stands for the student in addresses and on the page; another one for each question. */
  code: string;
  submission: number;
  score: number | null;
  state: "new" | "open" | "done";
  flagged: boolean;
  /** Who saved the review last. */
  author: string;
  /** Who is to look at it; null for anybody. */
  assignee: string | null;
}

/** The submissions that count, in an order that is the same for all mentors and follows neither names nor scores. */
export function entries(book: Gradebook, key: QuestionKey): Promise<readonly Entry[]> {
  return byHead(book, JSON.stringify(["entries", key.version, key.question]), () => readEntries(book, key));
}

async function readEntries(book: Gradebook, key: QuestionKey): Promise<Entry[]> {
  const { assignment, version, question } = key;
  const [rows, reviews, assignees] = await Promise.all([
    standings(book, assignment, version),
    book.db
      .selectFrom("reviews")
      .innerJoin("submissions", "submissions.id", "reviews.submission")
      .select(["reviews.submission", "reviews.state", "reviews.flagged", "reviews.author"])
      .where("submissions.assignment", "=", assignment)
      .where("reviews.question", "=", question)
      .execute(),
    book.db.selectFrom("assignees").select(["submission", "mentor"]).where("question", "=", question).execute(),
  ]);
  const known = new Map(reviews.map((review) => [review.submission, review]));
  const given = new Map(assignees.map(({ submission, mentor }) => [submission, mentor]));
  return rows
    .map((row: Standing): Entry => {
      const review = known.get(row.submission);
      return {
        code: codeOf(key, row.student),
        submission: row.submission,
        score: row.questions[question] ?? null,
        state: review?.state ?? "new",
        flagged: review?.flagged === 1,
        author: review?.author ?? "",
        assignee: given.get(row.submission) ?? null,
      };
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

export function codeOf({ assignment, question }: QuestionKey, student: string): string {
  return createHash("sha256")
    .update(JSON.stringify([assignment, question, student]))
    .digest("hex")
    .slice(0, 12);
}
