import { createHash } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Gradebook } from "./open.ts";
import type { Row, Schema } from "./schema.ts";

export type EventKind =
  | "student-added"
  | "assignment-added"
  | "assignment-changed"
  | "version-added"
  | "submission-received"
  | "graded"
  | "regraded"
  | "score-overridden"
  | "comment-added"
  | "rubric-saved"
  | "review-saved"
  | "review-assigned"
  | "question-released"
  | "question-withdrawn"
  | "message-written"
  | "version-published";

/** The hash before the first event. */
export const genesis = "0".repeat(64);

/** Adds an event to the chain, in the transaction of what it tells. */
export async function record(
  book: Gradebook,
  tx: Transaction<Schema>,
  kind: EventKind,
  payload: object,
  at = now(),
): Promise<void> {
  // One writer at a time may look at the chain's end. SQLite's transactions are alone already.
  if (book.kind === "postgres") await sql`select pg_advisory_xact_lock(7467)`.execute(tx);
  const last = await tx.selectFrom("events").select(["seq", "hash"]).orderBy("seq", "desc").limit(1).executeTakeFirst();
  const event = {
    seq: (last?.seq ?? 0) + 1,
    at,
    kind,
    payload: JSON.stringify(payload),
    previous: last?.hash ?? genesis,
  };
  await tx
    .insertInto("events")
    .values({ ...event, hash: hashEvent(event) })
    .execute();
}

export function hashEvent(event: Omit<Row<"events">, "hash">): string {
  const { seq, at, kind, payload, previous } = event;
  return createHash("sha256")
    .update(JSON.stringify([seq, at, kind, payload, previous]))
    .digest("hex");
}

export function digest(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

export function now(): string {
  return new Date().toISOString();
}

/** All events in order, a page at a time. */
export async function* eventsOf(db: Kysely<Schema>): AsyncGenerator<Row<"events">> {
  for (let after = 0; ; ) {
    const page = await db
      .selectFrom("events")
      .selectAll()
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(1000)
      .execute();
    yield* page;
    if (page.length < 1000) return;
    after = page.at(-1)!.seq;
  }
}
