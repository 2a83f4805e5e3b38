import { createHash } from "node:crypto";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";

export interface Limit {
  /** Requests at once. */
  burst: number;
  /** And then so many a second. */
  perSecond: number;
}

/** Far above what a person with a keyboard does; a desk's page asks for a few frames. */
export const browsing: Limit = { burst: 300, perSecond: 30 };
/** Tries to come in, by address: a lecture hall may share one. */
export const entering: Limit = { burst: 200, perSecond: 2 };

const mostKeys = 10_000;

/** Buckets of tokens: a key's request takes one, and time gives them back. */
export function limiter({ burst, perSecond }: Limit, clock = () => performance.now()): (key: string) => boolean {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (key) => {
    const now = clock();
    const known = buckets.get(key);
    const refilled = known ? Math.min(burst, known.tokens + ((now - known.at) / 1000) * perSecond) : burst;
    buckets.delete(key);
    buckets.set(key, { tokens: Math.max(refilled - 1, 0), at: now });
    // The one that asked longest ago has its tokens back, most likely.
    if (buckets.size > mostKeys) buckets.delete(buckets.keys().next().value!);
    return refilled >= 1;
  };
}

/** Refuses requests beyond a limit, counted by `keyOf`. */
export function limited(limit: Limit, keyOf: (c: Context) => string): MiddlewareHandler {
  const allow = limiter(limit);
  return async (c, next) => {
    if (allow(keyOf(c))) return next();
    c.header("Retry-After", "5");
    return c.text("Too many requests; wait a few seconds and try again.", 429);
  };
}

/** The browser by its cookie where it has one, else by its address. */
export function bySession(c: Context): string {
  const cookie = getCookie(c, "tsgrad-review");
  return cookie ? createHash("sha256").update(cookie).digest("hex") : byAddress(c);
}

/** The address that a proxy in front saw: it stands last. */
export function byForwarded(c: Context): string {
  return c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() ?? byAddress(c);
}

export function byAddress(c: Context): string {
  // There is no connection where the application is called without a server.
  return c.env && "incoming" in c.env ? (getConnInfo(c).remote.address ?? "") : "";
}
