import type { TestContext } from "tsgrad/grading";

interface Answers {
  pathOf(which: "momentum" | "adam", gradients: number[], lr: number): number[];
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("makes momentum's first two steps", {
    points: 0.75,
    hint: "v is 1, then 0.9 · 1 + 1 = 1.9: from 1 to 0.9 to 0.71.",
  }, async () => {
    const path = await student.pathOf("momentum", [1, 1], 0.1);
    expect(path[0]).to.be.closeTo(0.9, 1e-9);
    expect(path[1]).to.be.closeTo(0.71, 1e-9);
  });

  it("makes Adam's first step", {
    points: 0.75,
    hint: "Corrected, m is g and s is g²: the step is the learning rate, whatever the gradient.",
  }, async () => {
    expect((await student.pathOf("adam", [7], 0.1))[0]).to.be.closeTo(0.9, 1e-6);
  });
};
