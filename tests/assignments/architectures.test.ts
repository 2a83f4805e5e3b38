// Oracle: the points of the assignment's text.
import { join } from "node:path";
import { expect } from "chai";
import { type Assignment, loadAssignment } from "../../autograder/assignment/index.ts";
import { Classroom, project, scores } from "../autograder/grade/submissions.ts";

const folder = join(project, "assignments/architectures");

describe("the assignment architectures", function () {
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
    const points = [4, 3, 4, 3, 6, 3, 5, 4];
    expect(scores(results.get("solution")), JSON.stringify(results.get("solution"))).to.deep.equal(points);
    expect(scores(results.get("release"))).to.deep.equal(points.map(() => 0));
  });

  it("tells in its table what each question gives", () => {
    const rows = [...assignment.release.cells[0]!.source.matchAll(/^\| (\d) \|.*\| (\d) \|$/gm)];
    expect(rows.map(([, question, points]) => [`q${question}`, Number(points)])).to.deep.equal(
      assignment.questions.map(({ name, points }) => [name, points]),
    );
  });
});
