import { addPoints, type Pending, type QuestionResult, type Results } from "./results.ts";

/** Results as a student may see them before the due time: public tests, and how many others will count. */
export function beforeDue(results: Results): Results {
  if (results.outcome !== "scored") return results;
  const questions = results.questions.map(questionBeforeDue);
  const pending = questions.flatMap((question) => question.pending ?? []);
  return {
    ...results,
    score: addPoints(questions.map(({ score }) => score ?? 0)),
    questions,
    ...(pending.length > 0 && { pending: addUp(pending) }),
  };
}

function questionBeforeDue(question: QuestionResult): QuestionResult {
  const later = question.tests.filter(({ visibility }) => visibility !== "public");
  if (later.length === 0) return question;
  const tests = question.tests.filter(({ visibility }) => visibility === "public");
  const points = addPoints(later.map(({ max_score }) => max_score));
  return {
    ...question,
    score: addPoints(tests.map(({ score }) => score)),
    tests,
    pending: { tests: later.length, points },
  };
}

function addUp(all: readonly Pending[]): Pending {
  return {
    tests: all.reduce((sum, { tests }) => sum + tests, 0),
    points: addPoints(all.map(({ points }) => points)),
  };
}
