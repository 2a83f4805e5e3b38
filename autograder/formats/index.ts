export { toGradescope } from "./gradescope.ts";
export { gradescopeAutograder } from "./gradescopeZip.ts";
export { type ImportedAssignment, writeImported } from "./imported.ts";
export { toLineItem, toLtiScores } from "./lti.ts";
export { importNbgrader } from "./nbgraderCourse.ts";
export { importNbgraderGradebook } from "./nbgraderGradebook.ts";
export { readNbgrader, writeNbgrader } from "./nbgraderMetadata.ts";
export { importOtter } from "./otter.ts";
export { toAutolab, toPrairieLearn } from "./platforms.ts";
