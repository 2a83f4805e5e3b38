import type { Question, Test, Visibility } from "../assignment/index.ts";
import type { Note } from "../merge/index.ts";

/** How grading a submission ended. Only the machine's fault leaves a submission without a score. */
export type Outcome = "scored" | "student error" | "infrastructure error";

export interface TestResult {
  name: string;
  visibility: Visibility;
  passed: boolean;
  score: number;
  max_score: number;
  /** For the student; of a hidden test only what its author wrote or a fixed sentence. */
  message?: string;
  hint?: string;
}

export interface QuestionResult {
  name: string;
  status: "scored" | "not answered" | "graded by a person";
  score: number | null;
  max_score: number;
  reason?: string;
  /** What went wrong while the student's cells ran. */
  errors: string[];
  tests: TestResult[];
  /** What people wrote to the student. */
  comments?: string[];
  /** Tests that a student will hear of after the due time. */
  pending?: Pending;
}

export interface Pending {
  tests: number;
  points: number;
}

/** `results.json`: the same submission and tests give the same bytes. */
export interface Results {
  schema: "tsgrad-results-1";
  assignment: string;
  title: string;
  student: string;
  /** SHA-256 of the submitted file, where it could be read. */
  submission: string | null;
  outcome: Outcome;
  reason?: string;
  score: number | null;
  max_score: number;
  notes: Note[];
  questions: QuestionResult[];
  /** Set before the due time: the scores are those of the public tests. */
  pending?: Pending;
}

/** Sums points without the noise of binary fractions. */
export function addPoints(points: readonly number[]): number {
  return Math.round(points.reduce((sum, each) => sum + each, 0) * 1e6) / 1e6;
}

export function testName({ visibility, title, index }: Test): string {
  return visibility !== "hidden" ? title : `Hidden test ${index + 1}`;
}

/** The result of a question that was not run at all. */
export function unrun(question: Question, reason: string): QuestionResult {
  return {
    name: question.name,
    status: question.manual ? "graded by a person" : "not answered",
    score: question.manual ? null : 0,
    max_score: question.points,
    reason,
    errors: [],
    tests: [],
  };
}
