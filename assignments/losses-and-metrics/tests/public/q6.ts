import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Answers {
  frozenReport(x: Tensor): { names: string[]; gradients: string[]; moved: number; dropout: boolean };
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  it("trains the head's parameters only", {
    points: 1,
    hint: "head.0.weight belongs to head, headNorm.weight does not; and what was frozen before must thaw.",
  }, async () => {
    const { names } = await student.frozenReport(random.normal([4, 1, 6, 6]));
    expect(names).to.deep.equal(["head.0.weight", "head.0.bias", "head.2.weight", "head.2.bias"]);
  });
};
