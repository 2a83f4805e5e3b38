import type { Test } from "../assignment/index.ts";
import { plainText } from "../feedback/text.ts";
import type { CellRun } from "../runner/notebook.ts";
import type { ProcessLost } from "../runner/session.ts";
import type { TestOutcome } from "../runner/tests.ts";

const lossText: Record<ProcessLost["reason"], string> = {
  time: "It did not finish within the time limit",
  memory: "It used more memory than allowed",
  exit: "It ended the notebook's process (process.exit or a crash)",
  killed: "It ended the notebook's process by a signal",
  protocol: "It disturbed the connection to the grader",
};

/** What a student reads about a failed test; of a hidden one nothing that its author did not write for students. */
export function failureMessage(test: Test, outcome: Exclude<TestOutcome, { outcome: "passed" }>): string {
  const written = test.message;
  if (test.visibility === "hidden") {
    const fixed = {
      failed: "The answer is not right yet",
      threw: "Your code threw an error",
      lost: outcome.outcome === "lost" ? lossText[outcome.reason] : "",
    }[outcome.outcome];
    return `${written ?? fixed}.${written && outcome.outcome !== "failed" ? ` ${fixed}.` : ""}`.replace(/\.\.+/g, ".");
  }
  const detail = {
    failed: outcome.detail,
    threw: `Your code threw ${outcome.detail}`,
    lost: outcome.outcome === "lost" ? `${lossText[outcome.reason]}: ${outcome.detail}` : "",
  }[outcome.outcome];
  return plainText(written ? `${written}. ${detail}` : detail, 2000);
}

/** A line for a cell that failed, or nothing. */
export function cellError(run: CellRun): string | undefined {
  if (run.lost) return `Cell ${run.id}: ${lossText[run.lost.reason].replace(/^It/, "it")}.`;
  if (run.status === "ok") return undefined;
  return plainText(`Cell ${run.id}: ${run.error ? `${run.error.name}: ${run.error.message}` : "it failed"}`, 2000);
}
