import { userInfo } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openGradebook } from "../../autograder/gradebook/index.ts";
import { serveReview } from "../../autograder/review/index.ts";
import { gradebookUrl } from "./gradebook.ts";

export const summary =
  "review [--name MENTOR]... [--lead NAME]... [--student NAME]... [--port 8790] [--gradebook URL]   the mentors' desk in a browser: answers beside the solution, rubric, comments, points";

const project = new URL("../..", import.meta.url).pathname;

export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      name: { type: "string", multiple: true },
      lead: { type: "string", multiple: true },
      student: { type: "string", multiple: true },
      port: { type: "string", default: "8790" },
      gradebook: { type: "string" },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`Usage: tsgrad ${summary}`);
    return 2;
  }
  const book = await openGradebook(gradebookUrl(values.gradebook));
  try {
    const server = await serveReview(book, {
      port,
      bundles: join(project, ".tsgrad/cache/bundles"),
      onTrouble: (error) => console.error(error),
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") throw error;
      throw new Error(`port ${port} is taken by another program; choose one with --port N, or 0 for any`);
    });
    console.log("Each link lets one browser in, once. Ctrl+C ends the server.");
    const { name: mentor, lead, student } = values;
    const nobody = !mentor && !lead && !student;
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
