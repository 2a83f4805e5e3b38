import type { Tensor } from "tsgrad";
import type { TensorValue, TestContext } from "tsgrad/grading";

interface Answers {
  googlenetLoss(output: { logits: Tensor; auxLogits1: Tensor; auxLogits2: Tensor }, targets: Tensor): Tensor;
  lossOf(logits: Tensor, auxLogits1: Tensor, auxLogits2: Tensor): Tensor;
  twoSoftmaxFloor(classes: number): number;
}

export default ({ it, expect, student, random, tensor, gradients }: TestContext<Answers>) => {
  const [images, classes] = [3, 5];

  /** The mean cross-entropy of logits [images, classes]. */
  const crossEntropy = (logits: TensorValue, targets: readonly number[]): number =>
    targets.reduce((sum, target, n) => {
      const row = Array.from({ length: classes }, (_, c) => logits.data[n * classes + c]!);
      return sum + Math.log(row.reduce((total, value) => total + Math.exp(value), 0)) - row[target]!;
    }, 0) / images;

  it("weighs the main loss by 1 and the others by 0.3, of logits", {
    points: 1,
    message: "The loss is wrong for random logits",
    hint: "crossEntropy takes logits as they are; its softmax is inside. Which weight belongs to which output?",
  }, async () => {
    const [logits, auxLogits1, auxLogits2] = [0, 1, 2].map(() => random.normal([images, classes], { std: 3 }));
    const targets = Array.from({ length: images }, () => random.integer(0, classes));
    const loss = await student.googlenetLoss(
      { logits: logits!, auxLogits1: auxLogits1!, auxLogits2: auxLogits2! },
      tensor(targets, { dtype: "int32" }),
    );
    const [main, first, second] = [logits!, auxLogits1!, auxLogits2!].map((each) => crossEntropy(each, targets));
    expect(loss.item()).to.be.closeTo(main! + 0.3 * first! + 0.3 * second!, 1e-3);
  });

  it("sends gradients to all three outputs", {
    points: 0.5,
    message: "One of the three outputs gets no gradient from the loss",
    hint: "Stay with tensors: item(), detach() and noGrad cut the graph.",
  }, async () => {
    const logits = () => random.normal([images, classes]);
    const { gradients: found } = await gradients(student.lossOf, [logits(), logits(), logits()]);
    for (const gradient of found) {
      expect(gradient).to.not.equal(null);
      expect(Math.max(...gradient!.data.map(Math.abs))).to.be.above(1e-4);
    }
  });

  it("knows the floor of two softmaxes", {
    points: 0.75,
    message: "twoSoftmaxFloor is wrong for some number of classes",
    hint: "The best input is 1 for the true class and 0 for the C - 1 others. What does the second softmax make of it, and what is its loss?",
  }, async () => {
    for (const count of [2, 10, 1000, random.integer(3, 500)]) {
      const floor = await student.twoSoftmaxFloor(count);
      expect(floor).to.be.closeTo(Math.log(Math.E + count - 1) - 1, 1e-6);
    }
  });
};
