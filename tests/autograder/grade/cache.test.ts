// Oracle: grading without a cache; which questions ran is seen by the cache's files.
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import { Classroom, fixture, scores, withSource } from "./submissions.ts";

describe("the cache of results", () => {
  it("gives the same bytes, is not asked for lost processes, and runs a question again when its tests change", async () => {
    const assignment = await loadAssignment(fixture);
    const room = new Classroom(assignment);
    await room.submit("solution", assignment.solution);
    await room.submit("wrong", withSource(assignment.solution, "q1", "function relu(x) { return x; }"));
    await room.submit("forever", withSource(assignment.solution, "q2", "while (true);"));
    const cache = join(room.root, "cache");
    const entries = () =>
      readdirSync(cache, { recursive: true }).filter((name) => String(name).endsWith(".json")).length;

    const plain = await room.grade("plain");
    const first = await room.grade("first", { cache });
    expect(entries()).to.equal(6);
    const second = await room.grade("second", { cache });
    expect(entries()).to.equal(6);
    for (const student of plain.results.keys()) {
      for (const file of ["results.json", "feedback.html"]) {
        const [a, b, c] = [plain, first, second].map(({ out }) => readFileSync(join(out, student, file), "utf8"));
        expect(b, student).to.equal(a);
        expect(c, student).to.equal(a);
      }
    }

    const changed = join(room.root, "changed", "small-steps");
    cpSync(fixture, changed, { recursive: true });
    const test = join(changed, "tests/hidden/q2.ts");
    writeFileSync(test, readFileSync(test, "utf8").replace("to.equal(5)", "to.equal(6)"));
    const third = await room.grade("third", { cache, assignment: await loadAssignment(changed), source: changed });
    expect(scores(third.results.get("solution"))).to.deep.equal([4, 0, 3]);
    expect(entries()).to.equal(8);
    room.remove();
  }).timeout(120_000);
});
