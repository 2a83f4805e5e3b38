import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip, createGzip } from "node:zlib";
import { sql } from "kysely";
import type { Gradebook } from "./open.ts";
import { tables } from "./schema.ts";

const format = "tsgrad-gradebook-1";

/** Writes the whole gradebook as gzipped lines of JSON; one of SQLite restores into PostgreSQL and the other way round. */
export async function backup(book: Gradebook, path: string): Promise<void> {
  const gzip = createGzip();
  const file = gzip.pipe(createWriteStream(path, { flags: "wx" }));
  const write = async (value: unknown) => {
    if (!gzip.write(`${JSON.stringify(value, (_, entry) => (isBytes(entry) ? { base64: toBase64(entry) } : entry))}\n`))
      await once(gzip, "drain");
  };
  await write({ format });
  // One transaction: what is written belongs together.
  await book.db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (tx) => {
      for (const table of tables) {
        for (let offset = 0; ; offset += 500) {
          const key = table === "events" ? "seq" : "id";
          const rows =
            await sql`select * from ${sql.table(table)} order by ${sql.ref(key)} limit 500 offset ${sql.lit(offset)}`.execute(
              tx,
            );
          for (const row of rows.rows) await write({ table, row });
          if (rows.rows.length < 500) break;
        }
      }
    });
  gzip.end();
  await once(file, "finish");
}

/** Fills an empty gradebook from a backup. */
export async function restore(book: Gradebook, path: string): Promise<number> {
  const lines = createInterface({
    input: createReadStream(path).pipe(createGunzip()),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let count = 0;
  await book.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ n: number }>`select count(*) as n from events`.execute(tx);
    if (Number(rows[0]?.n) > 0) throw new Error("A backup is restored into an empty gradebook; this one has events");
    let first = true;
    for await (const line of lines) {
      const value = JSON.parse(line, (_, entry) => (isEncoded(entry) ? Buffer.from(entry.base64, "base64") : entry));
      if (first && value.format !== format) throw new Error(`Expected a backup of format ${format}`);
      if (!first) {
        await tx.insertInto(value.table).values(value.row).execute();
        count++;
      }
      first = false;
    }
    if (book.kind === "postgres") {
      for (const table of tables) {
        if (table === "events") continue;
        await sql`select setval(pg_get_serial_sequence(${sql.lit(table)}, 'id'), coalesce((select max(id) from ${sql.table(table)}), 1))`.execute(
          tx,
        );
      }
    }
  });
  return count;
}

/** `JSON.stringify` has already called a Buffer's `toJSON` when it asks. */
function isBytes(value: unknown): value is Uint8Array | { type: "Buffer"; data: number[] } {
  return (
    value instanceof Uint8Array ||
    (typeof value === "object" &&
      value !== null &&
      (value as { type?: unknown }).type === "Buffer" &&
      Array.isArray((value as { data?: unknown }).data))
  );
}

function toBase64(value: Uint8Array | { type: "Buffer"; data: number[] }): string {
  return Buffer.from(value instanceof Uint8Array ? value : value.data).toString("base64");
}

function isEncoded(value: unknown): value is { base64: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).join() === "base64" &&
    typeof (value as { base64: unknown }).base64 === "string"
  );
}
