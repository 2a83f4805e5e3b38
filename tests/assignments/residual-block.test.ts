// Oracle: what is wrong in each submission, by hand; points as the assignment's text gives them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Assignment, loadAssignment } from "../../autograder/assignment/index.ts";
import { Classroom, edit, project, scores, withSource } from "../autograder/grade/submissions.ts";

const folder = join(project, "assignments/residual-block");
const add = "residual.add(this.shortcut.forward(x))";

/** The tests' titles, up to what is filled in. */
const titlesOf = (text: string): string[] => [...text.matchAll(/it\(\s*["`]([^"`$]{10,})/g)].map(([, title]) => title!);

describe("the assignment residual-block", function () {
  this.timeout(600_000);
  let assignment: Assignment;
  before(async () => {
    assignment = await loadAssignment(folder);
  });

  it("gives away neither a hidden test nor a solution", () => {
    const release = JSON.stringify(assignment.release);
    for (const { text, visibility } of assignment.files.filter((file) => file.visibility === "hidden")) {
      for (const title of titlesOf(text)) expect(release, visibility).to.not.include(title);
    }
    for (const secret of ["SOLUTION", "STUB", "For mentors", "Common mistake", add, "16 * 8 * 3 * 3", "loss.item()"]) {
      const open = JSON.stringify({ ...assignment.release, cells: assignment.release.cells.slice(2) });
      expect(open).to.not.include(secret);
    }
  });

  describe("six submissions", () => {
    let room: Classroom;
    let graded: Awaited<ReturnType<Classroom["grade"]>>;

    before(async () => {
      room = new Classroom(assignment, folder);
      const { solution, release } = assignment;
      await room.submit("solution", solution);
      await room.submit("release", release);
      await room.submit(
        "wrong-block",
        edit(solution, "q1", (cell) => [{ ...cell, source: cell.source.replace(add, "residual.add(x)") }]),
      );
      await room.submit("forever", withSource(solution, "q2", "while (true) {}"));
      await room.submit("exit", withSource(solution, "q3", "process.exit(0);"));
      await room.submit(
        "deleted",
        edit(solution, "q1", () => []),
      );
      graded = await room.grade("out");
    });
    after(() => room.remove());

    for (const [student, expected] of Object.entries({
      solution: [5, 4, 5],
      release: [0, 0, 0],
      "wrong-block": [3.5, 4, 5],
      forever: [5, 0, 5],
      exit: [5, 4, 0],
      deleted: [0, 4, 5],
    })) {
      it(`gives ${student} ${expected.join(" + ")} points`, () => {
        expect(scores(graded.results.get(student)), JSON.stringify(graded.results.get(student))).to.deep.equal(
          expected,
        );
      });
    }

    it("shows students no title and no text of a hidden test", () => {
      const hidden = assignment.files.filter(({ visibility }) => visibility === "hidden");
      const titles = hidden.flatMap(({ text }) => titlesOf(text));
      expect(titles.length).to.be.at.least(8);
      const files = readdirSync(graded.out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      for (const { parentPath, name } of files) {
        const written = readFileSync(join(parentPath, name), "utf8");
        for (const title of titles) expect(written, name).to.not.include(title);
      }
    });
  });
});
