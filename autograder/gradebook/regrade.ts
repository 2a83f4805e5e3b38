import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { readBounded } from "../notebook/index.ts";
import { type AssignmentOptions, addVersion, receive } from "./collect.ts";
import type { Gradebook } from "./open.ts";
import { enqueue } from "./queue.ts";

export interface Collected {
  assignment: number;
  version: number;
  received: number;
  repeated: number;
  queued: number;
  /** Folders without a readable notebook, with the reason. */
  skipped: { student: string; reason: string }[];
}

/** Takes in `<student>/<assignment>.ipynb` below `submissions` and asks for the grading of what is new. */
export async function collect(
  book: Gradebook,
  folder: string,
  submissions: string,
  options: AssignmentOptions = {},
): Promise<Collected> {
  const { assignment, version } = await addVersion(book, folder, options);
  const done: Collected = { assignment, version, received: 0, repeated: 0, queued: 0, skipped: [] };
  const entries = readdirSync(submissions, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith("."),
  );
  for (const { name: student } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(submissions, student, `${basename(folder)}.ipynb`);
    try {
      const text = await readBounded(path);
      const taken = await receive(book, assignment, student, Buffer.from(text), statSync(path).mtime.toISOString());
      done[taken.repeated ? "repeated" : "received"]++;
      if (!taken.overBudget && (await enqueue(book, taken.submission, version))) done.queued++;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      done.skipped.push({ student, reason: code === "ENOENT" ? `no ${basename(path)}` : message });
    }
  }
  return done;
}

/** Asks for the grading of all submissions that count under a version: after tests or points changed. */
export async function regrade(book: Gradebook, assignment: number, version: number): Promise<number> {
  const { attempts } = await book.db
    .selectFrom("assignments")
    .select("attempts")
    .where("id", "=", assignment)
    .executeTakeFirstOrThrow();
  let query = book.db.selectFrom("submissions").select("id").where("assignment", "=", assignment);
  if (attempts !== null) query = query.where("attempt", "<=", attempts);
  let queued = 0;
  for (const { id } of await query.orderBy("id").execute()) if (await enqueue(book, id, version)) queued++;
  return queued;
}

/** An assignment by name, with its versions from the first to the latest. */
export async function findInBook(
  book: Gradebook,
  name: string,
): Promise<{ id: number; published: number | null; versions: number[] }> {
  const row = await book.db
    .selectFrom("assignments")
    .select(["id", "published_version"])
    .where("name", "=", name)
    .executeTakeFirst();
  if (!row) throw new Error(`The gradebook has no assignment "${name}"; \`tsgrad gradebook add\` takes one in`);
  const versions = await book.db
    .selectFrom("versions")
    .select("id")
    .where("assignment", "=", row.id)
    .orderBy("id")
    .execute();
  return { id: row.id, published: row.published_version, versions: versions.map(({ id }) => id) };
}
