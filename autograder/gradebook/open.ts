import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Kysely, PostgresDialect } from "kysely";
import { migrate } from "./migrate.ts";
import { NodeSqliteDialect } from "./nodeSqlite.ts";
import type { Schema } from "./schema.ts";

export interface Gradebook {
  db: Kysely<Schema>;
  kind: "sqlite" | "postgres";
  close(): Promise<void>;
}

/** Opens a gradebook, a file or `postgres://...`, and brings its tables up to date. */
export async function openGradebook(url: string): Promise<Gradebook> {
  const kind = /^postgres(?:ql)?:\/\//.test(url) ? "postgres" : "sqlite";
  const db = new Kysely<Schema>({ dialect: kind === "postgres" ? await postgres(url) : sqlite(url) });
  await migrate(db, kind);
  return { db, kind, close: () => db.destroy() };
}

async function postgres(url: string): Promise<PostgresDialect> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  // A connection that the server ends while idle is replaced at the next query; without a listener it would end the process.
  pool.on("error", () => undefined);
  return new PostgresDialect({ pool });
}

function sqlite(url: string): NodeSqliteDialect {
  const path = resolve(url.replace(/^sqlite:/, ""));
  mkdirSync(dirname(path), { recursive: true });
  return new NodeSqliteDialect(path);
}
