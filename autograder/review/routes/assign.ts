import { assign, mentorsOf, nextUnassigned } from "../assignees.ts";
import { findPlace } from "../desk.ts";
import type { Kit } from "../kit.ts";

/** Who looks at which answers. */
export function assignRoutes({ app, book, find }: Kit): void {
  app.post("/a/:assignment/:question/assign", async (c) => {
    const asked = await find(c);
    if (!asked) return c.notFound();
    const form = await c.req.formData();
    const count = Math.min(Number.parseInt(String(form.get("count")), 10) || 0, 1000);
    const mentor = (await mentorsOf(book)).find((name) => name === form.get("assignee"));
    const chosen = await nextUnassigned(book, asked.key, count);
    if (mentor !== undefined && chosen.length > 0) {
      const ids = chosen.map(({ submission }) => submission);
      await assign(book, asked.key, ids, mentor, c.get("session").author);
    }
    return c.redirect(asked.base, 303);
  });

  // The desk's own form is sent here too, by its button: what was written in it is kept in the browser as a draft.
  app.post("/a/:assignment/:question/s/:code/assign", async (c) => {
    const asked = await find(c);
    const place = asked && (await findPlace(book, asked.key, c.req.param("code")));
    if (!asked || !place) return c.notFound();
    const wanted = (await c.req.formData()).get("assignee");
    const mentor = (await mentorsOf(book)).find((name) => name === wanted) ?? null;
    await assign(book, asked.key, [place.entry.submission], mentor, c.get("session").author);
    return c.redirect(`${asked.base}/s/${place.entry.code}`, 303);
  });
}
