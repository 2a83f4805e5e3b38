import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Answers {
  lossOf(logits: Tensor, auxLogits1: Tensor, auxLogits2: Tensor): Tensor;
}

export default ({ it, expect, student, tensor }: TestContext<Answers>) => {
  it("adds up the three losses", {
    points: 0.75,
    hint: "Where all logits are equal, each cross-entropy is log C; the loss is 1 + 0.3 + 0.3 times that.",
  }, async () => {
    const same = tensor([[2, 2, 2, 2]]);
    const loss = await student.lossOf(same, same, same);
    expect(loss.item(), "loss").to.be.closeTo(1.6 * Math.log(4), 1e-4);
  });
};
