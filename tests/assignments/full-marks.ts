import { join } from "node:path";
import { expect } from "chai";
import { type Assignment, loadAssignment } from "../../autograder/assignment/index.ts";
import { Classroom, project, scores } from "../autograder/grade/submissions.ts";

/** Grades the solution, which gets all `points`, and the release, which gets none; gives what was loaded for more tests. */
export function itGradesSolutionAndRelease(name: string, points: readonly number[]): () => Assignment {
  const folder = join(project, "assignments", name);
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
    expect(scores(results.get("solution")), JSON.stringify(results.get("solution"))).to.deep.equal(points);
    expect(scores(results.get("release"))).to.deep.equal(points.map(() => 0));
  });
  return () => assignment;
}
