import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Answers {
  focalLoss(logits: Tensor, targets: Tensor, gamma: number): Tensor;
  softF1Loss(logits: Tensor, targets: Tensor): Tensor;
}

export default ({ it, expect, student, tensor }: TestContext<Answers>) => {
  it("is the cross-entropy for gamma 0", {
    points: 0.5,
    hint: "With gamma 0 the factor is 1: -log p. Here p is a half.",
  }, async () => {
    const loss = await student.focalLoss(tensor([[1, 1]]), tensor([0], { dtype: "int32" }), 0);
    expect(loss.item()).to.be.closeTo(Math.log(2), 1e-5);
  });

  it("has the F1 of certain answers", {
    points: 0.5,
    hint: "Probabilities of 1 and 0 are answers: one hit, one false alarm, no miss. F1 is 2/3, the loss 1/3.",
  }, async () => {
    const logits = tensor([
      [0, 30],
      [0, 30],
    ]);
    const loss = await student.softF1Loss(logits, tensor([1, 0], { dtype: "int32" }));
    expect(loss.item()).to.be.closeTo(1 / 3, 1e-4);
  });
};
