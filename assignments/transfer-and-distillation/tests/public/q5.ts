import type { TensorValue, TestContext } from "tsgrad/grading";

interface Answers {
  softGradient(student: TensorValue, teacher: TensorValue, temperature: number): TensorValue;
}

export default ({ it, student, tensor, tensorCloseTo }: TestContext<Answers>) => {
  it("is the difference of the probabilities, for one image at T = 1", {
    points: 0.5,
    hint: "softmax(s) - softmax(t): here [0.5, 0.5] - [0.75, 0.25].",
  }, async () => {
    const found = await student.softGradient(tensor([[0, 0]]), tensor([[Math.log(3), 0]]), 1);
    tensorCloseTo(found, [[-0.25, 0.25]]);
  });
};
