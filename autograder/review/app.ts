import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type { Gradebook } from "../gradebook/index.ts";
import { type Access, authenticated, type Env, sameOrigin, securityHeaders } from "./access.ts";
import { chartScript } from "./charts.ts";
import { createKit } from "./kit.ts";
import { browsing, byAddress, byForwarded, bySession, entering, limited } from "./limits.ts";
import type { Login } from "./oidc.ts";
import { alikeRoutes } from "./routes/alike.ts";
import { assignRoutes } from "./routes/assign.ts";
import { deskRoutes } from "./routes/desk.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { publishRoutes } from "./routes/publish.ts";
import { rubricRoutes } from "./routes/rubric.ts";
import { studentRoutes } from "./routes/student.ts";
import { style } from "./style.ts";
import { versionLoader } from "./versions.ts";
import { multilingual } from "./words.ts";

export interface ReviewOptions {
  access: Access;
  /** Where browsers reach this server: no other name is answered, and forms come from these alone. */
  origins(): readonly string[];
  /** How people of a shared server log in. */
  login?: Login;
  /** Where versions of assignments are unpacked. */
  bundles: string;
  onTrouble?(error: Error): void;
}

const largestForm = 4 * 2 ** 20;

/** The mentors' web application on a gradebook. */
export function reviewApp(book: Gradebook, options: ReviewOptions): Hono<Env> {
  const app = new Hono<Env>();

  app.use(
    securityHeaders,
    sameOrigin(options.origins),
    limited(browsing, bySession),
    bodyLimit({ maxSize: largestForm }),
  );
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    options.onTrouble?.(error);
    return c.text(
      "This did not work; the reason stands where `tsgrad review` runs. What you wrote is still in your browser: go back.",
      500,
    );
  });
  const { login } = options;
  const keyOf = login ? byForwarded : byAddress;
  for (const path of ["/enter", "/login", "/callback"]) app.use(path, limited(entering, keyOf));
  if (login) app.get("/login", (c) => login.begin(c)).get("/callback", (c) => login.end(c));
  app.get("/enter", async (c) =>
    (await options.access.enter(c, c.req.query("token") ?? ""))
      ? c.redirect("/", 303)
      : c.text("This link was used already or is not ours; `tsgrad review` prints a new one.", 401),
  );
  app.get("/style.css", (c) => c.body(style, 200, { "Content-Type": "text/css; charset=utf-8" }));
  app.get("/desk.js", async (c) =>
    c.body(await readFile(new URL("public/desk.js", import.meta.url), "utf8"), 200, {
      "Content-Type": "text/javascript; charset=utf-8",
    }),
  );
  app.get("/charts/:name", async (c) => {
    const script = await chartScript(c.req.param("name"));
    if (script === undefined) return c.notFound();
    // A chart's frame has no origin of its own, so these files of ours are lent to any.
    c.header("Cross-Origin-Resource-Policy", "cross-origin");
    c.header("Cache-Control", "private, max-age=3600");
    return c.body(script, 200, { "Content-Type": "text/javascript; charset=utf-8" });
  });
  app.use(authenticated(options.access), multilingual);

  const kit = createKit(app, book, versionLoader(book, options.bundles));
  for (const add of [studentRoutes, publishRoutes, rubricRoutes, alikeRoutes, assignRoutes, overviewRoutes, deskRoutes])
    add(kit);
  return app;
}
