export { findAssignment, loadAssignment, masterOf } from "./load.ts";
export { type NbgraderMetadata, nbgraderChecksum } from "./nbgrader.ts";
export { testsCellId } from "./notebooks.ts";
export {
  type Assignment,
  type AssignmentCell,
  type CellRole,
  type GpuWish,
  type Question,
  type QuestionLimits,
  type Test,
  type TestFile,
  type Visibility,
  visibilities,
} from "./types.ts";
