import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Assignment, loadAssignment } from "../assignment/index.ts";
import type { ResultCache } from "../grade/cache.ts";
import { fileCache, gradeText } from "../grade/index.ts";
import { type Machine, type SessionPool, sessionPool } from "../runner/index.ts";
import { unpackAssignment } from "./bundle.ts";
import { notebookOf } from "./collect.ts";
import type { Gradebook } from "./open.ts";
import { complete, giveBack, type Lease, lease, leaseSeconds, renew } from "./queue.ts";

export interface WorkerOptions {
  /** Unique among all workers of the gradebook. */
  name: string;
  machine: Machine;
  /** Takes jobs that need a GPU too. */
  gpu?: boolean;
  /** Returns when nothing is left to do, instead of waiting for more. */
  once?: boolean;
  signal?: AbortSignal;
  onDone?(done: { lease: Lease; student: string; score: number | null; stored: boolean }): void;
}

interface Loaded {
  assignment: Assignment;
  pool: SessionPool;
  cache: ResultCache;
}

const idleMs = 500;
const doubtfulAttempts = 2;

/** Takes jobs and grades them until told to stop. Killed at any moment it loses nothing: its lease ends, another takes the job. */
export async function work(book: Gradebook, options: WorkerOptions): Promise<number> {
  const versions = new Map<number, Promise<Loaded>>();
  let count = 0;
  while (!options.signal?.aborted) {
    const held = await lease(book, options.name, { gpu: options.gpu ?? false });
    if (!held) {
      if (options.once) break;
      await pause(idleMs, options.signal);
      continue;
    }
    const heartbeat = setInterval(() => void renew(book, held).catch(() => undefined), (leaseSeconds / 3) * 1000);
    try {
      const loaded = versions.get(held.version) ?? load(book, held.version, options.machine);
      versions.set(held.version, loaded);
      await grade(book, held, await loaded, options);
      count++;
    } catch (error) {
      versions.delete(held.version);
      await giveBack(book, held, (error as Error).message);
    } finally {
      clearInterval(heartbeat);
    }
  }
  for (const loaded of versions.values()) await (await loaded.catch(() => undefined))?.pool.close();
  return count;
}

async function grade(
  book: Gradebook,
  held: Lease,
  { assignment, pool, cache }: Loaded,
  options: WorkerOptions,
): Promise<void> {
  const { name: student } = await book.db
    .selectFrom("submissions")
    .innerJoin("students", "students.id", "submissions.student")
    .select("students.name")
    .where("submissions.id", "=", held.submission)
    .executeTakeFirstOrThrow();
  const text = await notebookOf(book, held.submission);
  const { results } = await gradeText(assignment, student, text, {
    pool,
    cache,
    doubtful: held.attempt <= doubtfulAttempts,
  });
  const stored = await complete(book, held, results);
  options.onDone?.({ lease: held, student, score: results.score, stored });
}

async function load(book: Gradebook, version: number, machine: Machine): Promise<Loaded> {
  const { digest, bundle } = await book.db
    .selectFrom("versions")
    .select(["digest", "bundle"])
    .where("id", "=", version)
    .executeTakeFirstOrThrow();
  const caches = join(machine.project, ".tsgrad/cache");
  const folder = unpackAssignment({ digest, bytes: bundle }, join(caches, "bundles"));
  const assignment = await loadAssignment(folder);
  const files = join(folder, "files");
  const shared = existsSync(files) ? { files } : {};
  return {
    assignment,
    pool: sessionPool(machine, assignment, shared),
    cache: fileCache(join(caches, "grades"), machine.project, assignment, shared.files),
  };
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
