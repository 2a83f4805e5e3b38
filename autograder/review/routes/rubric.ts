import { readRubricForm } from "../forms.ts";
import type { Asked, Kit } from "../kit.ts";
import { rubricPage } from "../pages/rubric.ts";
import { readRubric } from "../rubric.ts";
import { saveRubric } from "../saveRubric.ts";

/** A question's rubric, and what changing it does. */
export function rubricRoutes({ app, book, find, crumbsOf, show }: Kit): void {
  const graded = async ({ id, question }: Asked) =>
    (
      await book.db
        .selectFrom("reviews")
        .innerJoin("submissions", "submissions.id", "reviews.submission")
        .select("reviews.id")
        .where("submissions.assignment", "=", id)
        .where("reviews.question", "=", question.name)
        .where("reviews.state", "=", "done")
        .execute()
    ).length;

  app.get("/a/:assignment/:question/rubric", async (c) => {
    const asked = await find(c);
    if (!asked) return c.notFound();
    const { base, question, key } = asked;
    const { csrf } = c.get("session");
    const repointed = c.req.query("repointed");
    const message = /^\d+$/.test(repointed ?? "") ? `Saved. ${repointed} scores changed.` : undefined;
    const rubric = await readRubric(book.db, key);
    const page = {
      base,
      question: question.name,
      max: question.points,
      rubric,
      csrf,
      graded: await graded(asked),
      ...(message && { message }),
    };
    return show(c, `Rubric of ${question.name}`, crumbsOf(asked), rubricPage(page));
  });

  app.post("/a/:assignment/:question/rubric", async (c) => {
    const asked = await find(c);
    if (!asked) return c.notFound();
    const { base, question, key } = asked;
    const { csrf, author } = c.get("session");
    const { version, content, problem } = readRubricForm(await c.req.formData());
    const again = async (
      version: number,
      more: { message: string } | { theirs: Awaited<ReturnType<typeof readRubric>> },
      status: 409 | 422,
    ) =>
      show(
        c,
        `Rubric of ${question.name}`,
        crumbsOf(asked),
        rubricPage({
          base,
          question: question.name,
          max: question.points,
          rubric: { ...content, version, author },
          csrf,
          graded: await graded(asked),
          ...more,
        }),
        { status },
      );
    if (problem) return again(version, { message: problem }, 422);
    const saved = await saveRubric(book, key, version, content, author);
    if ("conflict" in saved) return again(saved.conflict.version, { theirs: saved.conflict }, 409);
    return c.redirect(`${base}/rubric?repointed=${saved.repointed}`, 303);
  });
}
