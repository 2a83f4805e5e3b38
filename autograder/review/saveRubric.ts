import { type Gradebook, record, recordOverride } from "../gradebook/index.ts";
import { readReview } from "./reviews.ts";
import {
  type QuestionKey,
  type Reader,
  type Rubric,
  type RubricContent,
  readRubric,
  reasonOf,
  rubricReason,
  rubricScore,
} from "./rubric.ts";

export type RubricSaved = { saved: number; repointed: number } | { conflict: Rubric };

/**
 * Saves a rubric and gives everybody whose answer was graded by it the points of its new items, in one transaction.
 *
 * `based` is the version that was edited; if another was saved meanwhile nothing changes and that one is returned.
 */
export async function saveRubric(
  book: Gradebook,
  key: QuestionKey,
  based: number,
  content: RubricContent,
  author: string,
): Promise<RubricSaved> {
  return book.db.transaction().execute(async (tx) => {
    const at = new Date().toISOString();
    const { assignment, question } = key;
    const row = { assignment, question, version: based + 1, content: JSON.stringify(content), author, at };
    const done =
      based === 0
        ? await tx
            .insertInto("rubrics")
            .values(row)
            .onConflict((conflict) => conflict.columns(["assignment", "question"]).doNothing())
            .executeTakeFirst()
        : await tx
            .updateTable("rubrics")
            .set(row)
            .where("assignment", "=", assignment)
            .where("question", "=", question)
            .where("version", "=", based)
            .executeTakeFirst();
    const changed = "numUpdatedRows" in done ? done.numUpdatedRows : done.numInsertedOrUpdatedRows;
    if (!changed) return { conflict: await readRubric(tx, key) };
    await record(book, tx, "rubric-saved", { assignment, question, version: row.version, content, author }, at);
    const rows = await tx
      .selectFrom("reviews")
      .innerJoin("submissions", "submissions.id", "reviews.submission")
      .innerJoin("results", "results.submission", "submissions.id")
      .select(["reviews.submission", "reviews.content", "results.questions"])
      .where("submissions.assignment", "=", assignment)
      .where("results.version", "=", key.version)
      .where("reviews.question", "=", question)
      .where("reviews.state", "=", "done")
      .orderBy("reviews.submission")
      .execute();
    const latest = await latestOverrides(tx, key);
    let repointed = 0;
    for (const { submission, content: review, questions } of rows) {
      const { items, points } = readReview(review);
      const before = latest.get(submission);
      if (points !== null || (before && !before.reason.startsWith(rubricReason))) continue;
      const tests = (JSON.parse(questions) as Record<string, number | null>)[question] ?? null;
      const score = rubricScore(content, items, tests, key.max);
      if (score === (before ? before.score : tests)) continue;
      await recordOverride(book, tx, { submission, question, score, reason: reasonOf(content, items), author });
      repointed++;
    }
    return { saved: row.version, repointed };
  });
}

async function latestOverrides(
  db: Reader,
  { assignment, question }: QuestionKey,
): Promise<Map<number, { score: number; reason: string }>> {
  const rows = await db
    .selectFrom("overrides")
    .innerJoin("submissions", "submissions.id", "overrides.submission")
    .select(["overrides.submission", "overrides.score", "overrides.reason"])
    .where("submissions.assignment", "=", assignment)
    .where("overrides.question", "=", question)
    .orderBy("overrides.id")
    .execute();
  return new Map(rows.map(({ submission, ...rest }) => [submission, rest]));
}
