import { createHash } from "node:crypto";
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Assignment, Question, Test } from "../assignment/index.ts";
import { fashionMNIST } from "../authoring/fashionMnist.ts";
import { type Merged, mergeSubmission, type Note } from "../merge/index.ts";
import { type Notebook, NotebookError, parseNotebook, readBounded } from "../notebook/index.ts";
import {
  type CellRun,
  RunningNotebook,
  reference,
  runTests,
  type SessionPool,
  type TestOutcome,
} from "../runner/index.ts";
import type { CachedQuestion, ResultCache } from "./cache.ts";
import { cellError, failureMessage } from "./messages.ts";
import { addPoints, type QuestionResult, type Results, testName, unrun } from "./results.ts";

export interface Graded {
  results: Results;
  /** What the student's cells printed, for the feedback page only: it may differ from run to run. */
  outputs: CachedQuestion["outputs"];
}

export interface GradeOptions {
  pool: SessionPool;
  cache?: ResultCache;
  /** Grade this question alone. */
  only?: string;
  /** Not the last attempt: a killed process may be the machine's fault and is thrown as such. */
  doubtful?: boolean;
}

/** Grades the notebook in `folder`. Throws `InfrastructureError` when the machine, not the student, failed. */
export async function gradeSubmission(
  assignment: Assignment,
  student: string,
  folder: string,
  options: GradeOptions,
): Promise<Graded> {
  const read = await readSubmission(assignment, folder);
  if ("reason" in read) return { results: unreadable(assignment, student, read.reason), outputs: [] };
  return gradeText(assignment, student, read.text, options);
}

/** Grades the text of an `.ipynb` file. */
export async function gradeText(
  assignment: Assignment,
  student: string,
  text: string,
  options: GradeOptions,
): Promise<Graded> {
  const notes: Note[] = [];
  let notebook: Notebook;
  try {
    notebook = parseNotebook(text, (problem) =>
      notes.push({ kind: "damaged-cell", text: `${problem}; it was left out.` }),
    );
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    return { results: unreadable(assignment, student, error.message), outputs: [] };
  }
  const graded = await gradeNotebook(assignment, student, notebook, options);
  graded.results.submission = createHash("sha256").update(text).digest("hex");
  graded.results.notes.unshift(...notes);
  return graded;
}

/** Grades a notebook. With `options.only` no cell after that question's last answer runs. */
export async function gradeNotebook(
  assignment: Assignment,
  student: string,
  submission: Notebook,
  options: GradeOptions,
): Promise<Graded> {
  const merged = mergeSubmission(assignment, submission);
  const asked = assignment.questions.filter(
    ({ name, manual }) => !manual && !merged.lost.has(name) && (!options.only || name === options.only),
  );
  const { cache } = options;
  const keys = new Map(cache ? asked.map((question) => [question, cache.key(question, merged, student)]) : []);
  const known = new Map<Question, CachedQuestion>();
  for (const [question, key] of keys) {
    const found = cache?.get(key);
    if (found) known.set(question, found);
  }
  const open = asked.filter((question) => !known.has(question));
  const run = open.length > 0 ? await runNotebook(assignment, student, merged, open, options) : undefined;
  const graded = assignment.questions.map((question): CachedQuestion => {
    if (!asked.includes(question)) {
      return { result: unrun(question, merged.lost.get(question.name) ?? "A person grades this answer."), outputs: [] };
    }
    return known.get(question) ?? run!.get(question)!;
  });
  for (const question of open) {
    const { repeatable, ...value } = run!.get(question)!;
    if (repeatable) await cache?.set(keys.get(question)!, value);
  }
  return {
    results: assemble(
      assignment,
      student,
      merged.notes,
      graded.map(({ result }) => result),
    ),
    outputs: graded.flatMap(({ outputs }) => outputs),
  };
}

