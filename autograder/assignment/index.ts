export { findAssignment, loadAssignment } from "./load.ts";
export { type NbgraderMetadata, nbgraderChecksum } from "./nbgrader.ts";
export { testsCellId } from "./notebooks.ts";
export type { Assignment, AssignmentCell, CellRole, Question, Test, TestFile, Visibility } from "./types.ts";
