import { AsyncLocalStorage } from "node:async_hooks";
import type { MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Env } from "./access.ts";
import { korean } from "./korean.ts";

export const languages = { en: "English", ko: "한국어" } as const;
export type Language = keyof typeof languages;

const spoken = new AsyncLocalStorage<Language>();
const cookieName = "tsgrad-language";

/** The language of the page that is being made. */
export function language(): Language {
  return spoken.getStore() ?? "en";
}

/** A text of the interface in the page's language; `{name}` stands for a value. */
export function say(english: keyof typeof korean, values: Record<string, string | number> = {}): string {
  const text = language() === "ko" ? korean[english] : english;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Students' pages speak what they chose by `?lang=`, or what their browser prefers; the mentors' desk speaks English. */
export const multilingual: MiddlewareHandler<Env> = async (c, next) => {
  if (c.get("session").role !== "student") return next();
  const asked = c.req.query("lang");
  const chosen = known(asked) ?? known(getCookie(c, cookieName)) ?? preferred(c.req.header("accept-language") ?? "");
  if (known(asked)) setCookie(c, cookieName, chosen, { httpOnly: true, secure: true, sameSite: "Strict", path: "/" });
  return spoken.run(chosen, next);
};

function known(name: string | undefined): Language | undefined {
  return name !== undefined && Object.hasOwn(languages, name) ? (name as Language) : undefined;
}

/** The first of ours in the order of an Accept-Language header. */
export function preferred(header: string): Language {
  const wanted = header.split(",").map((part) => {
    const [tag, quality] = part.trim().split(/;\s*q=/);
    return { tag: tag!.slice(0, 2).toLowerCase(), quality: quality === undefined ? 1 : Number(quality) };
  });
  wanted.sort((a, b) => b.quality - a.quality);
  return wanted.map(({ tag }) => known(tag)).find((tag) => tag !== undefined) ?? "en";
}
