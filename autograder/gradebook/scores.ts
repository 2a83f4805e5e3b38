import type { Transaction } from "kysely";
import { addPoints } from "../grade/results.ts";
import { now, record } from "./events.ts";
import { type LatePolicy, lateFactor } from "./late.ts";
import type { Gradebook } from "./open.ts";
import type { Schema } from "./schema.ts";

/** A student's standing in an assignment: the best of the attempts that count. */
export interface Standing {
  student: string;
  submission: number;
  attempt: number;
  submitted: string;
  outcome: string;
  /** Points a question, overrides in force; null where a person still has to grade. */
  questions: Record<string, number | null>;
  /** Before lateness. */
  raw: number;
  late: number;
  score: number;
  max_score: number;
}

/** Puts a person's score in the place of the tests' for one question. */
export async function override(book: Gradebook, change: Override): Promise<void> {
  if (!Number.isFinite(change.score) || change.score < 0)
    throw new RangeError(`Expected a score of 0 or more, got ${change.score}`);
  await book.db.transaction().execute(async (tx) => {
    const version = await tx
      .selectFrom("results")
      .innerJoin("versions", "versions.id", "results.version")
      .select("versions.questions")
      .where("results.submission", "=", change.submission)
      .orderBy("results.id", "desc")
      .limit(1)
      .executeTakeFirst();
    if (!version) throw new Error(`Submission ${change.submission} has no result yet`);
    const names = (JSON.parse(version.questions) as { name: string }[]).map(({ name }) => name);
    if (!names.includes(change.question))
      throw new Error(`No question "${change.question}"; there are ${names.join(", ")}`);
    await recordOverride(book, tx, change);
  });
}

export interface Override {
  submission: number;
  question: string;
  score: number;
  reason: string;
  author: string;
}

/** Adds an override and its event in the transaction of whatever led to it. */
export async function recordOverride(
  book: Gradebook,
  tx: Transaction<Schema>,
  { submission, question, score, reason, author }: Override,
): Promise<void> {
  const at = now();
  const change = { submission, question, score, reason, author };
  await tx
    .insertInto("overrides")
    .values({ ...change, at })
    .execute();
  await record(book, tx, "score-overridden", change, at);
}

export async function comment(
  book: Gradebook,
  added: { submission: number; question: string | null; text: string; author: string },
): Promise<void> {
  await book.db.transaction().execute(async (tx) => {
    const at = now();
    await tx
      .insertInto("comments")
      .values({ ...added, at })
      .execute();
    await record(book, tx, "comment-added", added, at);
  });
}

/** Makes the results of a version the ones that are shown. */
export async function publish(book: Gradebook, assignment: number, version: number): Promise<void> {
  await book.db.transaction().execute(async (tx) => {
    await tx.updateTable("assignments").set({ published_version: version }).where("id", "=", assignment).execute();
    await record(book, tx, "version-published", { assignment, version });
  });
}

/** Everybody's standing under a version, by name. Students without a graded submission are not among them. */
export async function standings(book: Gradebook, assignment: number, version: number): Promise<Standing[]> {
  const [only] = await standingsUnder(book, assignment, [version]);
  return only!;
}

