import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";

export interface Session {
  /** The mentor's name, which stands beside all they save. */
  author: string;
  /** Every form of the session carries it. */
  csrf: string;
}

export type Env = { Variables: { session: Session } };

const cookieName = "tsgrad-review";
const secret = () => randomBytes(32).toString("base64url");
const fingerprint = (text: string) => createHash("sha256").update(text).digest("hex");

/** Who may come in: one link a mentor, good once, that becomes a cookie. Kept in memory; a restart prints new links. */
export class Access {
  readonly #tokens = new Map<string, string>();
  readonly #sessions = new Map<string, Session>();

  /** A token that lets one browser in as `author`. */
  invite(author: string): string {
    const token = secret();
    this.#tokens.set(fingerprint(token), author);
    return token;
  }

  /** Takes a token for a session's cookie; false for one that was used or never given. */
  enter(c: Context, token: string): boolean {
    const author = this.#tokens.get(fingerprint(token));
    if (author === undefined) return false;
    this.#tokens.delete(fingerprint(token));
    const id = secret();
    this.#sessions.set(fingerprint(id), { author, csrf: secret() });
    setCookie(c, cookieName, id, { httpOnly: true, secure: true, sameSite: "Strict", path: "/" });
    return true;
  }

  session(c: Context): Session | undefined {
    const id = getCookie(c, cookieName);
    return id === undefined ? undefined : this.#sessions.get(fingerprint(id));
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
export function sameOrigin(hosts: () => readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header("host") ?? "";
    if (!hosts().includes(host)) return c.text(`This server answers to ${hosts().join(" and ")} only.`, 421);
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    const origin = c.req.header("origin");
    if (origin !== `http://${host}`) return c.text("This form was sent by another page; nothing was changed.", 403);
    return next();
  };
}

/** Lets nobody past without a session, and no change past without the session's own token. */
export function authenticated(access: Access): MiddlewareHandler<Env> {
  return async (c, next) => {
    const session = access.session(c);
    if (!session) return c.text("Open the link that `tsgrad review` printed; each link lets one browser in.", 401);
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
