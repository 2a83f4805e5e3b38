export { type Match, matchAnswers } from "./match.ts";
export { type Merged, mergeSubmission, type Note } from "./merge.ts";
