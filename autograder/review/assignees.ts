import { type Gradebook, record } from "../gradebook/index.ts";
import { type Entry, entries } from "./order.ts";
import type { QuestionKey } from "./rubric.ts";

/** Everybody who may be given answers: who logged in as staff, or saved a review before. */
export async function mentorsOf(book: Gradebook): Promise<string[]> {
  const [sessions, reviews] = await Promise.all([
    book.db.selectFrom("sessions").select("author").distinct().where("role", "!=", "student").execute(),
    book.db.selectFrom("reviews").select("author").distinct().execute(),
  ]);
  return [...new Set([...sessions, ...reviews].map(({ author }) => author))].sort();
}

/** Gives answers to a mentor, or back to all with null. */
export async function assign(
  book: Gradebook,
  { question }: QuestionKey,
  submissions: readonly number[],
  mentor: string | null,
  author: string,
): Promise<void> {
  await book.db.transaction().execute(async (tx) => {
    const at = new Date().toISOString();
    for (const submission of submissions) {
      await tx.deleteFrom("assignees").where("submission", "=", submission).where("question", "=", question).execute();
      if (mentor !== null) await tx.insertInto("assignees").values({ submission, question, mentor, at }).execute();
    }
    await record(book, tx, "review-assigned", { submissions, question, mentor, author }, at);
  });
}

/** The next answers to do that nobody has, in the order of all. */
export async function nextUnassigned(book: Gradebook, key: QuestionKey, count: number): Promise<Entry[]> {
  const all = await entries(book, key);
  return all.filter(({ state, assignee }) => state !== "done" && assignee === null).slice(0, count);
}
