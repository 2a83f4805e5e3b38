import { type Gradebook, record } from "../gradebook/index.ts";

/** The questions of an assignment whose points and comments students may read. */
export async function releasedQuestions(book: Gradebook, assignment: number): Promise<Set<string>> {
  const rows = await book.db.selectFrom("releases").select("question").where("assignment", "=", assignment).execute();
  return new Set(rows.map(({ question }) => question));
}

/** Lets students read questions, or takes that back; what is so already stays. */
export async function release(
  book: Gradebook,
  assignment: number,
  questions: readonly string[],
  author: string,
  shown: boolean,
): Promise<void> {
  await book.db.transaction().execute(async (tx) => {
    const at = new Date().toISOString();
    for (const question of questions) {
      const known = await tx
        .selectFrom("releases")
        .select("id")
        .where("assignment", "=", assignment)
        .where("question", "=", question)
        .executeTakeFirst();
      if ((known !== undefined) === shown) continue;
      if (shown) await tx.insertInto("releases").values({ assignment, question, author, at }).execute();
      else await tx.deleteFrom("releases").where("id", "=", known!.id).execute();
      const kind = shown ? "question-released" : "question-withdrawn";
      await record(book, tx, kind, { assignment, question, author }, at);
    }
  });
}
