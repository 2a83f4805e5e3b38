import type { QuestionResult, Results } from "../grade/results.ts";

/** PrairieLearn's `results.json` of an external grader. */
export interface PrairieLearnResults {
  gradable: boolean;
  score: number;
  message: string;
  format_errors?: string[];
  tests: { name: string; description: string; points: number; max_points: number; message?: string }[];
}

/** PrairieLearn counts a submission that is not gradable as no attempt; the grader's own failure is one. */
export function toPrairieLearn(results: Results): PrairieLearnResults {
  if (results.outcome !== "scored") {
    const machine = results.outcome === "infrastructure error";
    const message = machine
      ? "The grading machine had a problem. This attempt does not count."
      : (results.reason ?? "");
    return { gradable: false, score: 0, message, ...(!machine && { format_errors: [message] }), tests: [] };
  }
  const tests = results.questions.flatMap((question) =>
    question.tests.map(({ name, score, max_score, message, hint }) => ({
      name: `${question.name}: ${name}`,
      description: question.errors.join("\n"),
      points: score,
      max_points: max_score,
      ...(message !== undefined && { message: hint === undefined ? message : `${message}\nHint: ${hint}` }),
    })),
  );
  const most = results.max_score;
  return {
    gradable: true,
    score: most > 0 ? Math.min(1, (results.score ?? 0) / most) : 0,
    message: [...new Set([...results.notes.map(({ text }) => text), ...unanswered(results.questions)])].join("\n"),
    tests,
  };
}

/** The last line that Autolab reads from a grader's output: a score a problem, and the total for its scoreboard. */
export function toAutolab(results: Results): string {
  if (results.score === null) throw new Error("Autolab takes scores only; this submission was not graded");
  const scores = Object.fromEntries(results.questions.map(({ name, score }) => [name, score ?? 0]));
  return JSON.stringify({ scores, scoreboard: [results.score] });
}

function unanswered(questions: readonly QuestionResult[]): string[] {
  return questions.flatMap(({ status, reason }) => (status === "not answered" && reason ? [reason] : []));
}
