import { defineTests } from "../authoring/context.ts";
import { fashionMNIST } from "../authoring/fashionMnist.ts";
import type { TestModule } from "../authoring/index.ts";
import { remoteNotebook, StudentError } from "../authoring/remote.ts";
import { createHost } from "../child/host.ts";
import { tensorLibrary } from "../child/tensorLibrary.ts";
import type { PublicQuestion } from "./check.ts";
import type { CheckResult } from "./show.ts";

/** The same tests as in grading, asked of the live cells instead of a sandboxed copy. */
export async function runPublicTests(
  question: string,
  { assignment, tests: module }: PublicQuestion & { assignment: string },
): Promise<CheckResult[]> {
  if (!module) return [];
  const host = createHost(tensorLibrary());
  const student = remoteNotebook((ask, bytes) => host({ ...ask, id: "" } as Parameters<typeof host>[0], bytes));
  const { tests, begin, awarded } = defineTests(module as TestModule, { student, fashionMNIST });
  const results: CheckResult[] = [];
  for (const [index, { title, options, body }] of tests.entries()) {
    begin(`${assignment}/check/${question}/public/${index}`);
    try {
      await body();
      const { share, message } = awarded();
      results.push({
        title,
        passed: share === 1,
        ...(share < 1 && { share, ...(message !== undefined && { message }) }),
      });
    } catch (error) {
      if (error instanceof StudentError && error.thrown === "InterruptError") throw error;
      results.push(failure(title, options, error));
    }
  }
  return results;
}

function failure(title: string, { message, hint }: { message?: string; hint?: string }, error: unknown): CheckResult {
  const detail =
    error instanceof StudentError ? `Your code threw ${error.thrown}: ${error.message}` : (error as Error).message;
  return {
    title,
    passed: false,
    message: message ? `${message}. ${detail}` : detail,
    ...(hint !== undefined && { hint }),
  };
}
