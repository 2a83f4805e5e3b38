import type { Asked, Kit } from "../kit.ts";
import { type Entry, entries } from "../order.ts";
import { alikePage, evidencePage } from "../pages/alike.ts";
import { findReview, saveReview } from "../reviews.ts";
import { groupsOf, type Pair, similarPairs } from "../similarity/compare.ts";
import { fingerprintsFor, sourceOf, stubOf } from "../similarity/corpus.ts";
import { type Fingerprints, fingerprintsOf, sharedLines } from "../similarity/fingerprints.ts";
import { suspicious } from "../similarity/limit.ts";

const mostShown = 100;

interface Alike {
  prints: Fingerprints[];
  stub: Fingerprints;
  groups: number[][];
  pairs: Pair[];
}

/** A list of answers stays the same object until another submission counts, and so does what is alike in it. */
const known = new WeakMap<readonly Entry[], Promise<Alike>>();

/** Groups of answers that say the same, pairs that are suspiciously alike, and the evidence side by side. */
export function alikeRoutes({ app, book, find, crumbsOf, show }: Kit): void {
  app.get("/a/:assignment/:question/alike", async (c) => {
    const asked = await find(c);
    if (!asked) return c.notFound();
    const { all, groups, pairs } = await read(asked);
    const given = Number(c.req.query("given"));
    const body = alikePage({
      ...{ base: asked.base, question: asked.question.name, all, groups: groups.slice(0, mostShown), pairs },
      csrf: c.get("session").csrf,
      ...(given > 0 && { message: `The comment now stands at ${given} answers.` }),
    });
    return show(c, "Answers that are alike", crumbsOf(asked), body);
  });

  app.get("/a/:assignment/:question/alike/:a/:b", async (c) => {
    const asked = await find(c);
    if (!asked) return c.notFound();
    const all = await entries(book, asked.key);
    const chosen = ["a", "b"].map((name) => all.findIndex(({ code }) => code === c.req.param(name)));
    if (chosen.includes(-1)) return c.notFound();
    const { assignment, question, base } = asked;
    const sources = await Promise.all(
      chosen.map((index) => sourceOf(book, assignment, question, all[index]!.submission)),
    );
    const prints = sources.map(fingerprintsOf);
    const stub = stubOf(assignment, question);
    const sides = sources.map((source, side) => ({
      place: chosen[side]! + 1,
      href: `${base}/s/${all[chosen[side]!]!.code}`,
      source,
      lines: sharedLines(source, prints[1 - side]!, stub),
    }));
    return show(c, "Side by side", crumbsOf(asked), evidencePage(question.name, sides), { wide: true });
  });

  app.post("/a/:assignment/:question/groups/:code", async (c) => {
    const asked = await find(c);
    if (!asked) return c.notFound();
    const { all, groups } = await read(asked);
    const group = groups.find((members) => members.some((index) => all[index]!.code === c.req.param("code")));
    const text = String((await c.req.formData()).get("text") ?? "")
      .trim()
      .slice(0, 20_000);
    if (!group) return c.notFound();
    let given = 0;
    if (text !== "")
      for (const index of group) given += Number(await addComment(asked, all[index]!, text, c.get("session").author));
    return c.redirect(`${asked.base}/alike?given=${given}`, 303);
  });

  async function read({ assignment, question, key }: Asked) {
    const all = await entries(book, key);
    const compare = async (): Promise<Alike> => {
      const prints = await fingerprintsFor(book, assignment, question, all);
      const stub = stubOf(assignment, question);
      const pairs = similarPairs(prints, stub, suspicious).slice(0, mostShown);
      return { prints, stub, groups: groupsOf(prints, stub), pairs };
    };
    const alike = known.get(all) ?? compare();
    known.set(all, alike);
    alike.catch(() => known.delete(all));
    return { all, ...(await alike) };
  }

  /** Adds a comment on the question to what stands there, whoever saves at the same time. */
  async function addComment({ key, question }: Asked, { submission }: Entry, text: string, author: string) {
    for (;;) {
      const review = await findReview(book.db, submission, question.name);
      if (review.comments.some((comment) => comment.cell === null && comment.text === text)) return false;
      const comments = [...review.comments, { cell: null, line: null, text }];
      const state = review.state === "done" ? "done" : "open";
      const saved = await saveReview(book, key, submission, { ...review, comments, state, author });
      if ("saved" in saved) return true;
    }
  }
}
