import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Answers {
  focalLoss(logits: Tensor, targets: Tensor, gamma: number): Tensor;
  softF1Loss(logits: Tensor, targets: Tensor): Tensor;
  focalOf(logits: Tensor): Tensor;
  softF1Of(logits: Tensor): Tensor;
}

export default ({ it, expect, student, random, tensor, gradients }: TestContext<Answers>) => {
  const int = (values: number[]) => tensor(values, { dtype: "int32" });

  it("looks past what is right already", {
    points: 1,
    message: "The focal loss of random logits is wrong",
    hint: "The mean of -(1 - p)^gamma · log p, with p the probability of the true class.",
  }, async () => {
    const logits = random.normal([4, 3], { std: 2 });
    const targets = [0, 1, 2, 1];
    const gamma = random.pick([1, 2, 3]);
    const expected = targets.reduce((sum, target, n) => {
      const powers = Array.from(logits.data.slice(3 * n, 3 * n + 3), Math.exp);
      const p = powers[target]! / powers.reduce((a, b) => a + b);
      return sum - ((1 - p) ** gamma * Math.log(p)) / 4;
    }, 0);
    expect((await student.focalLoss(logits, int(targets), gamma)).item()).to.be.closeTo(expected, 1e-4);
  });

  it("survives large logits", {
    points: 0.5,
    message: "The focal loss of large logits is NaN or infinite",
    hint: "F.logSoftmax gives log p without ever computing p first.",
  }, async () => {
    const loss = await student.focalLoss(tensor([[200, 0]]), int([1]), 2);
    expect(loss.item()).to.be.closeTo(200, 0.01);
  });

  it("counts probabilities for F1", {
    points: 0.75,
    message: "The soft F1 loss is wrong for probabilities between 0 and 1",
    hint: "Sums over all samples first, one fraction afterwards; probabilities, not answers.",
  }, async () => {
    const scores = Array.from({ length: 6 }, () => random.integer(-3, 4));
    const targets = [1, 0, 1, 0, 0, 1];
    const p = scores.map((score) => 1 / (1 + Math.exp(-score)));
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    const expected = 1 - (2 * sum(p.map((value, n) => value * targets[n]!))) / (sum(p) + 3);
    const loss = await student.softF1Loss(
      tensor(
        scores.flatMap((score) => [0, score]),
        { shape: [6, 2] },
      ),
      int(targets),
    );
    expect(loss.item()).to.be.closeTo(expected, 1e-4);
  });

  it("has a slope", {
    points: 0.75,
    message: "Some logit gets no gradient from one of the losses",
    hint: "Stay with tensors, from the logits to the loss: gt, argmax, item(), detach() and noGrad cut the graph.",
  }, async () => {
    for (const loss of [student.focalOf, student.softF1Of]) {
      const { gradients: found } = await gradients(loss, [random.normal([3, 2])]);
      expect(found[0]).to.not.equal(null);
      for (const value of found[0]!.data) expect(Math.abs(value)).to.be.above(1e-6);
    }
  });
};
