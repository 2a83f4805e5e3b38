// Oracle: the same class graded on a quiet machine: 20 runs, at 1 and 2 workers, and with four busy processes a processor beside it.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import { Classroom, fixture, withSource } from "./submissions.ts";

describe("results on a loaded machine", () => {
  it("are the same bytes in 20 runs, at 1 and 2 workers, idle and fourfold overloaded", async () => {
    const assignment = await loadAssignment(fixture);
    const room = new Classroom(assignment);
    await room.submit("solution", assignment.solution);
    await room.submit("wrong", withSource(assignment.solution, "q1", "function relu(x) { return x; }"));
    // Half of the limit of two seconds, by the processor's clock.
    await room.submit(
      "slow",
      withSource(
        assignment.solution,
        "q2",
        "const used = () => { const { user, system } = process.cpuUsage(); return user + system; }; const began = used(); while (used() - began < 1e6); const total = 5;",
      ),
    );
    await room.submit("forever", withSource(assignment.solution, "q3", "while (true);"));
    const first = await room.grade("first");
    const bytes = (out: string) =>
      [...first.results.keys()].map((student) => readFileSync(join(out, student, "results.json"), "utf8")).join("");
    expect(first.results.get("slow")?.score).to.equal(9);
    for (let run = 0; run < 20; run++) {
      const hogs: ChildProcess[] = [];
      if (run % 2)
        for (let i = 0; i < 4 * availableParallelism(); i++) hogs.push(spawn(process.execPath, ["-e", "for (;;);"]));
      const again = await room.grade(`run-${run}`, { workers: 1 + (run % 4 > 1 ? 1 : 0) });
      for (const hog of hogs) hog.kill("SIGKILL");
      expect(bytes(again.out), `run ${run}`).to.equal(bytes(first.out));
    }
    room.remove();
  }).timeout(1_800_000);
});
