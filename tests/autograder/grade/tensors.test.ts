// Oracle: the fixture's reference solution, and sums computed in the test itself.
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { type Assignment, loadAssignment } from "../../../autograder/assignment/index.ts";
import { Classroom, scores, withSource } from "./submissions.ts";

const fixture = fileURLToPath(new URL("../fixtures/tensor-steps", import.meta.url));

describe("grading tensors", () => {
  let room: Classroom;
  let assignment: Assignment;
  before(async () => {
    assignment = await loadAssignment(fixture);
    room = new Classroom(assignment, fixture);
  });
  after(() => room.remove());

  it("crosses tensors, gradients and live objects, and believes no patched library", async () => {
    const { solution } = assignment;
    await room.submit("solution", solution);
    await room.submit("release", assignment.release);
    await room.submit(
      "no-gradient",
      withSource(
        solution,
        "q1",
        `function normalize(x: Tensor) { const d = x.detach(); const c = d.sub(d.mean(1, { keepdim: true })); return c.div(c.square().mean(1, { keepdim: true }).sqrt()).add(x.mul(0)); }`,
      ),
    );
    await room.submit(
      "attack-11",
      withSource(
        solution,
        "q2",
        `const { Tensor: T } = await import("tsgrad") as any;
        T.prototype.matmul = function () { return tensor([[210], [430]]); };
        T.prototype.toArray = () => [[211], [431]];
        Object.defineProperty(T.prototype, "shape", { get: () => [2, 1] });
        class Linear { sizes = { inputs: 2, outputs: 1 }; weight = tensor([[10], [100]]); load() { return this; } forward(x: any) { return x; } }`,
      ),
    );
    const { results } = await room.grade("out");
    expect(scores(results.get("solution"))).to.deep.equal([4, 3, 2]);
    expect(scores(results.get("release"))).to.deep.equal([0, 0, 0]);
    expect(scores(results.get("no-gradient"))).to.deep.equal([2, 3, 2]);
    expect(results.get("attack-11")?.outcome).to.equal("scored");
    expect(scores(results.get("attack-11"))[1]).to.equal(0);
  });
});
