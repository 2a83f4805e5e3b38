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

/** What a student reads about a test that is not full marks; of a hidden one nothing that its author did not write for students. */
export function failureMessage(test: Test, outcome: Exclude<TestOutcome, { outcome: "passed" }>): string {
  const hidden = test.visibility === "hidden";
  const parts = [test.message, hidden ? hiddenDetail(test, outcome) : shownDetail(outcome)];
  const sentences = parts.flatMap((part) => (part ? [part.trimEnd()] : []));
  const text = sentences
    .map((part, index) => (index < sentences.length - 1 || hidden ? sentence(part) : part))
    .join(" ");
  return plainText(text, 2000);
}

function shownDetail(outcome: Exclude<TestOutcome, { outcome: "passed" }>): string {
  switch (outcome.outcome) {
    case "partial":
      return outcome.detail ?? "A part of this is right";
    case "failed":
      return outcome.detail;
    case "threw":
      return `Your code threw ${outcome.detail}`;
    case "lost":
      return `${lossText[outcome.reason]}: ${outcome.detail}`;
  }
}

function hiddenDetail({ message }: Test, outcome: Exclude<TestOutcome, { outcome: "passed" }>): string | undefined {
  switch (outcome.outcome) {
    case "partial":
      return outcome.detail ?? "A part of this is right";
    case "failed":
      return outcome.shown ?? (message === undefined ? "The answer is not right yet" : undefined);
    case "threw":
      return "Your code threw an error";
    case "lost":
      return lossText[outcome.reason];
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A line for a cell that failed, or nothing. */
export function cellError(run: CellRun): string | undefined {
  if (run.lost) return `Cell ${run.id}: ${lossText[run.lost.reason].replace(/^It/, "it")}.`;
  if (run.status === "ok") return undefined;
  return plainText(`Cell ${run.id}: ${run.error ? `${run.error.name}: ${run.error.message}` : "it failed"}`, 2000);
}
