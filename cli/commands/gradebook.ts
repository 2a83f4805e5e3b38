import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { findAssignment } from "../../autograder/assignment/index.ts";
import { feedbackPage } from "../../autograder/feedback/index.ts";
import { csvField } from "../../autograder/grade/csv.ts";
import type { Results } from "../../autograder/grade/index.ts";
import {
  addVersion,
  backup,
  collect,
  findInBook,
  type Gradebook,
  openGradebook,
  override,
  publish,
  publishedFeedback,
  queueState,
  regrade,
  restore,
  standings,
} from "../../autograder/gradebook/index.ts";
import { writeAtomically } from "../../autograder/notebook/index.ts";

export const summary =
  "gradebook add|regrade|status|grades|override|publish|feedback|backup|restore ...   keep a class's grades";

const usage = `Usage, each with [--gradebook FILE|postgres://...] (or TSGRAD_GRADEBOOK; .tsgrad/gradebook.db by default):
  tsgrad gradebook add ASSIGNMENT --submissions DIR [--due TIME] [--attempts N] [--late-per-day 0.1] [--grace MINUTES]
  tsgrad gradebook regrade ASSIGNMENT        after tests or points changed; see \`tsgrad diff-grades\` before publishing
  tsgrad gradebook status
  tsgrad gradebook grades ASSIGNMENT         CSV of the published version, or the latest
  tsgrad gradebook override SUBMISSION QUESTION SCORE --reason TEXT --author NAME
  tsgrad gradebook publish ASSIGNMENT
  tsgrad gradebook feedback ASSIGNMENT --out DIR   a page and results.json a student, of the published version
  tsgrad gradebook backup FILE | restore FILE`;

const project = new URL("../..", import.meta.url).pathname;

const options = {
  gradebook: { type: "string" },
  submissions: { type: "string" },
  due: { type: "string" },
  attempts: { type: "string" },
  "late-per-day": { type: "string" },
  grace: { type: "string" },
  reason: { type: "string" },
  author: { type: "string" },
  out: { type: "string" },
} as const;

type Values = { [Key in keyof typeof options]?: string };

/** Where the gradebook is, by option, environment or habit. */
export function gradebookUrl(given: string | undefined): string {
  return given ?? process.env.TSGRAD_GRADEBOOK ?? join(project, ".tsgrad/gradebook.db");
}

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [action, ...rest] = positionals;
  const command = action === undefined ? undefined : actions[action];
  if (!command || rest.length !== command.arguments) {
    console.error(usage);
    return 2;
  }
  const book = await openGradebook(gradebookUrl(values.gradebook));
  try {
    return (await command.run(book, rest, values)) ?? 0;
  } finally {
    await book.close();
  }
}

interface Action {
  arguments: number;
  run(book: Gradebook, rest: string[], values: Values): Promise<number | undefined>;
}

const actions: Record<string, Action> = {
  add: {
    arguments: 1,
    async run(book, [name], values) {
      if (!values.submissions) {
        console.error(usage);
        return 2;
      }
      const perDay = values["late-per-day"];
      const done = await collect(book, findAssignment(name!, project), values.submissions, {
        ...(values.due && { due: values.due }),
        ...(values.attempts && { attempts: Number(values.attempts) }),
        ...(perDay && { latePolicy: { perDay: Number(perDay), graceMinutes: Number(values.grace ?? 0) } }),
      });
      console.log(`${done.received} new submissions, ${done.repeated} known, ${done.queued} to grade (tsgrad worker)`);
      for (const { student, reason } of done.skipped) console.error(`Skipped ${student}: ${reason}`);
      return undefined;
    },
  },
  regrade: {
    arguments: 1,
    async run(book, [name]) {
      const { assignment, version, isNew } = await addVersion(book, findAssignment(name!, project));
      console.log(
        `Version ${version}${isNew ? ", new" : ""}: ${await regrade(book, assignment, version)} submissions to grade (tsgrad worker)`,
      );
      return undefined;
    },
  },
  status: {
    arguments: 0,
    async run(book) {
      const { queued, running, done, failed } = await queueState(book);
      console.log(`${queued} queued, ${running} running, ${done} done, ${failed} failed`);
      for (const { submission, error } of await book.db
        .selectFrom("jobs")
        .select(["submission", "error"])
        .where("state", "=", "failed")
        .execute()) {
        console.log(`  submission ${submission}: ${error}`);
      }
      return failed > 0 ? 1 : 0;
    },
  },
  grades: {
    arguments: 1,
    async run(book, [name]) {
      const { id, published, versions } = await findInBook(book, name!);
      const rows = await standings(book, id, published ?? versions.at(-1)!);
      const names = Object.keys(rows[0]?.questions ?? {});
      const lines = rows.map((row) => [
        row.student,
        row.score,
        row.max_score,
        row.late,
        ...names.map((question) => row.questions[question]),
      ]);
      for (const line of [["student", "score", "max_score", "late", ...names], ...lines])
        console.log(line.map(csvField).join(","));
      return undefined;
    },
  },
  override: {
    arguments: 3,
    async run(book, [submission, question, score], { reason = "", author = "" }) {
      await override(book, {
        submission: Number(submission),
        question: question!,
        score: Number(score),
        reason,
        author,
      });
      return undefined;
    },
  },
  publish: {
    arguments: 1,
    async run(book, [name]) {
      const { id, versions } = await findInBook(book, name!);
      await publish(book, id, versions.at(-1)!);
      console.log(`Version ${versions.at(-1)} of ${name} is the one that counts`);
      return undefined;
    },
  },
  feedback: {
    arguments: 1,
    async run(book, [name], { out }) {
      if (!out) {
        console.error(usage);
        return 2;
      }
      const all = await publishedFeedback(book, (await findInBook(book, name!)).id);
      for (const results of all) await writeFeedback(out, results);
      console.log(`${all.length} pages of feedback in ${out}`);
      return undefined;
    },
  },
  backup: {
    arguments: 1,
    async run(book, [file]) {
      await backup(book, file!);
      return undefined;
    },
  },
  restore: {
    arguments: 1,
    async run(book, [file]) {
      console.log(`${await restore(book, file!)} rows restored`);
      return undefined;
    },
  },
};

async function writeFeedback(out: string, results: Results): Promise<void> {
  const { student } = results;
  if (student !== basename(student) || student.startsWith("."))
    throw new Error(`${JSON.stringify(student)} cannot name a folder`);
  const folder = join(out, student);
  mkdirSync(folder, { recursive: true });
  await writeAtomically(join(folder, "results.json"), `${JSON.stringify(results, undefined, 2)}\n`);
  await writeAtomically(join(folder, "feedback.html"), await feedbackPage({ results, outputs: [] }));
}
