export { type ClassOptions, gradeClass } from "./class.ts";
export type { Outcome, QuestionResult, Results, TestResult } from "./results.ts";
export { type Graded, gradeSubmission } from "./submission.ts";
