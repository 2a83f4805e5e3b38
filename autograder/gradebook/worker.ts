import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Assignment, loadAssignment } from "../assignment/index.ts";
import type { ResultCache } from "../grade/cache.ts";
import { fileCache, gradeText } from "../grade/index.ts";
import { type Machine, type SessionPool, sessionPool } from "../runner/index.ts";
import { unpackAssignment } from "./bundle.ts";
import { notebookOf } from "./collect.ts";
import type { Gradebook } from "./open.ts";
import { complete, giveBack, type Lease, lease, type MachineGpus, queueState, renew } from "./queue.ts";

export interface WorkerOptions {
  /** Unique among all workers of the gradebook. */
  name: string;
  machine: Machine;
  /** This machine's GPUs; without any, jobs that need one are left to others. */
  gpus?: MachineGpus;
  /** Returns when nothing is left to do, instead of waiting for more. */
  once?: boolean;
  leaseSeconds?: number;
  signal?: AbortSignal;
  onTrouble?(error: Error): void;
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
  const versions = new Map<string, Promise<Loaded>>();
  let count = 0;
  while (!options.signal?.aborted) {
    let held: Lease | undefined;
    try {
      held = await lease(book, options.name, {
        ...(options.gpus && { gpus: options.gpus }),
        ...(options.leaseSeconds && { seconds: options.leaseSeconds }),
      });
    } catch (error) {
      // The database is away or restarting; what was leased meanwhile comes back by itself.
      options.onTrouble?.(error as Error);
      await pause(idleMs, options.signal);
      continue;
    }
    if (!held) {
      if (options.once && (await nothingLeft(book))) break;
      await pause(idleMs, options.signal);
      continue;
    }
    if (await attend(book, held, versions, options)) count++;
  }
  for (const loaded of versions.values()) await (await loaded.catch(() => undefined))?.pool.close();
  return count;
}

/** Nothing waits, and nobody holds a job that could come back. */
async function nothingLeft(book: Gradebook): Promise<boolean> {
  const { queued, running } = await queueState(book).catch(() => ({ queued: 1, running: 0 }));
  return queued + running === 0;
}

async function attend(
  book: Gradebook,
  held: Lease,
  versions: Map<string, Promise<Loaded>>,
  options: WorkerOptions,
): Promise<boolean> {
  const heartbeat = setInterval(() => void renew(book, held).catch(() => undefined), (held.seconds / 3) * 1000);
  const key = `${held.version} ${held.device ?? ""}`;
  try {
    const loaded = versions.get(key) ?? load(book, held, options.machine);
    versions.set(key, loaded);
    await grade(book, held, await loaded, options);
    return true;
  } catch (error) {
    versions.delete(key);
    options.onTrouble?.(error as Error);
    // If even this fails the lease runs out, which does the same later.
    await giveBack(book, held, (error as Error).message).catch(() => undefined);
    return false;
  } finally {
    clearInterval(heartbeat);
  }
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

async function load(book: Gradebook, { version, device }: Lease, machine: Machine): Promise<Loaded> {
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
    pool: sessionPool(machine, assignment, { ...shared, ...(device !== undefined && { gpu: device }) }),
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
