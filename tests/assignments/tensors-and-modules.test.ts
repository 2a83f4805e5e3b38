// Oracle: the points of the assignment's text.
import { itGradesSolutionAndRelease } from "./full-marks.ts";

describe("the assignment tensors-and-modules", function () {
  this.timeout(600_000);
  itGradesSolutionAndRelease("tensors-and-modules", [3, 3, 5, 4, 3]);
});
