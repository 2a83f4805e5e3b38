import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import type { Transaction } from "kysely";
import { addPoints, type QuestionResult, type Results } from "../grade/results.ts";
import { digest, now, record } from "../gradebook/events.ts";
import type { Gradebook } from "../gradebook/index.ts";
import { questionScores } from "../gradebook/queue.ts";
import type { Schema } from "../gradebook/schema.ts";

interface GradeRow {
  submission: string;
  student: string;
  timestamp: string | null;
  notebook: string;
  cell: string;
  max_score: number;
  auto_score: number | null;
  manual_score: number | null;
  extra_credit: number | null;
  needs_manual_grade: number;
  manual_comment: string | null;
}

export interface ImportedBook {
  students: number;
  assignments: number;
  submissions: number;
}

/**
 * Takes students, assignments, submissions and scores of an nbgrader course folder (`gradebook.db`, `submitted/`) into a gradebook.
 *
 * A person's scores become overrides with nbgrader named as their author; a question is one of nbgrader's graded cells.
 */
export async function importNbgraderGradebook(book: Gradebook, course: string): Promise<ImportedBook> {
  const path = join(course, "gradebook.db");
  if (!existsSync(path)) throw new Error(`${course}: expected gradebook.db, nbgrader's database`);
  const source = new DatabaseSync(path, { readOnly: true });
  const done: ImportedBook = { students: 0, assignments: 0, submissions: 0 };
  try {
    await book.db.transaction().execute(async (tx) => {
      const students = await importStudents(book, tx, source);
      done.students = students.size;
      for (const assignment of source.prepare("select id, name, duedate from assignment order by name").all()) {
        done.assignments++;
        done.submissions += await importAssignment(book, tx, source, course, assignment as never, students);
      }
    });
  } finally {
    source.close();
  }
  return done;
}

async function importStudents(
  book: Gradebook,
  tx: Transaction<Schema>,
  source: DatabaseSync,
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const row of source.prepare("select id, email from student order by id").all()) {
    const { id: name, email } = row as { id: string; email: string | null };
    const known = await tx.selectFrom("students").select("id").where("name", "=", name).executeTakeFirst();
    if (known) {
      ids.set(name, known.id);
      continue;
    }
    const { id } = await tx.insertInto("students").values({ name, email }).returning("id").executeTakeFirstOrThrow();
    await record(book, tx, "student-added", { student: name, email });
    ids.set(name, id);
  }
  return ids;
}

