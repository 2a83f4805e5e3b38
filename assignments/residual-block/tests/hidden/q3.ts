import type { nn, optim, Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Answers {
  makePractice(lr: number): { model: nn.Linear; optimizer: optim.SGD };
  trainStep(model: nn.Linear, optimizer: optim.SGD, inputs: Tensor, targets: Tensor): number;
  network: nn.Sequential;
  classify(model: nn.Sequential, pixels: Tensor): number[];
}

/** The losses of softmax regression on two numbers and three classes, from weights of 0, one before each step. */
function lossesByHand(inputs: readonly number[][], targets: readonly number[], lr: number, steps: number): number[] {
  const weights = Array.from({ length: 3 }, () => [0, 0, 0]); // for each class: two weights and the bias
  return Array.from({ length: steps }, () => {
    const gradient = weights.map(() => [0, 0, 0]);
    let loss = 0;
    for (const [n, input] of inputs.entries()) {
      const x = [...input, 1];
      const powers = weights.map((row) => Math.exp(row.reduce((sum, weight, i) => sum + weight * x[i]!, 0)));
      const total = powers.reduce((a, b) => a + b, 0);
      loss -= Math.log(powers[targets[n]!]! / total) / inputs.length;
      for (const [k, row] of gradient.entries())
        for (const [i, value] of x.entries())
          row[i]! += ((powers[k]! / total - (k === targets[n] ? 1 : 0)) * value) / inputs.length;
    }
    for (const [k, row] of weights.entries()) for (const i of row.keys()) row[i]! -= lr * gradient[k]![i]!;
    return loss;
  });
}

export default ({ it, expect, student, random, tensor, fashionMNIST }: TestContext<Answers>) => {
  it("makes four steps as on paper", {
    points: 1,
    message: "After several steps in a row the losses are not those of gradient descent",
    hint: "Does every step start with fresh gradients? Is the loss the cross-entropy of the logits, without a softmax before?",
  }, async () => {
    const lr = random.pick([0.1, 0.2]);
    const inputs = Array.from({ length: 4 }, () => [random.integer(-2, 3), random.integer(-2, 3)]);
    const targets = inputs.map(() => random.integer(0, 3));
    const { model, optimizer } = await student.makePractice(lr);
    for (const expected of lossesByHand(inputs, targets, lr, 4)) {
      const loss = await student.trainStep(model, optimizer, tensor(inputs), tensor(targets, { dtype: "int32" }));
      expect(loss).to.be.closeTo(expected, 1e-3);
    }
  });

  for (const [goal, points] of [
    [70, 1.5],
    [80, 1.5],
  ] as const) {
    it(`names ${goal} % of the test images`, {
      points,
      message: `Your trained network names less than ${goal} % of the test images correctly`,
      hint: "Does the printed loss fall? If it hardly moves, raise lr; if it is NaN or jumps, lower it; if it still falls at the end, train longer.",
    }, async () => {
      const { images, labels } = await fashionMNIST({ train: false });
      const predicted = await student.classify(await student.network, images);
      expect(predicted).to.have.length(labels.size);
      const right = predicted.filter((label, i) => label === labels.data[i]).length;
      expect((100 * right) / labels.size, "accuracy (%)").to.be.at.least(goal);
    });
  }
};
