export { type Merged, mergeSubmission, type Note } from "./merge.ts";
