import { addPoints } from "../grade/results.ts";
import type { Gradebook } from "../gradebook/index.ts";

/** Where a score starts before the items: at the tests' score, at nothing, or at all points. */
export const starts = ["tests", "zero", "full"] as const;
export type Start = (typeof starts)[number];

export interface RubricItem {
  id: string;
  text: string;
  /** Added to the score; negative takes away. Of a cap: the most that an answer with it may get. */
  points: number;
  cap?: true;
}

export interface RubricContent {
  start: Start;
  items: RubricItem[];
}

export interface Rubric extends RubricContent {
  /** 0 before anybody saved one. */
  version: number;
  author: string;
}

/** The question that is graded, and the version of the assignment whose results count. */
export interface QuestionKey {
  assignment: number;
  version: number;
  question: string;
  max: number;
}

/** The gradebook, or a transaction in it. */
export type Reader = Pick<Gradebook["db"], "selectFrom">;

export async function readRubric(db: Reader, { assignment, question }: QuestionKey): Promise<Rubric> {
  const row = await db
    .selectFrom("rubrics")
    .select(["version", "content", "author"])
    .where("assignment", "=", assignment)
    .where("question", "=", question)
    .executeTakeFirst();
  if (!row) return { version: 0, author: "", start: "tests", items: [] };
  return { version: row.version, author: row.author, ...(JSON.parse(row.content) as RubricContent) };
}

export function startOf({ start }: RubricContent, tests: number | null, max: number): number {
  return start === "full" ? max : start === "zero" ? 0 : (tests ?? 0);
}

/** The score of a question: start and chosen items, at most what the chosen caps allow, never below 0 or above its points. */
export function rubricScore(
  rubric: RubricContent,
  chosen: readonly string[],
  tests: number | null,
  max: number,
): number {
  const first = startOf(rubric, tests, max);
  const applied = rubric.items.filter(({ id }) => chosen.includes(id));
  const added = applied.filter(({ cap }) => !cap).map(({ points }) => points);
  const caps = applied.filter(({ cap }) => cap).map(({ points }) => points);
  return Math.max(Math.min(addPoints([first, ...added]), Math.max(max, first), ...caps), 0);
}

/** Overrides of this kind follow the rubric when it changes; any other was a person's own decision and stays. */
export const rubricReason = "Rubric: ";

export function reasonOf({ items }: RubricContent, chosen: readonly string[]): string {
  const names = items.filter(({ id }) => chosen.includes(id)).map((item) => `${worth(item)} ${item.text}`);
  return `${rubricReason}${names.join("; ") || "no item"}`.slice(0, 1000);
}

/** What an item does to a score, in a word. */
export function worth({ points, cap }: RubricItem): string {
  return cap ? `≤ ${points}` : signed(points);
}

function signed(points: number): string {
  return points < 0 ? `−${-points}` : `+${points}`;
}
