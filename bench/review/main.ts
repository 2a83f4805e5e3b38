// The mentors' desk on 5,000 submissions: time at the server for lists and for "save and next" under ten mentors, and memory.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { loadAssignment } from "../../autograder/assignment/index.ts";
import type { Results } from "../../autograder/grade/index.ts";
import { digest } from "../../autograder/gradebook/events.ts";
import { addVersion, type Gradebook, openGradebook } from "../../autograder/gradebook/index.ts";
import { questionScores } from "../../autograder/gradebook/queue.ts";
import { formatNotebook } from "../../autograder/notebook/index.ts";
import { serveReview } from "../../autograder/review/index.ts";

const submissions = 5000;
const mentors = 10;
const steps = 40;
/** How long a mentor looks at an answer: far shorter than any does. */
const pause = 1000;
const fixture = new URL("../../tests/autograder/fixtures/small-steps", import.meta.url).pathname;
const base = "/a/small-steps/q1";

const [mode, address, ...links] = process.argv.slice(2);
if (mode === "fill") await fillFile(address!);
else if (mode === "clients") await clients(address!, links);
else await measure();

/** The server has this process to itself; what fills the gradebook and what asks run in others. */
async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-bench-review-"));
  const file = join(folder, "gradebook.db");
  await child("fill", file);
  const book = await openGradebook(file);
  const server = await serveReview(book, { port: 0, bundles: join(folder, "bundles"), onTrouble: console.error });
  const idle = process.memoryUsage().rss;
  let peak = idle;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const before = process.cpuUsage();
  const invited = Array.from({ length: mentors }, (_, index) => server.invite(`mentor-${index}`));
  await child("clients", `http://127.0.0.1:${server.port}`, ...invited);
  clearInterval(watch);
  const { user, system } = process.cpuUsage(before);
  const mb = (bytes: number) => Math.round(bytes / 2 ** 20);
  console.log(
    `memory: ${mb(idle)} MB at rest, ${mb(peak)} MB at most; processor: ${((user + system) / 1e6).toFixed(1)} s`,
  );
  await server.close();
  await book.close();
  rmSync(folder, { recursive: true });
}

async function child(...args: string[]): Promise<void> {
  const [code] = await once(
    spawn(process.execPath, [fileURLToPath(import.meta.url), ...args], { stdio: "inherit" }),
    "exit",
  );
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
}

async function fillFile(file: string): Promise<void> {
  const book = await openGradebook(file);
  await fill(book, submissions);
  await book.close();
}

async function clients(origin: string, links: string[]): Promise<void> {
  const [lists, nexts]: number[][] = [[], []];
  await Promise.all(links.map((link, index) => grade(origin, `mentor-${index}`, link, lists!, nexts!)));
  console.table({ [`list of ${submissions} (ms)`]: row(lists!), "save and next (ms)": row(nexts!) });
}

/** One mentor: the list, then answer after answer, each saved with a comment. */
async function grade(origin: string, name: string, link: string, lists: number[], nexts: number[]): Promise<void> {
  const entered = await fetch(link, { redirect: "manual" });
  const cookie = entered.headers.get("set-cookie")!.split(";")[0]!;
  const get = async (path: string) => (await fetch(origin + path, { headers: { cookie } })).text();
  const list = await timed(lists, () => get(`${base}?show=todo&page=${1 + (Math.floor(Math.random() * 40) % 40)}`));
  let path = [...list.matchAll(/href="([^"]*\/s\/[0-9a-f]{12})"/g)].at(-1)![1]!;
  let page = await get(path);
  for (let step = 0; step < steps; step++) {
    await setTimeout(Math.random() * 2 * pause);
    if (step % 10 === 0) await timed(lists, () => get(base));
    const value = (name: string) => page.match(new RegExp(`name="${name}" value="([^"]*)"`))![1]!;
    const fields = {
      csrf: value("csrf"),
      version: value("version"),
      action: "done",
      "comment-cell": "",
      "comment-line": "",
    };
    const body = new URLSearchParams({ ...fields, "comment-text": `Comment ${step} of ${name}: $x^2$` });
    page = await timed(nexts, async () => {
      const saved = await fetch(origin + path, {
        method: "POST",
        redirect: "manual",
        body,
        headers: { cookie, origin },
      });
      path = saved.headers.get("location")?.split("?")[0] ?? path;
      return get(path);
    });
  }
}

async function timed(times: number[], act: () => Promise<string>): Promise<string> {
  const start = performance.now();
  const text = await act();
  times.push(performance.now() - start);
  return text;
}

function row(times: number[]): Record<string, number> {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)]!);
  return { count: sorted.length, median: at(0.5), p95: at(0.95), most: at(1) };
}

/** Students with a graded submission each, written straight into the tables. */
async function fill(book: Gradebook, count: number): Promise<void> {
  const assignment = await loadAssignment(fixture);
  const { assignment: id, version } = await addVersion(book, fixture);
  const text = formatNotebook(assignment.solution);
  await book.db.transaction().execute(async (tx) => {
    for (let index = 1; index <= count; index++) {
      const bytes = Buffer.from(text.replace("Math.max", `/* ${index} */ Math.max`));
      await tx
        .insertInto("students")
        .values({ name: `student-${index}`, email: null })
        .execute();
      const submission = { assignment: id, student: index, attempt: 1, submitted: "2026-01-01T00:00:00.000Z" };
      await tx
        .insertInto("submissions")
        .values({ ...submission, digest: digest(bytes), notebook: gzipSync(bytes, { level: 1 }) })
        .execute();
      const questions = assignment.questions.map(({ name, points, tests }) => ({
        ...{ name, status: "scored" as const, score: index % (points + 1), max_score: points, errors: [] },
        tests: tests.map(({ title, visibility, points }) => ({
          name: title,
          visibility,
          passed: true,
          score: points,
          max_score: points,
        })),
      }));
      const sum = (key: "score" | "max_score") => questions.reduce((total, question) => total + question[key], 0);
      const results: Results = {
        ...{
          schema: "tsgrad-results-1",
          assignment: assignment.name,
          title: assignment.title,
          student: `student-${index}`,
        },
        ...{
          submission: null,
          outcome: "scored",
          score: sum("score"),
          max_score: sum("max_score"),
          notes: [],
          questions,
        },
      };
      await tx
        .insertInto("results")
        .values({
          ...{ submission: index, version, outcome: "scored", score: results.score!, max_score: results.max_score },
          ...{ questions: questionScores(results), results: JSON.stringify(results), graded: submission.submitted },
        })
        .execute();
    }
  });
}
