import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openGradebook } from "../../autograder/gradebook/index.ts";
import { type OidcOptions, serveReview } from "../../autograder/review/index.ts";
import { gradebookUrl } from "./gradebook.ts";

export const summary =
  "review [--name MENTOR]... [--lead NAME]... [--student NAME]... [--oidc FILE --origin URL] [--port 8790] [--gradebook URL]   the mentors' desk in a browser: answers beside the solution, rubric, comments, points";

const project = new URL("../..", import.meta.url).pathname;

/** `{ issuer, clientId, claim?, leads: [], mentors: [] }`; the client's secret stands in the environment. */
function readOidc(file: string): OidcOptions {
  const clientSecret = process.env.TSGRAD_OIDC_SECRET;
  if (!clientSecret) throw new Error("the client's secret must stand in TSGRAD_OIDC_SECRET");
  const { issuer, clientId, claim, leads = [], mentors = [] } = JSON.parse(readFileSync(file, "utf8"));
  if (typeof issuer !== "string" || typeof clientId !== "string")
    throw new Error(`${file}: expected issuer and clientId, as text`);
  return { issuer, clientId, clientSecret, leads, mentors, ...(claim && { claim }) };
}

export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      name: { type: "string", multiple: true },
      lead: { type: "string", multiple: true },
      student: { type: "string", multiple: true },
      oidc: { type: "string" },
      origin: { type: "string" },
      port: { type: "string", default: "8790" },
      gradebook: { type: "string" },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`Usage: tsgrad ${summary}`);
    return 2;
  }
  if (values.oidc && !values.origin) {
    console.error("--oidc needs --origin, the address under which browsers reach the desk through its proxy");
    return 2;
  }
  const book = await openGradebook(gradebookUrl(values.gradebook));
  try {
    const server = await serveReview(book, {
      port,
      ...(values.origin && { origin: new URL(values.origin).origin }),
      ...(values.oidc && { oidc: readOidc(values.oidc) }),
      bundles: join(project, ".tsgrad/cache/bundles"),
      onTrouble: (error) => console.error(error),
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") throw error;
      throw new Error(`port ${port} is taken by another program; choose one with --port N, or 0 for any`);
    });
    console.log("Each link lets one browser in, once. Ctrl+C ends the server.");
    const { name: mentor, lead, student } = values;
    if (values.oidc) console.log(`Others log in at ${new URL("/login", values.origin)}`);
    const nobody = !values.oidc && !mentor && !lead && !student;
    const people = { mentor, lead: nobody ? [userInfo().username] : lead, student };
    for (const role of ["lead", "mentor", "student"] as const)
      for (const name of people[role] ?? []) console.log(`${name} (${role}): ${server.invite(name, role)}`);
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    await server.close();
    return 0;
  } finally {
    await book.close();
  }
}
