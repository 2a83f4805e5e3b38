import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import * as client from "openid-client";
import type { Gradebook } from "../gradebook/index.ts";
import type { Access } from "./access.ts";
import type { Role } from "./roles.ts";

/** How people of a shared server log in, and who of them is what. */
export interface OidcOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** The claim that names a person: `email` by default, which must then be verified. */
  claim?: string;
  leads: readonly string[];
  mentors: readonly string[];
}

const cookieName = "tsgrad-login";
const patience = 10 * 60 * 1000;
const scope = "openid email profile";

interface Attempt {
  verifier: string;
  nonce: string;
  until: number;
}

/** Logging in by OpenID Connect: authorization code with PKCE, state and nonce. */
export class Login {
  readonly #options: OidcOptions;
  readonly #origin: string;
  readonly #book: Gradebook;
  readonly #access: Access;
  readonly #attempts = new Map<string, Attempt>();
  #provider: Promise<client.Configuration> | undefined;

  constructor(options: OidcOptions, origin: string, book: Gradebook, access: Access) {
    this.#options = options;
    this.#origin = origin;
    this.#book = book;
    this.#access = access;
  }

  /** Sends the browser to the provider. */
  async begin(c: Context): Promise<Response> {
    const provider = await this.#discover();
    const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
    const now = Date.now();
    for (const [key, { until }] of this.#attempts) if (until < now) this.#attempts.delete(key);
    this.#attempts.set(state, { verifier, nonce, until: now + patience });
    // Lax: the provider sends the browser back from another site.
    setCookie(c, cookieName, state, { httpOnly: true, secure: true, sameSite: "Lax", path: "/callback", maxAge: 600 });
    const to = client.buildAuthorizationUrl(provider, {
      redirect_uri: `${this.#origin}/callback`,
      scope,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    return c.redirect(to.href, 303);
  }

  /** Takes the provider's answer for a session. */
  async end(c: Context): Promise<Response> {
    const state = getCookie(c, cookieName) ?? "";
    const attempt = this.#attempts.get(state);
    this.#attempts.delete(state);
    if (!attempt || attempt.until < Date.now()) return c.text("This log-in is over; open /login again.", 401);
    const address = new URL(`${this.#origin}/callback${new URL(c.req.url).search}`);
    const tokens = await client
      .authorizationCodeGrant(await this.#discover(), address, {
        pkceCodeVerifier: attempt.verifier,
        expectedState: state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      })
      .catch(() => undefined);
    if (!tokens) return c.text("The provider did not confirm who you are; open /login again.", 401);
    const person = await this.#personOf(tokens.claims() ?? {});
    if (!person) return c.text("You are not in this class's gradebook, nor among its mentors.", 403);
    await this.#access.admit(c, person);
    // A redirect would still count as the other site's, and the strict cookie would not be sent.
    return c.html(html`<!doctype html><html lang="en"><head><title>Logged in</title><meta http-equiv="refresh" content="0;url=/"></head>
<body><main><h1>Logged in</h1><p><a href="/">Go on</a></p></main></body></html>`);
  }

  #discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const address = new URL(issuer);
    // Without TLS a provider is trusted on this machine alone.
    const local = address.protocol === "http:" && ["127.0.0.1", "localhost"].includes(address.hostname);
    // The token's signature is checked too, not only the connection it came by.
    const execute = [client.enableNonRepudiationChecks, ...(local ? [client.allowInsecureRequests] : [])];
    this.#provider ??= client.discovery(address, clientId, clientSecret, undefined, { execute });
    this.#provider.catch(() => {
      this.#provider = undefined;
    });
    return this.#provider;
  }

  async #personOf(claims: Record<string, unknown>): Promise<{ author: string; role: Role } | undefined> {
    const { claim = "email", leads, mentors } = this.#options;
    const name = claims[claim];
    if (typeof name !== "string" || name === "") return undefined;
    if (claim === "email" && claims.email_verified !== true) return undefined;
    if (leads.includes(name)) return { author: name, role: "lead" };
    if (mentors.includes(name)) return { author: name, role: "mentor" };
    const known = await this.#book.db
      .selectFrom("students")
      .select("name")
      .where(claim === "email" ? "email" : "name", "=", name)
      .execute();
    return known.length === 1 ? { author: known[0]!.name, role: "student" } : undefined;
  }
}
