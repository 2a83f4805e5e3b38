import type { Results } from "../grade/results.ts";
import type { QuestionKey, Reader } from "./rubric.ts";

/** What the tests gave for a question, and the override in force. */
export async function standingOf(
  db: Reader,
  { version, question }: QuestionKey,
  submission: number,
): Promise<{ results: Results; tests: number | null; override?: { score: number; reason: string; author: string } }> {
  const row = await db
    .selectFrom("results")
    .select("results")
    .where("submission", "=", submission)
    .where("version", "=", version)
    .executeTakeFirstOrThrow();
  const override = await db
    .selectFrom("overrides")
    .select(["score", "reason", "author"])
    .where("submission", "=", submission)
    .where("question", "=", question)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  const results = JSON.parse(row.results) as Results;
  const tests = results.questions.find(({ name }) => name === question)?.score ?? null;
  return { results, tests, ...(override && { override }) };
}
