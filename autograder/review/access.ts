import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Gradebook } from "../gradebook/index.ts";
import { type Role, ruleFor } from "./roles.ts";

export interface Session {
  /** Their name: it stands beside all that mentors save, and says which work is a student's own. */
  author: string;
  role: Role;
  /** Every form of the session carries it. */
  csrf: string;
}

export type Env = { Variables: { session: Session } };

const cookieName = "tsgrad-review";
const secret = () => randomBytes(32).toString("base64url");
const fingerprint = (text: string) => createHash("sha256").update(text).digest("hex");
const lifetime = 7 * 24 * 60 * 60 * 1000;

/** Who may come in: one link a person, good once, that becomes a cookie. Sessions outlive a restart; links do not. */
export class Access {
  readonly #tokens = new Map<string, { author: string; role: Role }>();
  readonly #book: Gradebook;

  constructor(book: Gradebook) {
    this.#book = book;
  }

  /** A token that lets one browser in as `author`. */
  invite(author: string, role: Role): string {
    const token = secret();
    this.#tokens.set(fingerprint(token), { author, role });
    return token;
  }

  /** Takes a token for a session's cookie; false for one that was used or never given. */
  async enter(c: Context, token: string): Promise<boolean> {
    const invited = this.#tokens.get(fingerprint(token));
    if (invited === undefined) return false;
    this.#tokens.delete(fingerprint(token));
    await this.admit(c, invited);
    return true;
  }

  /** Gives the browser a session of a person who is known. */
  async admit(c: Context, person: { author: string; role: Role }): Promise<void> {
    const id = secret();
    const expires = new Date(Date.now() + lifetime).toISOString();
    const { db } = this.#book;
    await db.deleteFrom("sessions").where("expires", "<", new Date().toISOString()).execute();
    await db
      .insertInto("sessions")
      .values({ hash: fingerprint(id), ...person, csrf: secret(), expires })
      .execute();
    const maxAge = lifetime / 1000;
    setCookie(c, cookieName, id, { httpOnly: true, secure: true, sameSite: "Strict", path: "/", maxAge });
  }

  async session(c: Context): Promise<Session | undefined> {
    const id = getCookie(c, cookieName);
    if (id === undefined) return undefined;
    return this.#book.db
      .selectFrom("sessions")
      .select(["author", "role", "csrf"])
      .where("hash", "=", fingerprint(id))
      .where("expires", ">", new Date().toISOString())
      .executeTakeFirst();
  }
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** What the browser may do with our pages; nothing is kept in its cache. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const headers = {
    "Content-Security-Policy": policy,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    // With "no-referrer" browsers send our own forms with the origin "null".
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
  };
  for (const [name, value] of Object.entries(headers)) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  if (!c.res.headers.has("Cache-Control")) c.res.headers.set("Cache-Control", "no-store");
};

/** Refuses requests under another name (DNS rebinding) and changes that another page asked for. */
export function sameOrigin(origins: () => readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header("host") ?? "";
    const ours = origins().find((each) => new URL(each).host === host);
    if (ours === undefined) return c.text(`This server answers to ${origins().join(" and ")} only.`, 421);
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    if (c.req.header("origin") !== ours) return c.text("This form was sent by another page; nothing was changed.", 403);
    return next();
  };
}

/** Lets nobody past without a session whose role may, and no change past without the session's own token. */
export function authenticated(access: Access): MiddlewareHandler<Env> {
  return async (c, next) => {
    const session = await access.session(c);
    if (!session) return c.text("Open the link that `tsgrad review` printed; each link lets one browser in.", 401);
    const rule = ruleFor(c.req.method, c.req.path);
    if (!rule) return c.notFound();
    if (!rule.roles.includes(session.role)) return c.text(`This page is not for a ${session.role}.`, 403);
    if (c.req.method !== "GET" && c.req.method !== "HEAD") {
      const form = await c.req.formData().catch(() => undefined);
      const given = form?.get("csrf");
      if (typeof given !== "string" || !same(given, session.csrf))
        return c.text(
          "This form is of an earlier session; nothing was changed. Go back, load the page again and save.",
          403,
        );
    }
    c.set("session", session);
    return next();
  };
}

function same(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(fingerprint(a)), Buffer.from(fingerprint(b)));
}
