import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { findAssignment } from "../../autograder/assignment/index.ts";
import {
  gradescopeAutograder,
  toAutolab,
  toGradescope,
  toLineItem,
  toLtiScores,
  toPrairieLearn,
} from "../../autograder/formats/index.ts";
import type { Results } from "../../autograder/grade/index.ts";
import { findInBook, openGradebook, standings } from "../../autograder/gradebook/index.ts";
import { gradebookUrl } from "./gradebook.ts";

export const summary =
  "export FORMAT WHAT [--out FILE]   results or an autograder for Gradescope, PrairieLearn, Autolab or LTI";

const usage = `Usage:
  tsgrad export gradescope RESULTS.json        Gradescope's results.json; also: prairielearn, autolab
  tsgrad export gradescope-autograder ASSIGNMENT --out FILE.zip
  tsgrad export lti ASSIGNMENT --users FILE    line item and scores for LTI Assignment and Grade Services;
                                               FILE: lines of STUDENT,LTI-USER-ID
Options: --out FILE, --gradebook URL`;

const project = new URL("../..", import.meta.url).pathname;

const results: Record<string, (found: Results) => unknown> = {
  gradescope: toGradescope,
  prairielearn: toPrairieLearn,
  autolab: toAutolab,
};

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: "string" }, gradebook: { type: "string" }, users: { type: "string" } },
  });
  const [format = "", what, ...more] = positionals;
  const write = (data: string | Uint8Array) => {
    if (values.out) writeFileSync(values.out, data);
    else process.stdout.write(data);
  };
  if (what === undefined || more.length > 0) {
    console.error(usage);
    return 2;
  }
  const convert = Object.hasOwn(results, format) ? results[format] : undefined;
  if (convert) {
    const converted = convert(JSON.parse(readFileSync(what, "utf8")) as Results);
    write(typeof converted === "string" ? `${converted}\n` : `${JSON.stringify(converted, undefined, 2)}\n`);
    return 0;
  }
  if (format === "gradescope-autograder" && values.out) {
    write(gradescopeAutograder(project, findAssignment(what, project)));
    return 0;
  }
  if (format === "lti" && values.users) {
    write(`${JSON.stringify(await lti(what, values.users, gradebookUrl(values.gradebook)), undefined, 2)}\n`);
    return 0;
  }
  console.error(usage);
  return 2;
}

async function lti(name: string, users: string, url: string): Promise<object> {
  const lines = readFileSync(users, "utf8").split(/\r?\n/).filter(Boolean);
  const ids = new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(",")), line.slice(line.lastIndexOf(",") + 1)]),
  );
  const book = await openGradebook(url);
  try {
    const { id, published, versions } = await findInBook(book, name);
    const rows = await standings(book, id, published ?? versions.at(-1)!);
    const assignment = await book.db
      .selectFrom("assignments")
      .select(["name", "title", "due"])
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    const { scores, unknown } = toLtiScores(rows, ids, new Date().toISOString());
    for (const student of unknown) console.error(`No LTI user for ${student}`);
    return { lineItem: toLineItem(assignment, rows[0]?.max_score ?? 0), scores };
  } finally {
    await book.close();
  }
}