/** The standings under each of some versions, read at once. */
async function standingsUnder(book: Gradebook, assignment: number, versions: readonly number[]): Promise<Standing[][]> {
  const { due, late_policy, attempts } = await book.db
    .selectFrom("assignments")
    .select(["due", "late_policy", "attempts"])
    .where("id", "=", assignment)
    .executeTakeFirstOrThrow();
  const policy = late_policy === null ? null : (JSON.parse(late_policy) as LatePolicy);
  let query = book.db
    .selectFrom("results")
    .innerJoin("submissions", "submissions.id", "results.submission")
    .innerJoin("students", "students.id", "submissions.student")
    .select([
      "students.name",
      "submissions.id",
      "submissions.attempt",
      "submissions.submitted",
      "results.outcome",
      "results.max_score",
      "results.questions",
      "results.version",
    ])
    .where("results.version", "in", versions)
    .where("submissions.assignment", "=", assignment);
  if (attempts !== null) query = query.where("submissions.attempt", "<=", attempts);
  const [rows, changes] = await Promise.all([query.execute(), overridesOf(book, assignment)]);
  const bests = new Map(versions.map((version) => [version, new Map<string, Standing>()]));
  const read = pointsReader();
  for (const row of rows) {
    const best = bests.get(row.version)!;
    const { questions, raw } = read(row.questions, changes.get(row.id));
    const late = lateFactor(row.submitted, due, policy);
    const { id: submission, attempt, submitted, outcome, max_score } = row;
    const standing = {
      student: row.name,
      submission,
      attempt,
      submitted,
      outcome,
      questions,
      raw,
      late,
      score: addPoints([raw * late]),
      max_score,
    };
    const known = best.get(row.name);
    if (!known || standing.score > known.score || (standing.score === known.score && attempt > known.attempt))
      best.set(row.name, standing);
  }
  return versions.map((version) => [...bests.get(version)!.values()].sort((a, b) => (a.student < b.student ? -1 : 1)));
}

interface Points {
  questions: Record<string, number | null>;
  raw: number;
}

/** Reads the points of results. Many are alike, and each kind is read once: lists of thousands are summed in an instant. */
function pointsReader(): (text: string, changes: Map<string, number> | undefined) => Points {
  const known = new Map<string, Points>();
  return (text, changes) => {
    const seen = changes ? undefined : known.get(text);
    if (seen) return seen;
    const questions = JSON.parse(text) as Points["questions"];
    for (const [name, score] of changes ?? []) if (name in questions) questions[name] = score;
    const points = { questions, raw: addPoints(Object.values(questions).map((score) => score ?? 0)) };
    if (!changes) known.set(text, points);
    return points;
  };
}

/** The latest override of each question, by submission. */
async function overridesOf(book: Gradebook, assignment: number): Promise<Map<number, Map<string, number>>> {
  const rows = await book.db
    .selectFrom("overrides")
    .innerJoin("submissions", "submissions.id", "overrides.submission")
    .select(["overrides.submission", "overrides.question", "overrides.score"])
    .where("submissions.assignment", "=", assignment)
    .orderBy("overrides.id")
    .execute();
  const all = new Map<number, Map<string, number>>();
  for (const { submission, question, score } of rows) {
    const own = all.get(submission) ?? new Map<string, number>();
    all.set(submission, own.set(question, score));
  }
  return all;
}

export interface GradeChange {
  student: string;
  before: number | null;
  after: number;
  /** Why: the questions whose points moved. */
  questions: { name: string; before: number | null; after: number | null }[];
}

/** Who moves when the results of `after` take the place of those of `before`. */
export async function diffGrades(
  book: Gradebook,
  assignment: number,
  before: number,
  after: number,
): Promise<GradeChange[]> {
  const [old, fresh] = await standingsUnder(book, assignment, [before, after]);
  const known = new Map(old!.map((standing) => [standing.student, standing]));
  return fresh!.flatMap((standing) => {
    const was = known.get(standing.student);
    const questions = changesOf(was?.questions ?? {}, standing.questions);
    if (was && was.score === standing.score && questions.length === 0) return [];
    return [{ student: standing.student, before: was?.score ?? null, after: standing.score, questions }];
  });
}

function changesOf(before: Standing["questions"], after: Standing["questions"]): GradeChange["questions"] {
  const changes: GradeChange["questions"] = [];
  const look = (name: string) => {
    const [old, fresh] = [before[name] ?? null, after[name] ?? null];
    if (old !== fresh) changes.push({ name, before: old, after: fresh });
  };
  for (const name in before) look(name);
  for (const name in after) if (!(name in before)) look(name);
  return changes;
}
