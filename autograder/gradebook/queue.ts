import { sql, type Transaction } from "kysely";
import type { Results } from "../grade/results.ts";
import { digest, now, record } from "./events.ts";
import type { Gradebook } from "./open.ts";
import type { Row, Schema } from "./schema.ts";

/** A leased job: whoever holds it must renew it before the lease ends. */
export interface Lease {
  job: number;
  submission: number;
  version: number;
  attempt: number;
  worker: string;
  seconds: number;
  /** The number of the GPU that is this job's alone. */
  device?: number;
}

/** The GPUs of the machine a worker runs on; all its workers share them, a job each. */
export interface MachineGpus {
  machine: string;
  numbers: readonly number[];
}

/** How long a lease lasts without being renewed: how long a dead worker's job waits. */
export const defaultLeaseSeconds = 30;
const maxAttempts = 5;

const later = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

/** Asks for the grading of a submission under a version; asked twice it is one job. Returns whether it was new. */
export async function enqueue(
  book: Gradebook,
  submission: number,
  version: number,
  options: { priority?: number } = {},
): Promise<boolean> {
  const { gpu } = await book.db
    .selectFrom("versions")
    .select("gpu")
    .where("id", "=", version)
    .executeTakeFirstOrThrow();
  const { numInsertedOrUpdatedRows } = await book.db
    .insertInto("jobs")
    .values({
      submission,
      version,
      state: "queued",
      priority: options.priority ?? 0,
      gpu,
      attempts: 0,
      worker: null,
      lease_until: null,
      error: null,
      queued: now(),
    })
    .onConflict((conflict) => conflict.columns(["submission", "version"]).doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/**
 * Takes the next job: one that waits, or one whose worker let its lease run out.
 *
 * A job that outlived its workers too often is set aside as failed.
 */
export async function lease(
  book: Gradebook,
  worker: string,
  options: { gpus?: MachineGpus; seconds?: number } = {},
): Promise<Lease | undefined> {
  const seconds = options.seconds ?? defaultLeaseSeconds;
  const gpus = options.gpus?.numbers.length ? options.gpus : undefined;
  return book.db.transaction().execute(async (tx) => {
    // Workers of one machine choose a GPU one after the other. SQLite's transactions are alone already.
    if (gpus && book.kind === "postgres")
      await sql`select pg_advisory_xact_lock(7468, hashtext(${gpus.machine}))`.execute(tx);
    const device = gpus && (await freeDevice(tx, gpus));
    await tx
      .updateTable("jobs")
      .set({ state: "failed", error: "its workers died or failed too often", worker: null, lease_until: null })
      .where("state", "=", "running")
      .where("lease_until", "<", now())
      .where("attempts", ">=", maxAttempts)
      .execute();
    let query = tx
      .selectFrom("jobs")
      .selectAll()
      .where((where) =>
        where.or([
          where("state", "=", "queued"),
          where.and([where("state", "=", "running"), where("lease_until", "<", now())]),
        ]),
      )
      .orderBy("priority", "desc")
      .orderBy("id")
      .limit(1);
    // Without a GPU what only prefers one runs too; with GPUs that are all in use it waits for one.
    if (device === undefined) query = query.where("gpu", "in", gpus ? [0] : [0, 2]);
    if (book.kind === "postgres") query = query.forUpdate().skipLocked();
    const job = await query.executeTakeFirst();
    if (!job) return undefined;
    const attempt = job.attempts + 1;
    const use = job.gpu && device !== undefined ? { machine: gpus!.machine, device } : { machine: null, device: null };
    await tx
      .updateTable("jobs")
      .set({ state: "running", worker, attempts: attempt, lease_until: later(seconds), ...use })
      .where("id", "=", job.id)
      .execute();
    const { id, submission, version } = job;
    return {
      job: id,
      submission,
      version,
      attempt,
      worker,
      seconds,
      ...(use.device !== null && { device: use.device }),
    };
  });
}

/** A GPU of the machine that no running job holds; a lease that ran out holds none. */
async function freeDevice(tx: Transaction<Schema>, { machine, numbers }: MachineGpus): Promise<number | undefined> {
  const held = await tx
    .selectFrom("jobs")
    .select("device")
    .where("state", "=", "running")
    .where("machine", "=", machine)
    .where("lease_until", ">=", now())
    .execute();
  return numbers.find((number) => !held.some(({ device }) => device === number));
}

/** Extends a lease; false when it was lost to another worker. */
export async function renew(book: Gradebook, held: Lease): Promise<boolean> {
  const { numUpdatedRows } = await book.db
    .updateTable("jobs")
    .set({ lease_until: later(held.seconds) })
    .where("id", "=", held.job)
    .where("state", "=", "running")
    .where("worker", "=", held.worker)
    .where("attempts", "=", held.attempt)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Stores a result and ends its job in one transaction; false, and nothing stored, when the lease was lost. */
export async function complete(book: Gradebook, held: Lease, results: Results): Promise<boolean> {
  return book.db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable("jobs")
      .set({ state: "done", worker: null, lease_until: null, error: null })
      .where("id", "=", held.job)
      .where("state", "=", "running")
      .where("worker", "=", held.worker)
      .where("attempts", "=", held.attempt)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    const text = JSON.stringify(results);
    const graded = now();
    const row = {
      outcome: results.outcome,
      score: results.score ?? 0,
      max_score: results.max_score,
      questions: questionScores(results),
      results: text,
      graded,
    };
    const before = await tx
      .selectFrom("results")
      .select("id")
      .where("submission", "=", held.submission)
      .where("version", "=", held.version)
      .executeTakeFirst();
    if (before) await tx.updateTable("results").set(row).where("id", "=", before.id).execute();
    else
      await tx
        .insertInto("results")
        .values({ submission: held.submission, version: held.version, ...row })
        .execute();
    await record(
      book,
      tx,
      before ? "regraded" : "graded",
      {
        submission: held.submission,
        version: held.version,
        score: row.score,
        results: digest(text),
      },
      graded,
    );
    return true;
  });
}

/** `{"q1": 4, "q2": null}` */
export function questionScores({ questions }: Results): string {
  return JSON.stringify(Object.fromEntries(questions.map(({ name, score }) => [name, score])));
}

/** Gives a job back after the machine failed it; too often, and it waits for a person. */
export async function giveBack(book: Gradebook, held: Lease, error: string): Promise<void> {
  const failed = held.attempt >= maxAttempts;
  await book.db
    .updateTable("jobs")
    .set({ state: failed ? "failed" : "queued", worker: null, lease_until: null, error: error.slice(0, 2000) })
    .where("id", "=", held.job)
    .where("worker", "=", held.worker)
    .where("attempts", "=", held.attempt)
    .execute();
}

export type QueueState = Record<Row<"jobs">["state"], number>;

export async function queueState(book: Gradebook): Promise<QueueState> {
  const rows = await book.db
    .selectFrom("jobs")
    .select(["state", sql<number>`count(*)`.as("count")])
    .groupBy("state")
    .execute();
  const state: QueueState = { queued: 0, running: 0, done: 0, failed: 0 };
  for (const { state: name, count } of rows) state[name] = Number(count);
  return state;
}
