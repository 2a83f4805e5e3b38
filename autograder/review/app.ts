import { readFile } from "node:fs/promises";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type { Question } from "../assignment/index.ts";
import { type Gradebook, notebookOf } from "../gradebook/index.ts";
import { type Access, authenticated, type Env, sameOrigin, securityHeaders } from "./access.ts";
import { readAnswer } from "./answer.ts";
import { chartOf, chartPage, chartScript } from "./charts.ts";
import { findPlace, nextToDo, readDesk } from "./desk.ts";
import { readDeskForm, readRubricForm } from "./forms.ts";
import { entries } from "./order.ts";
import type { Html } from "./outputs.ts";
import { mergeReviews } from "./pages/conflict.ts";
import { deskPage } from "./pages/desk.ts";
import { type Crumb, layout } from "./pages/layout.ts";
import { assignmentsPage, type Filter, filters, questionsPage, submissionsPage } from "./pages/lists.ts";
import { rubricPage } from "./pages/rubric.ts";
import { assignmentLines, keyOf, type Opened, openAssignment, questionLines } from "./questions.ts";
import { saveReview } from "./reviews.ts";
import { type QuestionKey, readRubric } from "./rubric.ts";
import { saveRubric } from "./saveRubric.ts";
import { style } from "./style.ts";
import { versionLoader } from "./versions.ts";

export interface ReviewOptions {
  access: Access;
  /** Values of the Host header that are ours. */
  hosts(): readonly string[];
  /** Where versions of assignments are unpacked. */
  bundles: string;
  onTrouble?(error: Error): void;
}

interface Asked extends Opened {
  question: Question;
  key: QuestionKey;
  base: string;
}

const largestForm = 4 * 2 ** 20;

/** The mentors' web application on a gradebook. */
export function reviewApp(book: Gradebook, options: ReviewOptions): Hono<Env> {
  const app = new Hono<Env>();
  const load = versionLoader(book, options.bundles);

  app.use(securityHeaders, sameOrigin(options.hosts), bodyLimit({ maxSize: largestForm }));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    options.onTrouble?.(error);
    return c.text(
      "This did not work; the reason stands where `tsgrad review` runs. What you wrote is still in your browser: go back.",
      500,
    );
  });
  app.get("/enter", (c) =>
    options.access.enter(c, c.req.query("token") ?? "")
      ? c.redirect("/", 303)
      : c.text("This link was used already or is not ours; `tsgrad review` prints a new one.", 401),
  );
  app.get("/style.css", (c) => c.body(style, 200, { "Content-Type": "text/css; charset=utf-8" }));
  app.get("/desk.js", async (c) =>
    c.body(await readFile(new URL("public/desk.js", import.meta.url), "utf8"), 200, {
      "Content-Type": "text/javascript; charset=utf-8",
    }),
  );
  app.get("/charts/:name", async (c) => {
    const script = await chartScript(c.req.param("name"));
    if (script === undefined) return c.notFound();
    // A chart's frame has no origin of its own, so these files of ours are lent to any.
    c.header("Cross-Origin-Resource-Policy", "cross-origin");
    c.header("Cache-Control", "private, max-age=3600");
    return c.body(script, 200, { "Content-Type": "text/javascript; charset=utf-8" });
  });
  app.use(authenticated(options.access));

  const show = (
    c: Context<Env>,
    title: string,
    crumbs: Crumb[],
    body: Html,
    more: { wide?: boolean; status?: 200 | 409 | 422 } = {},
  ) =>
    c.html(
      layout({
        title,
        crumbs: [{ text: "Assignments", href: "/" }, ...crumbs],
        author: c.get("session").author,
        body,
        wide: more.wide ?? false,
      }),
      more.status ?? 200,
    );

  const find = async (c: Context<Env>): Promise<Asked | undefined> => {
    const opened = await openAssignment(book, load, c.req.param("assignment")!);
    const question = opened?.assignment.questions.find(({ name }) => name === c.req.param("question"));
    if (!opened || !question) return undefined;
    return { ...opened, question, key: keyOf(opened, question), base: `/a/${opened.assignment.name}/${question.name}` };
  };
  const crumbsOf = ({ assignment, question, base }: Asked): Crumb[] => [
    { text: assignment.title, href: `/a/${assignment.name}` },
    { text: question.name, href: base },
  ];

  app.get("/", async (c) => show(c, "Review", [], assignmentsPage(await assignmentLines(book))));

  app.get("/a/:assignment", async (c) => {
    const opened = await openAssignment(book, load, c.req.param("assignment"));
    if (!opened) return c.notFound();
    const { assignment } = opened;
    return show(c, assignment.title, [], questionsPage(assignment, await questionLines(book, opened)));
  });

  app.get("/a/:assignment/:question", async (c) => {
    const asked = await find(c);
    if (!asked) return c.notFound();
    const wanted = c.req.query("show") ?? "all";
    const filter = (wanted in filters ? wanted : "all") as Filter;
    const page = Number.parseInt(c.req.query("page") ?? "1", 10) || 1;
    const all = await entries(book, asked.key);
    const { base, question } = asked;
    const body = submissionsPage({ base, question: question.name, max: question.points, all, filter, page });
    return show(c, `${question.name}: submissions`, crumbsOf(asked).slice(0, 1), body);
  });

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

  app.get("/a/:assignment/:question/s/:code", async (c) => {
    const asked = await find(c);
    const place = asked && (await findPlace(book, asked.key, c.req.param("code")));
    if (!asked || !place) return c.notFound();
    const { assignment, question, key, base } = asked;
    const desk = await readDesk(book, assignment, question, key, place);
    const saved = c.req.query("saved");
    const body = deskPage({
      ...desk,
      base,
      csrf: c.get("session").csrf,
      ...(saved && { saved: `${base}/s/${saved}` }),
    });
    return show(c, `${question.name}, submission ${desk.place}`, crumbsOf(asked), body, { wide: true });
  });

  app.get("/a/:assignment/:question/s/:code/chart/:cell/:output", async (c) => {
    const asked = await find(c);
    const place = asked && (await findPlace(book, asked.key, c.req.param("code")));
    if (!asked || !place) return c.notFound();
    const { cells } = readAnswer(asked.assignment, asked.question, await notebookOf(book, place.entry.submission));
    const cell = cells.find(({ id }) => id === c.req.param("cell"));
    const chart = chartOf(cell?.outputs[Number(c.req.param("output"))]);
    return chart ? chartPage(c, chart) : c.notFound();
  });

  app.post("/a/:assignment/:question/s/:code", async (c) => {
    const asked = await find(c);
    const place = asked && (await findPlace(book, asked.key, c.req.param("code")));
    if (!asked || !place) return c.notFound();
    const { assignment, question, key, base } = asked;
    const { csrf, author } = c.get("session");
    const { review, problem } = readDeskForm(await c.req.formData(), author);
    const again = async (more: object, status: 409 | 422) => {
      const desk = await readDesk(book, assignment, question, key, place);
      return show(
        c,
        `${question.name}, submission ${desk.place}`,
        crumbsOf(asked),
        deskPage({ ...desk, base, csrf, review, ...more }),
        { wide: true, status },
      );
    };
    if (problem) return again({ problem }, 422);
    const saved = await saveReview(book, key, place.entry.submission, review);
    if ("conflict" in saved)
      return again({ review: mergeReviews(review, saved.conflict), theirs: saved.conflict }, 409);
    const to = (review.state === "done" && nextToDo(place)) || place.entry.code;
    return c.redirect(`${base}/s/${to}?saved=${place.entry.code}`, 303);
  });

  return app;
}
