import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Answers {
  coverage(image: Tensor): number;
  shrink(image: Tensor, factor: number): Tensor;
}

export default ({ it, expect, student, tensor, tensorCloseTo }: TestContext<Answers>) => {
  it("measures a small image", {
    points: 0.5,
    hint: "image.gt(0.1) is yes and no; float() makes 1 and 0 of it.",
  }, async () => {
    expect(
      await student.coverage(
        tensor([
          [
            [0, 0.05],
            [0.5, 1],
          ],
        ]),
      ),
    ).to.be.closeTo(0.5, 1e-6);
  });

  it("shrinks four pixels into one", {
    points: 0.5,
    hint: "The mean of 0, 1, 0 and 1.",
  }, async () => {
    tensorCloseTo(
      await student.shrink(
        tensor([
          [
            [0, 1],
            [0, 1],
          ],
        ]),
        2,
      ),
      [[[0.5]]],
    );
  });
};
