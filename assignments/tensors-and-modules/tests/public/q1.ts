import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

export default ({ it, student, tensor, tensorCloseTo }: TestContext<{ standardize(x: Tensor): Tensor }>) => {
  it("standardizes two columns", {
    points: 1,
    hint: "mean(0, { keepdim: true }) is the mean of each column, with the shape [1, F].",
  }, async () => {
    const x = tensor([
      [1, 10],
      [3, 30],
    ]);
    tensorCloseTo(
      await student.standardize(x),
      [
        [-1, -1],
        [1, 1],
      ],
      { atol: 1e-4 },
    );
  });
};
