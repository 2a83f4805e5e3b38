import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Answers {
  frozenReport(x: Tensor): { names: string[]; gradients: string[]; moved: number; dropout: boolean };
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  it("gives gradients to the head, and to nothing else", {
    points: 0.5,
    message: "After backward() other parameters have a gradient than those of the head",
    hint: "requiresGrad_(false) on everything outside the head, requiresGrad_(true) inside, whatever was there before.",
  }, async () => {
    const { gradients } = await student.frozenReport(random.normal([4, 1, 6, 6]));
    expect(gradients).to.deep.equal(["head.0.weight", "head.0.bias", "head.2.weight", "head.2.bias"]);
  });

  it("stops the batch norms from drifting", {
    points: 1,
    message: "The running statistics of a batch norm outside the head still move",
    hint: "They are no parameters: requiresGrad does not touch them. Each such batch norm has to be in eval mode.",
  }, async () => {
    const { moved } = await student.frozenReport(random.normal([4, 1, 6, 6], { mean: 3 }));
    expect(moved).to.equal(0);
  });

  it("leaves the rest in training mode", {
    points: 0.5,
    message: "Dropout was switched off as well",
    hint: "eval() on the batch norms alone, not on the whole model.",
  }, async () => {
    const { dropout } = await student.frozenReport(random.normal([4, 1, 6, 6]));
    expect(dropout).to.equal(true);
  });
};
