export { type Audit, audit } from "./audit.ts";
export { backup, restore } from "./backup.ts";
export { packAssignment, unpackAssignment } from "./bundle.ts";
export { type AssignmentOptions, addStudent, addVersion, notebookOf, type Received, receive } from "./collect.ts";
export { record } from "./events.ts";
export { publishedFeedback } from "./feedback.ts";
export { type LatePolicy, lateFactor } from "./late.ts";
export { type Gradebook, openGradebook } from "./open.ts";
export { complete, enqueue, giveBack, type Lease, lease, type MachineGpus, queueState, renew } from "./queue.ts";
export { type Collected, collect, findInBook, regrade } from "./regrade.ts";
export {
  comment,
  diffGrades,
  type GradeChange,
  override,
  publish,
  recordOverride,
  type Standing,
  standings,
} from "./scores.ts";
export { type WorkerOptions, work } from "./worker.ts";
