import type { Results } from "../grade/results.ts";
import { digest, eventsOf, genesis, hashEvent } from "./events.ts";
import type { Gradebook } from "./open.ts";
import { questionScores } from "./queue.ts";

export interface Audit {
  ok: boolean;
  events: number;
  /** The hash of the last event: note it somewhere else, and a rewritten chain will show. */
  head: string;
  problems: string[];
}

/** Checks the chain of events, and that every score, override and submission is the one the events tell of. */
export async function audit(book: Gradebook): Promise<Audit> {
  const problems: string[] = [];
  let previous = genesis;
  let seq = 0;
  const results = new Map<string, string>();
  const submissions = new Map<number, string>();
  const overrides: string[] = [];
  for await (const event of eventsOf(book.db)) {
    seq++;
    if (event.seq !== seq) problems.push(`Event ${seq} is missing`);
    if (event.previous !== previous) problems.push(`Event ${event.seq} does not follow the one before`);
    if (hashEvent(event) !== event.hash) problems.push(`Event ${event.seq} was changed`);
    previous = event.hash;
    seq = event.seq;
    const payload = JSON.parse(event.payload);
    if (event.kind === "graded" || event.kind === "regraded")
      results.set(`${payload.submission} ${payload.version}`, payload.results);
    if (event.kind === "submission-received") submissions.set(payload.submission, payload.digest);
    if (event.kind === "score-overridden") overrides.push(overrideLine(payload));
  }
  for (const row of await book.db
    .selectFrom("results")
    .select(["submission", "version", "results", "score", "questions"])
    .execute()) {
    const key = `${row.submission} ${row.version}`;
    const recorded = results.get(key);
    const stored = JSON.parse(row.results) as Results;
    const derived = (stored.score ?? 0) === row.score && questionScores(stored) === row.questions;
    if (recorded === undefined) problems.push(`The result of submission ${row.submission} has no event`);
    else if (recorded !== digest(row.results) || !derived)
      problems.push(`The result of submission ${row.submission} was changed`);
    results.delete(key);
  }
  for (const key of results.keys()) problems.push(`The result of submission ${key.split(" ")[0]} is gone`);
  for (const { id, digest: stored } of await book.db.selectFrom("submissions").select(["id", "digest"]).execute()) {
    if (submissions.get(id) !== stored) problems.push(`Submission ${id} was changed`);
    submissions.delete(id);
  }
  for (const id of submissions.keys()) problems.push(`Submission ${id} is gone`);
  const rows = await book.db.selectFrom("overrides").selectAll().orderBy("id").execute();
  if (rows.map(overrideLine).join("\n") !== overrides.join("\n"))
    problems.push("The overrides are not those of the events");
  return { ok: problems.length === 0, events: seq, head: previous, problems };
}

function overrideLine({
  submission,
  question,
  score,
  reason,
  author,
}: {
  submission: number;
  question: string;
  score: number;
  reason: string;
  author: string;
}): string {
  return JSON.stringify([submission, question, score, reason, author]);
}