async function importAssignment(
  book: Gradebook,
  tx: Transaction<Schema>,
  source: DatabaseSync,
  course: string,
  given: { id: string; name: string; duedate: string | null },
  students: Map<string, number>,
): Promise<number> {
  const { name } = given;
  if (await tx.selectFrom("assignments").select("id").where("name", "=", name).executeTakeFirst())
    throw new Error(`The gradebook has an assignment "${name}" already; import into another one`);
  const cells = source.prepare(questionsOf).all(given.id) as unknown as { name: string; points: number }[];
  const questions = cells.map((cell) => ({ ...cell }));
  const max_score = addPoints(questions.map(({ points }) => points));
  const due = given.duedate === null ? null : isoTime(given.duedate);
  const head = { name, title: name, due, late_policy: null, attempts: null };
  const { id: assignment } = await tx
    .insertInto("assignments")
    .values({ ...head, published_version: null })
    .returning("id")
    .executeTakeFirstOrThrow();
  await record(book, tx, "assignment-added", { assignment: name, title: name, due });
  // The tests stay with nbgrader: the version is what the scores were made by, and cannot grade again.
  const bundle = gzipSync(JSON.stringify({ name, files: [], imported: "nbgrader" }));
  const version = await tx
    .insertInto("versions")
    .values({
      assignment,
      digest: digest(`nbgrader ${name} ${JSON.stringify(questions)}`),
      bundle,
      max_score,
      questions: JSON.stringify(questions),
      created: now(),
    })
    .returning(["id", "digest"])
    .executeTakeFirstOrThrow();
  await record(book, tx, "version-added", { assignment: name, version: version.id, digest: version.digest });
  await tx.updateTable("assignments").set({ published_version: version.id }).where("id", "=", assignment).execute();
  await record(book, tx, "version-published", { assignment, version: version.id });
  const rows = source.prepare(gradesOf).all(given.id) as unknown as GradeRow[];
  const submissions = Map.groupBy(rows, (row) => row.submission);
  for (const grades of submissions.values()) {
    const { student, timestamp } = grades[0]!;
    const files = submittedFiles(join(course, "submitted", student, name));
    const submitted = timestamp === null ? now() : isoTime(timestamp);
    const hash = digest(files);
    const { id: submission } = await tx
      .insertInto("submissions")
      .values({
        student: students.get(student)!,
        assignment,
        attempt: 1,
        submitted,
        digest: hash,
        notebook: gzipSync(files),
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    await record(book, tx, "submission-received", {
      student,
      assignment,
      submission,
      attempt: 1,
      submitted,
      digest: hash,
    });
    await importScores(book, tx, { submission, version: version.id, student, assignment: name, max_score }, grades);
  }
  return submissions.size;
}

async function importScores(
  book: Gradebook,
  tx: Transaction<Schema>,
  target: { submission: number; version: number; student: string; assignment: string; max_score: number },
  grades: GradeRow[],
): Promise<void> {
  const { submission, version, student, assignment, max_score } = target;
  const questions = grades.map((grade): QuestionResult => {
    const open = grade.auto_score === null || (grade.needs_manual_grade === 1 && grade.manual_score === null);
    const head = { name: `${grade.notebook}/${grade.cell}`, max_score: grade.max_score, errors: [], tests: [] };
    return open
      ? { ...head, status: "graded by a person", score: null }
      : { ...head, status: "scored", score: addPoints([grade.auto_score ?? 0, grade.extra_credit ?? 0]) };
  });
  const results: Results = {
    schema: "tsgrad-results-1",
    assignment,
    title: assignment,
    student,
    submission: null,
    outcome: "scored",
    score: addPoints(questions.map(({ score }) => score ?? 0)),
    max_score,
    notes: [],
    questions,
  };
  const text = JSON.stringify(results);
  const graded = now();
  const score = results.score ?? 0;
  const stored = { outcome: "scored", score, max_score, questions: questionScores(results), results: text, graded };
  await tx
    .insertInto("results")
    .values({ submission, version, ...stored })
    .execute();
  await record(book, tx, "graded", { submission, version, score, results: digest(text) }, graded);
  for (const grade of grades) {
    const question = `${grade.notebook}/${grade.cell}`;
    const at = now();
    if (grade.manual_score !== null) {
      const points = addPoints([grade.manual_score, grade.extra_credit ?? 0]);
      const change = { submission, question, score: points, reason: "imported", author: "nbgrader" };
      await tx
        .insertInto("overrides")
        .values({ ...change, at })
        .execute();
      await record(book, tx, "score-overridden", change, at);
    }
    if (!grade.manual_comment) continue;
    const added = { submission, question, text: grade.manual_comment, author: "nbgrader" };
    await tx
      .insertInto("comments")
      .values({ ...added, at })
      .execute();
    await record(book, tx, "comment-added", added, at);
  }
}

/** All notebooks of a submission as one text: nbgrader's submissions may hold several. */
function submittedFiles(folder: string): string {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".ipynb")) : [];
  if (names.length === 1) return readFileSync(join(folder, names[0]!), "utf8");
  return JSON.stringify({ notebooks: names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]) });
}

/** nbgrader stores UTC without saying so: `2015-02-02 15:58:23.948203`. */
function isoTime(text: string): string {
  return new Date(`${text.replace(" ", "T").replace(/(\.\d{3})\d+$/, "$1")}Z`).toISOString();
}

const questionsOf = `
select notebook.name || '/' || base_cell.name as name, coalesce(grade_cells.max_score, task_cells.max_score) as points
from base_cell join notebook on notebook.id = base_cell.notebook_id
  left join grade_cells on grade_cells.id = base_cell.id left join task_cells on task_cells.id = base_cell.id
where notebook.assignment_id = ? and points is not null order by notebook.name, base_cell.name`;

const gradesOf = `
select submitted_assignment.id as submission, submitted_assignment.student_id as student, submitted_assignment.timestamp,
  notebook.name as notebook, base_cell.name as cell, coalesce(grade_cells.max_score, task_cells.max_score) as max_score,
  grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade, comment.manual_comment
from submitted_assignment
  join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
  join notebook on notebook.id = submitted_notebook.notebook_id
  join grade on grade.notebook_id = submitted_notebook.id
  join base_cell on base_cell.id = grade.cell_id
  left join grade_cells on grade_cells.id = base_cell.id left join task_cells on task_cells.id = base_cell.id
  left join comment on comment.notebook_id = submitted_notebook.id and comment.cell_id = base_cell.id
where submitted_assignment.assignment_id = ?
order by submitted_assignment.student_id, notebook.name, base_cell.name`;