/** Runs the cells and the tests of `questions`; a result is repeatable when no process was lost on the way to it. */
async function runNotebook(
  assignment: Assignment,
  student: string,
  merged: Merged,
  questions: Question[],
  options: GradeOptions,
): Promise<Map<Question, CachedQuestion & { repeatable: boolean }>> {
  const last = options.only ? merged.cells.findLastIndex(({ question }) => question === options.only) + 1 : undefined;
  const notebook = new RunningNotebook(options.pool, merged.cells.slice(0, last), {
    doubtful: options.doubtful ?? false,
  });
  const solution = reference(assignment, options.pool);
  try {
    await options.pool.begin();
    await notebook.ready();
    const setting = { student: notebook, reference: solution, seed: `${assignment.name}/${student}`, fashionMNIST };
    const outcomes = await runTests(assignment, questions, setting);
    const cellsLost = notebook.runs.some(({ lost }) => lost);
    return new Map(
      questions.map((question) => {
        const lost = question.tests.some((test) => outcomes.get(test)?.outcome === "lost");
        const value = {
          result: questionResult(question, outcomes, notebook.runs),
          outputs: outputsOf(notebook.runs, question),
          repeatable: !cellsLost && !lost,
        };
        return [question, value] as const;
      }),
    );
  } finally {
    await Promise.all([notebook.close(), solution.close()]);
  }
}

async function readSubmission(assignment: Assignment, folder: string): Promise<{ text: string } | { reason: string }> {
  const name = `${assignment.name}.ipynb`;
  if (!lstatSync(join(folder, name), { throwIfNoEntry: false })) {
    const others = readdirSync(folder).filter((file) => file.endsWith(".ipynb"));
    const found = others.length > 0 ? ` Found instead: ${others.slice(0, 5).join(", ")}.` : "";
    return { reason: `The submission has no notebook ${name}.${found}` };
  }
  try {
    return { text: await readBounded(join(folder, name)) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { reason: code ? `The notebook cannot be read (${code}).` : message.replaceAll(`${folder}/`, "") };
  }
}

function questionResult(question: Question, outcomes: Map<Test, TestOutcome>, runs: CellRun[]): QuestionResult {
  const tests = question.tests.map((test) => {
    const outcome = outcomes.get(test) ?? { outcome: "failed" as const, detail: "The test did not run" };
    const passed = outcome.outcome === "passed";
    const share = shareOf(outcome);
    return {
      name: testName(test),
      visibility: test.visibility,
      passed,
      score: addPoints([test.points * share]),
      max_score: addPoints([test.points]),
      ...(!passed && { message: failureMessage(test, outcome) }),
      ...(!passed && test.hint !== undefined && { hint: test.hint }),
    };
  });
  const earned = question.tests.map((test) => test.points * shareOf(outcomes.get(test)));
  const errors = runs.filter((run) => run.question === question.name).flatMap((run) => cellError(run) ?? []);
  return { name: question.name, status: "scored", score: addPoints(earned), max_score: question.points, errors, tests };
}

function shareOf(outcome: TestOutcome | undefined): number {
  return outcome?.outcome === "passed" ? 1 : outcome?.outcome === "partial" ? outcome.share : 0;
}

function assemble(assignment: Assignment, student: string, notes: Note[], questions: QuestionResult[]): Results {
  return {
    schema: "tsgrad-results-1",
    assignment: assignment.name,
    title: assignment.title,
    student,
    submission: null,
    outcome: "scored",
    score: addPoints(questions.map(({ score }) => score ?? 0)),
    max_score: addPoints(assignment.questions.map(({ points }) => points)),
    notes,
    questions,
  };
}

function unreadable(assignment: Assignment, student: string, reason: string): Results {
  return {
    ...assemble(
      assignment,
      student,
      [],
      assignment.questions.map((question) => unrun(question, reason)),
    ),
    outcome: "student error",
    reason,
  };
}

function outputsOf(runs: readonly CellRun[], { name }: Question): CachedQuestion["outputs"] {
  const printed = runs.filter(({ question, output }) => question === name && output);
  return printed.map(({ id, output }) => ({ cell: id, question: name, text: output }));
}
