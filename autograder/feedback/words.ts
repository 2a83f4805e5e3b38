import type { QuestionResult, Results, TestResult } from "../grade/results.ts";

/** The outcome in a sentence: never "all passed" while tests that count have not been told of. */
export function verdict(results: Results): string {
  if (results.outcome !== "scored") return "";
  const shown = results.questions.flatMap(({ tests }) => tests);
  const { pending } = results;
  if (pending) {
    const open = `${countTests(pending.tests, "hidden test")} pending`;
    return `${passedOf(shown, "public test")}, ${open}: they run after the due time and are worth ${pending.points} points.`;
  }
  const manual = results.questions.filter(({ score }) => score === null).length;
  const byHand = manual > 0 ? ` ${manual} ${manual === 1 ? "answer waits" : "answers wait"} for a person.` : "";
  return shown.length > 0 ? `${passedOf(shown, "test")}.${byHand}` : byHand.trim();
}

/** A question's result in a few words. */
export function questionState({ status, score, reason, tests, errors, pending }: QuestionResult): string {
  if (status === "graded by a person") return score === null ? "waits for a person" : "graded by a person";
  if (status === "not answered") return `✗ ${reason?.replace(/\.$/, "") ?? "not answered"}`;
  const passed = tests.filter((test) => test.passed).length;
  const open = pending ? `, ${countTests(pending.tests, "hidden test")} pending` : "";
  const symbol = passed === tests.length ? "✓" : "✗";
  const broke = errors.length > 0 ? ", the answer did not run to its end" : "";
  return `${symbol} ${passed} of ${countTests(tests.length, "test")} passed${broke}${open}`;
}

export function countTests(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function passedOf(tests: TestResult[], noun: string): string {
  const passed = tests.filter((test) => test.passed).length;
  if (passed === tests.length)
    return tests.length === 1 ? `The ${noun} passed` : `All ${countTests(tests.length, noun)} passed`;
  return `${passed} of ${countTests(tests.length, noun)} passed`;
}
