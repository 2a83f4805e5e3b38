import { notebookOf } from "../../gradebook/index.ts";
import { readAnswer } from "../answer.ts";
import { mentorsOf } from "../assignees.ts";
import { chartOf, chartPage } from "../charts.ts";
import { findPlace, nextToDo, readDesk } from "../desk.ts";
import { readDeskForm } from "../forms.ts";
import type { Kit } from "../kit.ts";
import { entries } from "../order.ts";
import { mergeReviews } from "../pages/conflict.ts";
import { deskPage } from "../pages/desk.ts";
import { type Filter, filters, questionsPage, submissionsPage } from "../pages/lists.ts";
import { questionLines } from "../questions.ts";
import { releasedQuestions } from "../releases.ts";
import { saveReview } from "../reviews.ts";

/** Questions, submissions, the desk and the rubric. */
export function deskRoutes({ app, book, open, find, crumbsOf, show }: Kit): void {
  app.get("/a/:assignment", async (c) => {
    const opened = await open(c.req.param("assignment"));
    if (!opened) return c.notFound();
    const { assignment } = opened;
    return show(
      c,
      assignment.title,
      [],
      questionsPage(assignment, await questionLines(book, opened), {
        released: await releasedQuestions(book, opened.id),
        csrf: c.get("session").csrf,
        mayRelease: c.get("session").role === "lead",
      }),
    );
  });

  app.get("/a/:assignment/:question", async (c) => {
    const asked = await find(c);
    if (!asked) return c.notFound();
    const wanted = c.req.query("show") ?? "all";
    const filter = (wanted in filters ? wanted : "all") as Filter;
    const page = Number.parseInt(c.req.query("page") ?? "1", 10) || 1;
    const all = await entries(book, asked.key);
    const { base, question } = asked;
    const { author, csrf } = c.get("session");
    const more = { mentor: author, mentors: await mentorsOf(book), csrf };
    const body = submissionsPage({ base, question: question.name, max: question.points, all, filter, page, ...more });
    return show(c, `${question.name}: submissions`, crumbsOf(asked).slice(0, 1), body);
  });

  app.get("/a/:assignment/:question/s/:code", async (c) => {
    const asked = await find(c);
    const place = asked && (await findPlace(book, asked.key, c.req.param("code")));
    if (!asked || !place) return c.notFound();
    const { assignment, question, key, base } = asked;
    const desk = await readDesk(book, assignment, question, key, place, c.get("session").author);
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
      const desk = await readDesk(book, assignment, question, key, place, c.get("session").author);
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
    const to = (review.state === "done" && nextToDo(place, author)) || place.entry.code;
    return c.redirect(`${base}/s/${to}?saved=${place.entry.code}`, 303);
  });
}
