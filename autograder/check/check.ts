import { defineTests } from "../authoring/context.ts";
import { fashionMNIST } from "../authoring/fashionMnist.ts";
import type { TestModule } from "../authoring/index.ts";
import { remoteNotebook, StudentError } from "../authoring/remote.ts";
import { createHost } from "../child/host.ts";
import { tensorLibrary } from "../child/tensorLibrary.ts";
import { type CheckResult, showResult } from "./show.ts";

export interface PublicQuestion {
  points: number;
  /** How many further tests run after submission. */
  hidden: number;
  /** Absent where all tests of the question are hidden. Without types, as the notebook carries it. */
  tests?: (context: never) => void;
}

const known = new Map<string, PublicQuestion & { assignment: string }>();

/** Makes an assignment's public tests known to `check`. The release notebook's first cell calls it. */
export function registerTests(assignment: string, questions: Record<string, PublicQuestion>): void {
  for (const [name, question] of Object.entries(questions)) known.set(name, { ...question, assignment });
}

/**
 * Runs the public tests of a question on what the notebook's cells defined, and shows the result.
 *
 * ```ts
 * await check("q1");
 * ```
 */
export async function check(question: string): Promise<void> {
  const found = known.get(question);
  if (!found) {
    const names = [...known.keys()].join(", ") || "none yet; run the notebook's first cells";
    throw new Error(`No tests for "${question}". Known questions: ${names}.`);
  }
  const results = await runPublicTests(question, found);
  showResult(question, results, found.hidden);
}

/** The same tests as in grading, asked of the live cells instead of a sandboxed copy. */
export async function runPublicTests(
  question: string,
  { assignment, tests: module }: PublicQuestion & { assignment: string },
): Promise<CheckResult[]> {
  if (!module) return [];
  const host = createHost(tensorLibrary());
  const student = remoteNotebook((ask, bytes) => host({ ...ask, id: "" } as Parameters<typeof host>[0], bytes));
  const { tests, seed } = defineTests(module as TestModule, { student, fashionMNIST });
  const results: CheckResult[] = [];
  for (const [index, { title, options, body }] of tests.entries()) {
    await seed(`${assignment}/check/${question}/public/${index}`);
    const { message, hint } = options;
    try {
      await body();
      results.push({ title, passed: true });
    } catch (error) {
      if (error instanceof StudentError && error.thrown === "InterruptError") throw error;
      const detail =
        error instanceof StudentError ? `Your code threw ${error.thrown}: ${error.message}` : (error as Error).message;
      results.push({
        title,
        passed: false,
        message: message ? `${message}. ${detail}` : detail,
        ...(hint !== undefined && { hint }),
      });
    }
  }
  return results;
}
