import { createHash } from "node:crypto";
import { type Gradebook, type Standing, standings } from "../gradebook/index.ts";
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
}

const read = new WeakMap<Gradebook, Map<string, { head: number; all: Promise<Entry[]> }>>();

/**
 * The submissions that count, in an order that is the same for all mentors and follows neither names nor scores.
 *
 * All that decides on them is told of by an event, so a list is read anew only when there is a new one.
 */
export async function entries(book: Gradebook, key: QuestionKey): Promise<readonly Entry[]> {
  const last = await book.db.selectFrom("events").select("seq").orderBy("seq", "desc").limit(1).executeTakeFirst();
  const head = last?.seq ?? 0;
  const lists = read.get(book) ?? new Map();
  read.set(book, lists);
  const name = JSON.stringify([key.version, key.question]);
  const known = lists.get(name);
  if (known?.head === head) return known.all;
  const all = readEntries(book, key);
  lists.set(name, { head, all });
  all.catch(() => lists.delete(name));
  return all;
}

async function readEntries(book: Gradebook, key: QuestionKey): Promise<Entry[]> {
  const { assignment, version, question } = key;
  const [rows, reviews] = await Promise.all([
    standings(book, assignment, version),
    book.db
      .selectFrom("reviews")
      .innerJoin("submissions", "submissions.id", "reviews.submission")
      .select(["reviews.submission", "reviews.state", "reviews.flagged", "reviews.author"])
      .where("submissions.assignment", "=", assignment)
      .where("reviews.question", "=", question)
      .execute(),
  ]);
  const known = new Map(reviews.map((review) => [review.submission, review]));
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
