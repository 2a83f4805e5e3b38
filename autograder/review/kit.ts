import type { Context, Hono } from "hono";
import type { Question } from "../assignment/index.ts";
import type { Gradebook } from "../gradebook/index.ts";
import type { Env } from "./access.ts";
import type { Html } from "./outputs.ts";
import { type Crumb, layout } from "./pages/layout.ts";
import { keyOf, type Opened, openAssignment } from "./questions.ts";
import type { QuestionKey } from "./rubric.ts";
import { type Language, language, languages, say } from "./words.ts";

/** An assignment and its question that an address names. */
export interface Asked extends Opened {
  question: Question;
  key: QuestionKey;
  base: string;
}

/** What the routes share. */
export interface Kit {
  app: Hono<Env>;
  book: Gradebook;
  open(name: string): Promise<Opened | undefined>;
  find(c: Context<Env>): Promise<Asked | undefined>;
  crumbsOf(asked: Asked): Crumb[];
  show: typeof showPage;
}

export function createKit(app: Hono<Env>, book: Gradebook, load: Parameters<typeof openAssignment>[1]): Kit {
  const open = (name: string) => openAssignment(book, load, name);
  return {
    ...{ app, book, open, show: showPage },
    async find(c) {
      const opened = await open(c.req.param("assignment")!);
      const question = opened?.assignment.questions.find(({ name }) => name === c.req.param("question"));
      if (!opened || !question) return undefined;
      const base = `/a/${opened.assignment.name}/${question.name}`;
      return { ...opened, question, key: keyOf(opened, question), base };
    },
    crumbsOf: ({ assignment, question, base }) => [
      { text: assignment.title, href: `/a/${assignment.name}` },
      { text: question.name, href: base },
    ],
  };
}

function showPage(
  c: Context<Env>,
  title: string,
  crumbs: Crumb[],
  body: Html,
  more: { wide?: boolean; status?: 200 | 409 | 422 } = {},
): Response | Promise<Response> {
  const { author, role } = c.get("session");
  const home = { text: role === "student" ? say("Your assignments") : "Assignments", href: "/" };
  const codes = (Object.keys(languages) as Language[]).filter((code) => role === "student" && code !== language());
  const others = codes.map((code) => ({ code, href: `${c.req.path.replace(/\/[^/]+\/messages$/, "")}?lang=${code}` }));
  return c.html(
    layout({ title, crumbs: [home, ...crumbs], author, body, wide: more.wide ?? false, languages: others }),
    more.status ?? 200,
  );
}
