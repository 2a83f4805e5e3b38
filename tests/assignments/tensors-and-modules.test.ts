// Oracle: the points of the assignment's text.
import { join } from "node:path";
import { expect } from "chai";
import { type Assignment, loadAssignment } from "../../autograder/assignment/index.ts";
import { Classroom, project, scores } from "../autograder/grade/submissions.ts";

const folder = join(project, "assignments/tensors-and-modules");

describe("the assignment tensors-and-modules", function () {
  this.timeout(600_000);
  let assignment: Assignment;
  before(async () => {
    assignment = await loadAssignment(folder);
  });

  it("gives the solution everything and the release nothing", async () => {
    const room = new Classroom(assignment, folder);
    await room.submit("solution", assignment.solution);
    await room.submit("release", assignment.release);
    const { results } = await room.grade("out");
    room.remove();
    expect(scores(results.get("solution")), JSON.stringify(results.get("solution"))).to.deep.equal([3, 3, 5, 4, 3]);
    expect(scores(results.get("release"))).to.deep.equal([0, 0, 0, 0, 0]);
  });
});
