import type { TensorValue, TestContext } from "tsgrad/grading";

interface Answers {
  distillationLoss(
    student: TensorValue,
    teacher: TensorValue,
    labels: TensorValue,
    temperature: number,
    alpha: number,
  ): TensorValue;
}

export default ({ it, expect, student, tensor }: TestContext<Answers>) => {
  const logits = () =>
    tensor([
      [2, 0, -1],
      [0, 1, 0],
    ]);
  const labels = () => tensor([0, 1], { dtype: "int32" });

  it("is nothing where the student agrees with the teacher and labels do not count", {
    points: 0.5,
    hint: "alpha = 1 leaves the soft part; log p - log q is 0 where the logits are the same.",
  }, async () => {
    const loss = await student.distillationLoss(logits(), logits(), labels(), 4, 1);
    expect(loss.item()).to.be.closeTo(0, 1e-6);
  });

  it("is the cross-entropy where the teacher does not count", {
    points: 0.75,
    hint: "alpha = 0 leaves crossEntropy(student, labels), with the student's logits as they are.",
  }, async () => {
    const loss = await student.distillationLoss(
      logits(),
      tensor([
        [0, 0, 5],
        [0, 0, 5],
      ]),
      labels(),
      4,
      0,
    );
    const first = Math.log(Math.exp(2) + 1 + Math.exp(-1)) - 2;
    const second = Math.log(2 + Math.E) - 1;
    expect(loss.item()).to.be.closeTo((first + second) / 2, 1e-4);
  });
};
