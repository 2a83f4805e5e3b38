import type { nn, optim, Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Answers {
  makePractice(lr: number): { model: nn.Linear; optimizer: optim.SGD };
  trainStep(model: nn.Linear, optimizer: optim.SGD, inputs: Tensor, targets: Tensor): number;
}

export default ({ it, expect, student, tensor }: TestContext<Answers>) => {
  const inputs = [[1, 2]];
  const targets = () => tensor([2], { dtype: "int32" });

  it("returns the loss before the step", {
    points: 0.5,
    hint: "A model whose weights are all 0 gives three classes the same score: log(3) = 1.0986. Return loss.item(), a number.",
  }, async () => {
    const { model, optimizer } = await student.makePractice(0.1);
    const loss = await student.trainStep(model, optimizer, tensor(inputs), targets());
    expect(loss, "loss").to.be.a("number").and.closeTo(Math.log(3), 1e-4);
  });

  it("makes the loss of the same batch smaller", {
    points: 0.5,
    hint: "loss.backward() finds the gradients, optimizer.step() uses them. zeroGrad() must not stand between the two.",
  }, async () => {
    const { model, optimizer } = await student.makePractice(0.1);
    const first = await student.trainStep(model, optimizer, tensor(inputs), targets());
    const second = await student.trainStep(model, optimizer, tensor(inputs), targets());
    expect(second, "second loss").to.be.below(first);
  });
};
