import type { Tensor } from "tsgrad";
import type { TensorValue, TestContext } from "tsgrad/grading";

interface Answers {
  boxOf(
    height: number,
    width: number,
    lambda: number,
    cy: number,
    cx: number,
  ): { top: number; bottom: number; left: number; right: number };
  cutMix(
    images: Tensor,
    labels: number[],
    classes: number,
    lambda: number,
    cy: number,
    cx: number,
  ): { mixed: TensorValue; shares: TensorValue };
}

export default ({ it, expect, student, random, tensorShape }: TestContext<Answers>) => {
  it("places a box in the middle", {
    points: 0.5,
    hint: "√(1 - 0.75) is 0.5: half of each side, so a quarter of the area.",
  }, async () => {
    expect(await student.boxOf(8, 8, 0.75, 4, 4)).to.deep.equal({ top: 2, bottom: 6, left: 2, right: 6 });
  });

  it("has the right shapes", {
    points: 0.5,
    hint: "Images keep their shape; labels become [N, classes].",
  }, async () => {
    const { mixed, shares } = await student.cutMix(random.uniform([3, 1, 8, 8]), [0, 2, 1], 4, 0.75, 4, 4);
    tensorShape(mixed, [3, 1, 8, 8]);
    tensorShape(shares, [3, 4]);
  });
};
