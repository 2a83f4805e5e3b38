import type { Context } from "hono";
import type { Env } from "../access.ts";
import type { Kit } from "../kit.ts";
import { write } from "../messages.ts";
import { assignmentsPage } from "../pages/lists.ts";
import { ownAssignments, studentPage } from "../pages/student.ts";
import { assignmentLines, type Opened } from "../questions.ts";
import { releasedQuestions } from "../releases.ts";
import { ownSubmission, studentView } from "../studentView.ts";
import { say } from "../words.ts";

/** What students see: their own work, as far as it is released. */
export function studentRoutes({ app, book, open, show }: Kit): void {
  app.get("/", async (c) => {
    const { role, author } = c.get("session");
    const all = await assignmentLines(book);
    if (role !== "student") return show(c, "Review", [], assignmentsPage(all));
    const lines = [];
    for (const { name, title } of all) {
      const own = await ownReleased(name, author);
      if (own)
        lines.push({ name, title, released: own.released.size, questions: own.opened.assignment.questions.length });
    }
    return show(c, say("Your assignments"), [], ownAssignments(lines));
  });

  app.get("/me/:assignment", (c) => page(c));

  app.post("/me/:assignment/:question/messages", async (c) => {
    const { author } = c.get("session");
    const own = await ownReleased(c.req.param("assignment"), author);
    const question = c.req.param("question");
    if (!own?.released.has(question)) return c.notFound();
    const text = String((await c.req.formData()).get("text") ?? "")
      .trim()
      .slice(0, 5000);
    if (text === "") return page(c, say("Write what was overlooked; nothing was sent."));
    const sent = await write(book, own.submission, question, { author, role: "student", text });
    if (!sent) return page(c, say("Several of your messages wait for an answer; nothing was sent."));
    return c.redirect(`/me/${own.opened.assignment.name}#thread-${question}`, 303);
  });

  /** The student's submission of an assignment of which something is released to them. */
  async function ownReleased(
    name: string,
    student: string,
  ): Promise<{ opened: Opened; submission: number; released: Set<string> } | undefined> {
    const opened = await open(name);
    const submission = opened && (await ownSubmission(book, opened, student));
    const released = opened && (await releasedQuestions(book, opened.id));
    return opened && submission !== undefined && released!.size > 0
      ? { opened, submission, released: released! }
      : undefined;
  }

  async function page(c: Context<Env>, problem?: string): Promise<Response> {
    const { author, csrf } = c.get("session");
    const own = await ownReleased(c.req.param("assignment")!, author);
    if (!own) return c.notFound();
    const { assignment } = own.opened;
    const shown = assignment.questions.filter(({ name }) => own.released.has(name));
    const views = await Promise.all(shown.map((question) => studentView(book, own.opened, question, own.submission)));
    const waiting = assignment.questions.filter((each) => !shown.includes(each)).map(({ name }) => name);
    const forms = { base: `/me/${assignment.name}`, csrf, ...(problem && { problem }) };
    const body = studentPage({ title: assignment.title, views, waiting, forms });
    return show(c, assignment.title, [], body, { ...(problem && { status: 422 }) });
  }
}
