// Oracle: the same class graded undisturbed. Workers and sandboxes are killed at seeded moments while it is graded again.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import { processTree } from "../../../autograder/sandbox/processTree.ts";
import { seeded } from "../merge/mangle.ts";
import { Classroom, fixture, withSource } from "./submissions.ts";

const command = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
};

/** Kills one of our own grading processes, workers or sandboxes, every now and then; returns how many were hit. */
function killer(seed: number, everyMs: number): { stop(): number } {
  const random = seeded(seed);
  let kills = 0;
  let timer: NodeJS.Timeout;
  const strike = () => {
    const targets = processTree(process.pid)
      .slice(1)
      .filter((pid) => /\/worker\.(ts|mjs)|child\.mjs|child\/main\.ts/.test(command(pid)));
    const target = targets[random(Math.max(1, targets.length))];
    if (target !== undefined) {
      try {
        process.kill(target, "SIGKILL");
        kills++;
      } catch {}
    }
    timer = setTimeout(strike, everyMs / 2 + random(everyMs));
  };
  timer = setTimeout(strike, everyMs);
  return {
    stop: () => {
      clearTimeout(timer);
      return kills;
    },
  };
}

const students = 45;

describe("killing graders and sandboxes", () => {
  let killing: ReturnType<typeof killer> | undefined;
  // Also after a time limit: it would go on killing what other tests start.
  afterEach(() => killing?.stop());

  it("loses no score and doubles none", async () => {
    const assignment = await loadAssignment(fixture);
    const room = new Classroom(assignment);
    const kinds = [
      assignment.solution,
      withSource(assignment.solution, "q1", "function relu(x) { return x; }"),
      assignment.release,
    ];
    for (let i = 0; i < students; i++) await room.submit(`student-${i}`, kinds[i % 3]!);
    const begun = performance.now();
    const calm = await room.grade("calm");
    const eachMs = (2 * (performance.now() - begun)) / students;
    // At the machine's own pace: a submission that meets the killer five times is given up, and rightly so.
    killing = killer(3, 3 * eachMs);
    const stormy = await room.grade("stormy");
    const kills = killing.stop();
    expect(kills).to.be.at.least(5);
    for (const student of calm.results.keys()) {
      const bytes = (out: string) => readFileSync(join(out, student, "results.json"), "utf8");
      expect(bytes(stormy.out), student).to.equal(bytes(calm.out));
    }
    expect(readFileSync(join(stormy.out, "grades.csv"), "utf8")).to.equal(
      readFileSync(join(calm.out, "grades.csv"), "utf8"),
    );
    room.remove();
  }).timeout(300_000);
});
