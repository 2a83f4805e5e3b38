// Oracle: what was broken in each submission of the fixture, by hand; the canaries planted in its hidden tests.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import { Classroom, edit, fixture, scores, withSource } from "./submissions.ts";

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe("grading a class", () => {
  let room: Classroom;
  let graded: Awaited<ReturnType<Classroom["grade"]>>;

  before(async () => {
    const assignment = await loadAssignment(fixture);
    room = new Classroom(assignment);
    const { solution, release } = assignment;
    await room.submit("solution", solution);
    await room.submit("release", release);
    await room.submit(
      "wrong",
      edit(solution, "q1", (cell) => [{ ...cell, source: cell.source.replace("Math.max(0, value)", "value") }]),
    );
    await room.submit("forever", withSource(solution, "q2", "while (true) {}"));
    await room.submit("exit", withSource(solution, "q3", "process.exit(0);"));
    await room.submit(
      "deleted",
      edit(solution, "q1", () => []),
    );
    await room.submit(
      "gone",
      withSource(solution, "q3", "(process as unknown as { reallyExit(code: number): never }).reallyExit(0);"),
    );
    graded = await room.grade("first");
  });
  after(() => room.remove());

  for (const [student, expected] of Object.entries({
    solution: [4, 2, 3],
    release: [0, 0, 0],
    wrong: [1, 2, 3],
    forever: [4, 0, 3],
    exit: [4, 2, 0],
    gone: [4, 2, 0],
    deleted: [0, 2, 3],
  })) {
    it(`gives ${student} ${expected.join(" + ")} points`, () => {
      expect(scores(graded.results.get(student))).to.deep.equal(expected);
      expect(graded.results.get(student)?.outcome).to.equal("scored");
    });
  }

  it("writes a table of grades", () => {
    const table = readFileSync(join(graded.out, "grades.csv"), "utf8");
    expect(table).to.match(/^student,score,max_score,q1,q2,q3\r\ndeleted,5,9,0,2,3\r\nexit,6,9,4,2,0\r\n/);
  });

  it("says why to each student", () => {
    const reasons = (student: string) => JSON.stringify(graded.results.get(student)?.questions);
    expect(reasons("deleted")).to.include("The answer cell of q1 is missing.");
    expect(reasons("forever")).to.include("did not finish within the time limit");
    expect(reasons("exit")).to.include("process.exit(0) has no effect here");
    expect(reasons("gone")).to.include("ended the notebook's process");
    expect(reasons("wrong")).to.include("relu keeps a negative number");
  });

  it("shows nothing of hidden tests but their messages, in no form", () => {
    const encoded = [
      "CANARY",
      "6f1d",
      Buffer.from("CANARY").toString("base64").slice(0, 7),
      Buffer.from("CANARY").toString("hex"),
    ];
    for (const file of files(graded.out)) {
      for (const canary of encoded) expect(readFileSync(file, "utf8"), file).to.not.include(canary);
    }
  });

  it("gives the same bytes with one worker as with two", async () => {
    const again = await room.grade("second", { workers: 1 });
    for (const file of files(again.out).filter((path) => !path.endsWith(".html"))) {
      expect(readFileSync(file, "utf8"), file).to.equal(readFileSync(file.replace(again.out, graded.out), "utf8"));
    }
  });
});

describe("a class of broken files", () => {
  it("is graded to the end, each with its reason", async () => {
    const assignment = await loadAssignment(fixture);
    const room = new Classroom(assignment);
    const name = `${assignment.name}.ipynb`;
    await room.submit("good", assignment.solution);
    await room.submit("=cmd|' calc'!A0", assignment.solution);
    symlinkSync(join(room.submissions, "good"), join(room.submissions, "linked-folder"));
    symlinkSync(join(room.submissions, "good", name), join(room.folder("linked-file"), name));
    writeFileSync(join(room.folder("text"), name), "not JSON");
    writeFileSync(join(room.folder("deep"), name), "[".repeat(100_000));
    writeFileSync(join(room.folder("huge"), name), "");
    truncateSync(join(room.folder("huge"), name), 200 * 2 ** 20);
    writeFileSync(join(room.folder("renamed"), "homework.ipynb"), "{}");
    execFileSync("mkfifo", [join(room.folder("pipe"), name)]);
    writeFileSync(join(room.submissions, "stray.txt"), "");
    const { results, skipped, out } = await room.grade("out");
    const table = readFileSync(join(out, "grades.csv"), "utf8");
    const pages = readFileSync(join(out, "renamed", "feedback.html"), "utf8");
    room.remove();

    expect(skipped).to.deep.equal(["linked-folder", "stray.txt"]);
    expect(scores(results.get("good"))).to.deep.equal([4, 2, 3]);
    for (const [student, reason] of Object.entries({
      "linked-file": /symbolic link/,
      text: /not JSON/,
      deep: /nested more than 100/,
      huge: /209715200 bytes/,
      renamed: /Found instead: homework\.ipynb/,
      pipe: /not a regular file/,
    })) {
      expect(results.get(student)?.outcome, student).to.equal("student error");
      expect(results.get(student)?.score, student).to.equal(0);
      expect(results.get(student)?.reason, student).to.match(reason);
      expect(results.get(student)?.reason, student).to.not.include(room.root);
    }
    expect(table).to.include(`'=cmd|' calc'!A0,9,9`);
    expect(pages).to.include("0 of 9 points");
  });
});
