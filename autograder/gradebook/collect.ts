import { gunzipSync, gzipSync } from "node:zlib";
import { loadAssignment } from "../assignment/index.ts";
import { addPoints } from "../grade/results.ts";
import { packAssignment } from "./bundle.ts";
import { digest, now, record } from "./events.ts";
import type { LatePolicy } from "./late.ts";
import type { Gradebook } from "./open.ts";

export interface AssignmentOptions {
  due?: string;
  latePolicy?: LatePolicy;
  attempts?: number;
}

/** Registers an assignment's folder; a changed folder becomes a new version. Returns the ids. */
export async function addVersion(
  book: Gradebook,
  folder: string,
  options: AssignmentOptions = {},
): Promise<{ assignment: number; version: number; isNew: boolean }> {
  const loaded = await loadAssignment(folder);
  const bundle = packAssignment(folder);
  const questions = loaded.questions.map(({ name, points }) => ({ name, points }));
  return book.db.transaction().execute(async (tx) => {
    let row = await tx.selectFrom("assignments").selectAll().where("name", "=", loaded.name).executeTakeFirst();
    const settings = {
      title: loaded.title,
      ...(options.due !== undefined && { due: new Date(options.due).toISOString() }),
      ...(options.latePolicy && { late_policy: JSON.stringify(options.latePolicy) }),
      ...(options.attempts !== undefined && { attempts: options.attempts }),
    };
    if (!row) {
      row = await tx
        .insertInto("assignments")
        .values({
          name: loaded.name,
          due: null,
          late_policy: null,
          attempts: null,
          published_version: null,
          ...settings,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await record(book, tx, "assignment-added", { assignment: loaded.name, ...settings });
    } else if (Object.entries(settings).some(([key, value]) => row![key as keyof typeof row] !== value)) {
      await tx.updateTable("assignments").set(settings).where("id", "=", row.id).execute();
      await record(book, tx, "assignment-changed", { assignment: loaded.name, ...settings });
    }
    const known = await tx
      .selectFrom("versions")
      .select("id")
      .where("assignment", "=", row.id)
      .where("digest", "=", bundle.digest)
      .executeTakeFirst();
    if (known) return { assignment: row.id, version: known.id, isNew: false };
    const { id } = await tx
      .insertInto("versions")
      .values({
        assignment: row.id,
        digest: bundle.digest,
        bundle: bundle.bytes,
        max_score: addPoints(questions.map(({ points }) => points)),
        questions: JSON.stringify(questions),
        gpu: loaded.gpu === "required" ? 1 : loaded.gpu === "preferred" ? 2 : 0,
        created: now(),
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    await record(book, tx, "version-added", { assignment: loaded.name, version: id, digest: bundle.digest });
    return { assignment: row.id, version: id, isNew: true };
  });
}

/** Finds or adds a student by name. */
export async function addStudent(book: Gradebook, name: string, email: string | null = null): Promise<number> {
  return book.db.transaction().execute(async (tx) => {
    const known = await tx.selectFrom("students").select("id").where("name", "=", name).executeTakeFirst();
    if (known) return known.id;
    const { id } = await tx.insertInto("students").values({ name, email }).returning("id").executeTakeFirstOrThrow();
    await record(book, tx, "student-added", { student: name, email });
    return id;
  });
}

export interface Received {
  submission: number;
  attempt: number;
  /** The same file was handed in before; nothing was added. */
  repeated: boolean;
  /** Beyond the number of attempts that count: kept, not graded. */
  overBudget: boolean;
}

/** Takes a notebook in. The same bytes as the student's latest attempt are no new attempt. */
export async function receive(
  book: Gradebook,
  assignment: number,
  student: string,
  notebook: Uint8Array,
  submitted = now(),
): Promise<Received> {
  const studentId = await addStudent(book, student);
  const hash = digest(notebook);
  return book.db.transaction().execute(async (tx) => {
    const { attempts } = await tx
      .selectFrom("assignments")
      .select("attempts")
      .where("id", "=", assignment)
      .executeTakeFirstOrThrow();
    const last = await tx
      .selectFrom("submissions")
      .select(["id", "attempt", "digest"])
      .where("assignment", "=", assignment)
      .where("student", "=", studentId)
      .orderBy("attempt", "desc")
      .limit(1)
      .executeTakeFirst();
    const over = (attempt: number) => attempts !== null && attempt > attempts;
    if (last?.digest === hash)
      return { submission: last.id, attempt: last.attempt, repeated: true, overBudget: over(last.attempt) };
    const attempt = (last?.attempt ?? 0) + 1;
    const { id } = await tx
      .insertInto("submissions")
      .values({ student: studentId, assignment, attempt, submitted, digest: hash, notebook: gzipSync(notebook) })
      .returning("id")
      .executeTakeFirstOrThrow();
    await record(book, tx, "submission-received", {
      student,
      assignment,
      submission: id,
      attempt,
      submitted,
      digest: hash,
    });
    return { submission: id, attempt, repeated: false, overBudget: over(attempt) };
  });
}

/** The notebook of a submission as it was handed in. */
export async function notebookOf(book: Gradebook, submission: number): Promise<string> {
  const { notebook } = await book.db
    .selectFrom("submissions")
    .select("notebook")
    .where("id", "=", submission)
    .executeTakeFirstOrThrow();
  return gunzipSync(notebook).toString("utf8");
}
