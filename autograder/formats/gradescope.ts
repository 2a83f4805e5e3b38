import type { Results, TestResult } from "../grade/results.ts";

/** `results.json` of Gradescope's autograder specification. */
export interface GradescopeResults {
  score?: number;
  output?: string;
  output_format?: "text";
  test_output_format?: "text";
  visibility?: GradescopeVisibility;
  stdout_visibility?: GradescopeVisibility;
  extra_data?: Record<string, unknown>;
  tests?: GradescopeTest[];
}

export type GradescopeVisibility = "visible" | "hidden" | "after_due_date" | "after_published";

export interface GradescopeTest {
  name: string;
  number: string;
  score: number;
  max_score: number;
  status: "passed" | "failed";
  output?: string;
  visibility: GradescopeVisibility;
  tags?: string[];
}

const visibilityOf: Record<TestResult["visibility"], GradescopeVisibility> = {
  public: "visible",
  "after-due": "after_due_date",
  hidden: "after_published",
};

/** Results for Gradescope: a test each, hidden ones visible when grades are published. The grader's own failure has no score. */
export function toGradescope(results: Results): GradescopeResults {
  const extra_data = { tool: "tsgrad", submission: results.submission, outcome: results.outcome };
  if (results.outcome === "infrastructure error")
    return {
      output: "The grading machine had a problem; this is not a score. Please rerun the autograder.",
      extra_data,
    };
  const tests = results.questions.flatMap((question, number): GradescopeTest[] => {
    if (question.tests.length === 0) {
      if (question.status === "graded by a person") return [];
      const output = question.reason ?? "Not answered.";
      return [{ ...head(question.name, `${number + 1}`, 0, question.max_score), output, visibility: "visible" }];
    }
    return question.tests.map((test, index): GradescopeTest => {
      const text = [test.message, test.hint && `Hint: ${test.hint}`, ...question.errors.slice(0, index === 0 ? 5 : 0)];
      const output = text.filter(Boolean).join("\n");
      return {
        ...head(`${question.name}: ${test.name}`, `${number + 1}.${index + 1}`, test.score, test.max_score),
        status: test.passed ? "passed" : "failed",
        ...(output && { output }),
        visibility: visibilityOf[test.visibility],
        tags: [question.name],
      };
    });
  });
  const notes = [results.reason, ...results.notes.map(({ text }) => text)].filter(Boolean).join("\n");
  return {
    score: results.score ?? 0,
    ...(notes && { output: notes }),
    output_format: "text",
    test_output_format: "text",
    visibility: "visible",
    stdout_visibility: "hidden",
    extra_data,
    tests,
  };
}

function head(name: string, number: string, score: number, max_score: number) {
  return { name, number, score, max_score, status: score >= max_score ? ("passed" as const) : ("failed" as const) };
}
