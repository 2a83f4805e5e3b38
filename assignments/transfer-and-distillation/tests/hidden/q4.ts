import type { TensorValue, TestContext } from "tsgrad/grading";

interface Answers {
  distillationLoss(
    student: TensorValue,
    teacher: TensorValue,
    labels: TensorValue,
    temperature: number,
    alpha: number,
  ): TensorValue;
  lossAtTwo(student: TensorValue, teacher: TensorValue): TensorValue;
}

export default ({ it, expect, student, random, tensor, tensorFinite, gradients }: TestContext<Answers>) => {
  const [images, classes] = [4, 5];
  const row = (values: TensorValue, n: number) =>
    Array.from({ length: classes }, (_, c) => values.data[n * classes + c]!);
  const logSoftmax = (values: number[]) => {
    const most = Math.max(...values);
    const sum = Math.log(values.reduce((total, value) => total + Math.exp(value - most), 0)) + most;
    return values.map((value) => value - sum);
  };
  /** The mean over the batch of the sum over the classes, times T squared. */
  const softPart = (s: TensorValue, t: TensorValue, temperature: number) => {
    let sum = 0;
    for (let n = 0; n < images; n++) {
      const logQ = logSoftmax(row(s, n).map((value) => value / temperature));
      const logP = logSoftmax(row(t, n).map((value) => value / temperature));
      for (const [c, value] of logP.entries()) sum += Math.exp(value) * (value - logQ[c]!);
    }
    return (sum / images) * temperature ** 2;
  };
  const draw = () =>
    [random.normal([images, classes], { std: 2 }), random.normal([images, classes], { std: 2 })] as const;
  const labels = () =>
    tensor(
      Array.from({ length: images }, () => random.integer(0, classes)),
      { dtype: "int32" },
    );

  it("has the soft part right at T = 1", {
    points: 0.75,
    message: "The soft part is wrong for random logits at T = 1",
    hint: "Which distribution stands in front, the teacher's or the student's? Is the sum over the classes, and the mean over the batch only?",
  }, async () => {
    const [s, t] = draw();
    const loss = await student.distillationLoss(s, t, labels(), 1, 1);
    expect(loss.item()).to.be.closeTo(softPart(s, t, 1), 1e-3);
  });

  it("scales by the temperature, and by its square", {
    points: 1,
    message: "The soft part is wrong at temperatures other than 1",
    hint: "Both logits are divided by T before the softmax; the result is multiplied by T².",
  }, async () => {
    for (const temperature of [2, 5]) {
      const [s, t] = draw();
      const loss = await student.distillationLoss(s, t, labels(), temperature, 1);
      expect(loss.item()).to.be.closeTo(softPart(s, t, temperature), 1e-3);
    }
  });

  it("weighs the two parts", {
    points: 0.75,
    message: "The sum of both parts is wrong for some alpha and temperature",
    hint: "alpha belongs to the soft part, 1 - alpha to the cross-entropy of the student's logits at T = 1.",
  }, async () => {
    const [s, t] = draw();
    const given = labels();
    let hard = 0;
    for (let n = 0; n < images; n++) hard -= logSoftmax(row(s, n))[given.data[n]!]! / images;
    const loss = await student.distillationLoss(s, t, given, 3, 0.75);
    expect(loss.item()).to.be.closeTo(0.75 * softPart(s, t, 3) + 0.25 * hard, 1e-3);
  });

  it("teaches the student alone", {
    points: 0.75,
    message: "A gradient reaches the teacher's logits, or none reaches the student's",
    hint: "detach the teacher's logits first. item(), toArray() and new tensors would cut the student's graph as well.",
  }, async () => {
    const [s, t] = draw();
    const { gradients: found } = await gradients(student.lossAtTwo, [s, t]);
    const size = (values: TensorValue | null | undefined) => Math.max(0, ...(values?.data ?? []).map(Math.abs));
    expect(size(found[0])).to.be.above(1e-3);
    expect(size(found[1])).to.be.below(1e-6);
  });

  it("stays finite for very certain logits", {
    points: 0.5,
    message: "The loss is infinite or NaN where a logit lies hundreds below the others",
    hint: "softmax().log() takes the logarithm of 0 there. logSoftmax does not.",
  }, async () => {
    const s = tensor([[400, 0, -400]]);
    const t = tensor([[-400, 0, 400]]);
    tensorFinite(await student.distillationLoss(s, t, tensor([0], { dtype: "int32" }), 1, 0.5));
  });
};
