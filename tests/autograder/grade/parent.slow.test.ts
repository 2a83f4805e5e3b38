// Oracle: the same class graded undisturbed. The grading parent is killed at seeded moments, with all below it left to fend for itself.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import { seeded } from "../merge/mangle.ts";
import { Classroom, fixture, project, withSource } from "./submissions.ts";

describe("killing the grading parent", () => {
  it("12 times loses nothing: the next run finishes, and the files are those of a calm run", async () => {
    const assignment = await loadAssignment(fixture);
    const room = new Classroom(assignment);
    for (let n = 0; n < 24; n++)
      await room.submit(
        `student-${n}`,
        withSource(n % 2 ? assignment.solution : assignment.release, "q2", `const total = 5; // ${n}`),
      );
    const calm = await room.grade("calm");
    const out = join(room.root, "stormy");
    const grade = () =>
      spawn(
        process.execPath,
        [
          "--no-warnings",
          join(project, "cli/tsgrad.mjs"),
          "grade",
          fixture,
          "--submissions",
          room.submissions,
          "--out",
          out,
        ],
        { stdio: "ignore" },
      );
    const random = seeded(5);
    for (let kills = 0; kills < 12; kills++) {
      const parent = grade();
      const timer = setTimeout(() => parent.kill("SIGKILL"), 300 + random(6000));
      await once(parent, "exit");
      clearTimeout(timer);
    }
    const [code] = (await once(grade(), "exit")) as [number];
    expect(code).to.equal(0);
    for (const student of calm.results.keys()) {
      const bytes = (folder: string) => readFileSync(join(folder, student, "results.json"), "utf8");
      expect(bytes(out), student).to.equal(bytes(calm.out));
    }
    expect(readFileSync(join(out, "grades.csv"), "utf8")).to.equal(readFileSync(join(calm.out, "grades.csv"), "utf8"));
    room.remove();
  }).timeout(900_000);
});
