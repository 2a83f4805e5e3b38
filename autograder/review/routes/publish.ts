import { findPlace } from "../desk.ts";
import type { Kit } from "../kit.ts";
import { openRequests, write } from "../messages.ts";
import { codeOf } from "../order.ts";
import { requestsPage } from "../pages/requests.ts";
import { studentPage } from "../pages/student.ts";
import { keyOf } from "../questions.ts";
import { release } from "../releases.ts";
import { studentView } from "../studentView.ts";

/** Release by question or assignment, the preview, and requests for another look. */
export function publishRoutes({ app, book, open, find, crumbsOf, show }: Kit): void {
  app.post("/a/:assignment/releases", async (c) => {
    const opened = await open(c.req.param("assignment"));
    if (!opened) return c.notFound();
    const form = await c.req.formData();
    const names = opened.assignment.questions.map(({ name }) => name);
    const wanted = form.get("question");
    const questions = wanted === "" ? names : names.filter((name) => name === wanted);
    await release(book, opened.id, questions, c.get("session").author, form.get("action") === "release");
    return c.redirect(`/a/${opened.assignment.name}`, 303);
  });

  app.get("/a/:assignment/:question/s/:code/preview", async (c) => {
    const asked = await find(c);
    const place = asked && (await findPlace(book, asked.key, c.req.param("code")));
    if (!asked || !place) return c.notFound();
    const view = await studentView(book, asked, asked.question, place.entry.submission);
    const body = studentPage({
      title: `As the student sees it: ${asked.assignment.title}`,
      views: [view],
      waiting: [],
    });
    return show(c, "As the student sees it", crumbsOf(asked), body);
  });

  app.post("/a/:assignment/:question/s/:code/messages", async (c) => {
    const asked = await find(c);
    const place = asked && (await findPlace(book, asked.key, c.req.param("code")));
    if (!asked || !place) return c.notFound();
    const { author, role } = c.get("session");
    const text = String((await c.req.formData()).get("text") ?? "")
      .trim()
      .slice(0, 5000);
    if (text !== "") await write(book, place.entry.submission, asked.question.name, { author, role, text });
    return c.redirect(`${asked.base}/s/${place.entry.code}#thread`, 303);
  });

  app.get("/requests", async (c) => {
    const lines = [];
    for (const { assignment, question, student, text, at } of await openRequests(book)) {
      const opened = await open(assignment);
      const known = opened?.assignment.questions.find(({ name }) => name === question);
      if (!opened || !known) continue;
      const href = `/a/${assignment}/${question}/s/${codeOf(keyOf(opened, known), student)}#thread`;
      lines.push({ title: opened.assignment.title, question, href, text, at });
    }
    return show(c, "Requests", [], requestsPage(lines));
  });
}
