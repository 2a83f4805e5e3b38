import type { Assignment } from "../assignment/index.ts";
import type { Results } from "../grade/results.ts";
import { type Gradebook, type Standing, standings } from "../gradebook/index.ts";
import { byHead } from "./byHead.ts";
import type { Opened } from "./questions.ts";

export interface QuestionFigures {
  name: string;
  points: number;
  /** Share of the points that the class got, 0 to 1; null before anything is graded. */
  mean: number | null;
  /** Correlation of the question's points with those of the rest: whether it tells the strong from the weak; null where nothing varies. */
  discrimination: number | null;
  /** Seconds between one saved review and the next of the same mentor: the median. */
  secondsToGrade: number | null;
}

export interface Overview {
  standings: Standing[];
  max: number;
  questions: QuestionFigures[];
  failing: { question: string; title: string; count: number; share: number }[];
  /** Students who handed in often and still have little: they may wait for a hand. */
  stuck: { student: string; attempts: number; score: number }[];
}

const mostFailing = 15;
const stuckAt = { attempts: 3, share: 0.5 };
/** Longer than this between two reviews is a pause, not an answer. */
const longestMinutes = 20;

/** The figures of an assignment in the version that counts. */
export function readOverview(book: Gradebook, opened: Opened): Promise<Overview> {
  return byHead(book, JSON.stringify(["overview", opened.version]), async () => {
    const { id, version, assignment } = opened;
    const rows = await standings(book, id, version);
    const attempts = await book.db
      .selectFrom("submissions")
      .innerJoin("students", "students.id", "submissions.student")
      .select((expression) => ["students.name", expression.fn.countAll<number>().as("count")])
      .where("submissions.assignment", "=", id)
      .groupBy("students.name")
      .execute();
    const tried = new Map(attempts.map(({ name, count }) => [name, Number(count)]));
    const max = assignment.questions.reduce((sum, { points }) => sum + points, 0);
    const seconds = await secondsToGrade(book, new Set(rows.map(({ submission }) => submission)));
    return {
      standings: rows,
      max,
      questions: assignment.questions.map(({ name, points }) => ({
        name,
        points,
        ...figuresOf(rows, name, points),
        secondsToGrade: seconds.get(name) ?? null,
      })),
      failing: await failingTests(book, version, assignment, rows),
      stuck: rows
        .map(({ student, score }) => ({ student, score, attempts: tried.get(student) ?? 1 }))
        .filter((each) => each.attempts >= stuckAt.attempts && each.score < stuckAt.share * max)
        .sort((a, b) => b.attempts - a.attempts),
    };
  });
}

function figuresOf(rows: Standing[], name: string, points: number): Pick<QuestionFigures, "mean" | "discrimination"> {
  const pairs = rows.flatMap(({ questions, raw }) => {
    const score = questions[name];
    return score === null || score === undefined ? [] : [[score, raw - score] as const];
  });
  const scores = pairs.map(([score]) => score);
  return {
    mean: scores.length > 0 && points > 0 ? average(scores) / points : null,
    discrimination: correlation(
      scores,
      pairs.map(([, rest]) => rest),
    ),
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Pearson's; null where one of the two does not vary. */
export function correlation(x: readonly number[], y: readonly number[]): number | null {
  if (x.length < 2) return null;
  const [mx, my] = [average(x), average(y)];
  const sum = (of: (index: number) => number) => x.reduce((total, _, index) => total + of(index), 0);
  const xx = sum((index) => (x[index]! - mx) ** 2);
  const yy = sum((index) => (y[index]! - my) ** 2);
  if (xx < 1e-12 || yy < 1e-12) return null;
  return sum((index) => (x[index]! - mx) * (y[index]! - my)) / Math.sqrt(xx * yy);
}

async function failingTests(
  book: Gradebook,
  version: number,
  assignment: Assignment,
  rows: readonly Standing[],
): Promise<Overview["failing"]> {
  const counted = new Set(rows.map(({ submission }) => submission));
  const counts = new Map<string, { question: string; title: string; count: number }>();
  const pageSize = 500;
  for (let after = 0; ; ) {
    const page = await book.db
      .selectFrom("results")
      .select(["id", "submission", "results"])
      .where("version", "=", version)
      .where("id", ">", after)
      .orderBy("id")
      .limit(pageSize)
      .execute();
    for (const { submission, results } of page) {
      if (!counted.has(submission)) continue;
      for (const { name, tests } of (JSON.parse(results) as Results).questions) {
        const titles = assignment.questions.find((question) => question.name === name)?.tests ?? [];
        tests.forEach((test, index) => {
          if (test.passed) return;
          const key = `${name} ${index}`;
          const known = counts.get(key) ?? { question: name, title: titles[index]?.title ?? test.name, count: 0 };
          known.count++;
          counts.set(key, known);
        });
      }
    }
    if (page.length < pageSize) break;
    after = page.at(-1)!.id;
  }
  return [...counts.values()]
    .map((each) => ({ ...each, share: each.count / rows.length }))
    .sort((a, b) => b.count - a.count)
    .slice(0, mostFailing);
}

/** By question, from the log of saved reviews. */
async function secondsToGrade(book: Gradebook, counted: Set<number>): Promise<Map<string, number>> {
  const rows = await book.db
    .selectFrom("events")
    .select(["at", "payload"])
    .where("kind", "=", "review-saved")
    .orderBy("seq")
    .execute();
  const last = new Map<string, number>();
  const gaps = new Map<string, number[]>();
  for (const { at, payload } of rows) {
    const { submission, question, author, state } = JSON.parse(payload);
    const time = Date.parse(at);
    const before = last.get(author);
    last.set(author, time);
    if (before === undefined || state !== "done" || !counted.has(submission)) continue;
    const gap = (time - before) / 1000;
    if (gap < longestMinutes * 60) gaps.set(question, [...(gaps.get(question) ?? []), gap]);
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
  return new Map([...gaps].map(([question, values]) => [question, median(values)]));
}
