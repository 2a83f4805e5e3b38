import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Schema } from "./schema.ts";

/** Creates or updates the tables; safe when several processes start at once. */
export async function migrate(db: Kysely<Schema>, kind: "sqlite" | "postgres"): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(kind) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

const required = (column: ColumnDefinitionBuilder) => column.notNull();

function migrations(kind: "sqlite" | "postgres"): Record<string, Migration> {
  const id = kind === "postgres" ? "serial" : "integer";
  const bytes = kind === "postgres" ? sql`bytea` : sql`blob`;
  const number = kind === "postgres" ? sql`double precision` : sql`real`;
  const key = (column: ColumnDefinitionBuilder) => column.primaryKey();
  return {
    "001-tables": {
      async up(db: Kysely<unknown>) {
        const { schema } = db;
        await schema
          .createTable("students")
          .addColumn("id", id, key)
          .addColumn("name", "text", (column) => column.notNull().unique())
          .addColumn("email", "text")
          .execute();
        await schema
          .createTable("assignments")
          .addColumn("id", id, key)
          .addColumn("name", "text", (column) => column.notNull().unique())
          .addColumn("title", "text", required)
          .addColumn("due", "text")
          .addColumn("late_policy", "text")
          .addColumn("attempts", "integer")
          .addColumn("published_version", "integer")
          .execute();
        await schema
          .createTable("versions")
          .addColumn("id", id, key)
          .addColumn("assignment", "integer", (column) => column.notNull().references("assignments.id"))
          .addColumn("digest", "text", required)
          .addColumn("bundle", bytes, required)
          .addColumn("max_score", number, required)
          .addColumn("questions", "text", required)
          .addColumn("created", "text", required)
          .addUniqueConstraint("versions_digest", ["assignment", "digest"])
          .execute();
        await schema
          .createTable("submissions")
          .addColumn("id", id, key)
          .addColumn("student", "integer", (column) => column.notNull().references("students.id"))
          .addColumn("assignment", "integer", (column) => column.notNull().references("assignments.id"))
          .addColumn("attempt", "integer", required)
          .addColumn("submitted", "text", required)
          .addColumn("digest", "text", required)
          .addColumn("notebook", bytes, required)
          .addUniqueConstraint("submissions_attempt", ["assignment", "student", "attempt"])
          .execute();
        await schema
          .createTable("results")
          .addColumn("id", id, key)
          .addColumn("submission", "integer", (column) => column.notNull().references("submissions.id"))
          .addColumn("version", "integer", (column) => column.notNull().references("versions.id"))
          .addColumn("outcome", "text", required)
          .addColumn("score", number, required)
          .addColumn("max_score", number, required)
          .addColumn("questions", "text", required)
          .addColumn("results", "text", required)
          .addColumn("graded", "text", required)
          .addUniqueConstraint("results_once", ["submission", "version"])
          .execute();
        await schema
          .createTable("overrides")
          .addColumn("id", id, key)
          .addColumn("submission", "integer", (column) => column.notNull().references("submissions.id"))
          .addColumn("question", "text", required)
          .addColumn("score", number, required)
          .addColumn("reason", "text", required)
          .addColumn("author", "text", required)
          .addColumn("at", "text", required)
          .execute();
        await schema
          .createTable("comments")
          .addColumn("id", id, key)
          .addColumn("submission", "integer", (column) => column.notNull().references("submissions.id"))
          .addColumn("question", "text")
          .addColumn("text", "text", required)
          .addColumn("author", "text", required)
          .addColumn("at", "text", required)
          .execute();
        await schema
          .createTable("jobs")
          .addColumn("id", id, key)
          .addColumn("submission", "integer", (column) => column.notNull().references("submissions.id"))
          .addColumn("version", "integer", (column) => column.notNull().references("versions.id"))
          .addColumn("state", "text", required)
          .addColumn("priority", "integer", required)
          .addColumn("gpu", "integer", required)
          .addColumn("attempts", "integer", required)
          .addColumn("worker", "text")
          .addColumn("lease_until", "text")
          .addColumn("error", "text")
          .addColumn("queued", "text", required)
          .addUniqueConstraint("jobs_once", ["submission", "version"])
          .execute();
        await schema
          .createTable("events")
          .addColumn("seq", "integer", key)
          .addColumn("at", "text", required)
          .addColumn("kind", "text", required)
          .addColumn("payload", "text", required)
          .addColumn("previous", "text", required)
          .addColumn("hash", "text", required)
          .execute();
        await schema.createIndex("jobs_next").on("jobs").columns(["state", "gpu", "priority", "id"]).execute();
        await schema.createIndex("overrides_submission").on("overrides").column("submission").execute();
        await schema.createIndex("comments_submission").on("comments").column("submission").execute();
      },
    },
    "002-gpus": {
      async up(db: Kysely<unknown>) {
        const { schema } = db;
        await schema
          .alterTable("versions")
          .addColumn("gpu", "integer", (column) => column.notNull().defaultTo(0))
          .execute();
        await schema.alterTable("jobs").addColumn("machine", "text").execute();
        await schema.alterTable("jobs").addColumn("device", "integer").execute();
      },
    },
    "003-review": {
      async up(db: Kysely<unknown>) {
        const { schema } = db;
        await schema
          .createTable("rubrics")
          .addColumn("id", id, key)
          .addColumn("assignment", "integer", (column) => column.notNull().references("assignments.id"))
          .addColumn("question", "text", required)
          .addColumn("version", "integer", required)
          .addColumn("content", "text", required)
          .addColumn("author", "text", required)
          .addColumn("at", "text", required)
          .addUniqueConstraint("rubrics_once", ["assignment", "question"])
          .execute();
        await schema
          .createTable("reviews")
          .addColumn("id", id, key)
          .addColumn("submission", "integer", (column) => column.notNull().references("submissions.id"))
          .addColumn("question", "text", required)
          .addColumn("version", "integer", required)
          .addColumn("state", "text", required)
          .addColumn("flagged", "integer", required)
          .addColumn("content", "text", required)
          .addColumn("author", "text", required)
          .addColumn("at", "text", required)
          .addUniqueConstraint("reviews_once", ["submission", "question"])
          .execute();
      },
    },
    "004-publishing": {
      async up(db: Kysely<unknown>) {
        const { schema } = db;
        await schema
          .createTable("releases")
          .addColumn("id", id, key)
          .addColumn("assignment", "integer", (column) => column.notNull().references("assignments.id"))
          .addColumn("question", "text", required)
          .addColumn("author", "text", required)
          .addColumn("at", "text", required)
          .addUniqueConstraint("releases_once", ["assignment", "question"])
          .execute();
        await schema
          .createTable("messages")
          .addColumn("id", id, key)
          .addColumn("submission", "integer", (column) => column.notNull().references("submissions.id"))
          .addColumn("question", "text", required)
          .addColumn("author", "text", required)
          .addColumn("role", "text", required)
          .addColumn("text", "text", required)
          .addColumn("at", "text", required)
          .execute();
        await schema
          .createTable("sessions")
          .addColumn("hash", "text", (column) => column.primaryKey())
          .addColumn("author", "text", required)
          .addColumn("role", "text", required)
          .addColumn("csrf", "text", required)
          .addColumn("expires", "text", required)
          .execute();
      },
    },
    "005-assignees": {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable("assignees")
          .addColumn("id", id, key)
          .addColumn("submission", "integer", (column) => column.notNull().references("submissions.id"))
          .addColumn("question", "text", required)
          .addColumn("mentor", "text", required)
          .addColumn("at", "text", required)
          .addUniqueConstraint("assignees_once", ["submission", "question"])
          .execute();
      },
    },
  };
}
