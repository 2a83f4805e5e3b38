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

export default ({ it, expect, student, random, tensor, tensorCloseTo }: TestContext<Answers>) => {
  it("has a box of the right area, cut off at the edges", {
    points: 1,
    message: "boxOf is wrong in its size, or at the image's edges",
    hint: "√(1 - lambda), rounded towards 0 by Math.trunc, for height and width of their own; then clip all four.",
  }, async () => {
    expect(await student.boxOf(10, 20, 0.36, 1, 18)).to.deep.equal({ top: 0, bottom: 5, left: 10, right: 20 });
    expect(await student.boxOf(10, 20, 0.36, 9, 2)).to.deep.equal({ top: 5, bottom: 10, left: 0, right: 10 });
    expect(await student.boxOf(7, 7, 1, 3, 3)).to.deep.equal({ top: 3, bottom: 3, left: 3, right: 3 });
  });

  it("pastes the neighbour's rectangle", {
    points: 1,
    message: "The mixed images are not right inside or outside the rectangle",
    hint: "Image i gets the rectangle of image i - 1, from the same place; image 0 that of the last. Outside nothing changes.",
  }, async () => {
    const [count, size] = [3, 6];
    const images = random.uniform([count, 2, size, size]);
    const { mixed } = await student.cutMix(images, [0, 1, 2], 3, 0.5, 1, 4); // half sides 2: rows 0 to 2, columns 2 to 5
    const plane = 2 * size * size;
    const expected = Array.from(images.data, (value, i) => {
      const [y, x] = [Math.floor(i / size) % size, i % size];
      return y < 3 && x >= 2 && x < 6 ? images.data[(i - plane + count * plane) % (count * plane)]! : value;
    });
    tensorCloseTo(mixed, tensor(expected, { shape: [count, 2, size, size] }));
  });

  it("shares labels by the area that is really seen", {
    points: 0.5,
    message: "Where the rectangle is cut off at an edge, the labels' shares are wrong",
    hint: "Compute lambda anew, from the clipped rectangle: 1 minus its area over the image's.",
  }, async () => {
    const { shares } = await student.cutMix(random.uniform([2, 1, 8, 8]), [0, 1], 2, 0.75, 0, 0); // 2 x 2 of 64 pixels
    const rest = 4 / 64;
    tensorCloseTo(shares, [
      [1 - rest, rest],
      [rest, 1 - rest],
    ]);
  });

  it("gives each image shares that make 1", {
    points: 0.5,
    message: "Some image's shares do not make 1, or go to the wrong class",
    hint: "The own class keeps its share, the class of image i - 1 gets the rest; where both are the same class, the shares add up.",
  }, async () => {
    const { shares } = await student.cutMix(random.uniform([3, 1, 8, 8]), [2, 2, 0], 4, 0.75, 4, 4); // 16 of 64
    tensorCloseTo(shares, [
      [0.25, 0, 0.75, 0],
      [0, 0, 1, 0],
      [0.75, 0, 0.25, 0],
    ]);
  });
};
