import { sql } from "kysely";
import type { Assignment, Question } from "../assignment/index.ts";
import { findInBook, type Gradebook } from "../gradebook/index.ts";
import type { AssignmentLine, QuestionLine } from "./pages/lists.ts";
import type { QuestionKey } from "./rubric.ts";

/** An assignment of the gradebook in the version that counts: the published one, or the latest. */
export interface Opened {
  id: number;
  version: number;
  assignment: Assignment;
}

export async function openAssignment(
  book: Gradebook,
  load: (version: number) => Promise<Assignment>,
  name: string,
): Promise<Opened | undefined> {
  const known = await book.db.selectFrom("assignments").select("id").where("name", "=", name).executeTakeFirst();
  if (!known) return undefined;
  const { id, published, versions } = await findInBook(book, name);
  const version = published ?? versions.at(-1);
  return version === undefined ? undefined : { id, version, assignment: await load(version) };
}

export function keyOf({ id, version }: Opened, { name, points }: Question): QuestionKey {
  return { assignment: id, version, question: name, max: points };
}

export async function assignmentLines(book: Gradebook): Promise<AssignmentLine[]> {
  const rows = await book.db
    .selectFrom("assignments")
    .leftJoin("submissions", "submissions.assignment", "assignments.id")
    .select(["assignments.name", "assignments.title", sql<number>`count(distinct submissions.student)`.as("count")])
    .groupBy(["assignments.id", "assignments.name", "assignments.title"])
    .orderBy("assignments.name")
    .execute();
  return rows.map(({ name, title, count }) => ({ name, title, submissions: Number(count) }));
}

/** The questions with how far their reviews are. Submissions are students that have a result. */
export async function questionLines(book: Gradebook, { id, version, assignment }: Opened): Promise<QuestionLine[]> {
  const { count } = await book.db
    .selectFrom("results")
    .innerJoin("submissions", "submissions.id", "results.submission")
    .select(sql<number>`count(distinct submissions.student)`.as("count"))
    .where("results.version", "=", version)
    .executeTakeFirstOrThrow();
  const rows = await book.db
    .selectFrom("reviews")
    .innerJoin("submissions", "submissions.id", "reviews.submission")
    .select([
      "reviews.question",
      sql<number>`count(distinct case when reviews.state = 'done' then submissions.student end)`.as("done"),
      sql<number>`count(distinct case when reviews.flagged = 1 then submissions.student end)`.as("flagged"),
    ])
    .where("submissions.assignment", "=", id)
    .groupBy("reviews.question")
    .execute();
  return assignment.questions.map(({ name, points, manual }) => {
    const row = rows.find(({ question }) => question === name);
    const [done, flagged] = [Number(row?.done ?? 0), Number(row?.flagged ?? 0)];
    return { name, points, manual, done, flagged, submissions: Number(count) };
  });
}
