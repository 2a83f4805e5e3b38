export { fileCache } from "./cache.ts";
export { type ClassOptions, gradeClass } from "./class.ts";
export type { Outcome, QuestionResult, Results, TestResult } from "./results.ts";
export { type Graded, gradeNotebook, gradeSubmission, gradeText } from "./submission.ts";
export { beforeDue } from "./view.ts";
