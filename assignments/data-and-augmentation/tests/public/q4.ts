import type { TestContext } from "tsgrad/grading";

interface Answers {
  cropsOf(height: number, width: number, size: number, draws: number[]): { corner: number; shape: number[] }[];
  flipsOf(p: number, draws: number[]): boolean[];
  inOrder(first: number[][], second: number[][]): number[][];
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("crops at the top left", {
    points: 0.5,
    hint: "Two draws of 0: top 0 and left 0.",
  }, async () => {
    expect(await student.cropsOf(6, 8, 4, [0, 0])).to.deep.equal([{ corner: 0, shape: [1, 4, 4] }]);
  });

  it("mirrors left and right", {
    points: 0.5,
    hint: "image.flip([2]) reverses dimension 2, the width.",
  }, async () => {
    expect(await student.flipsOf(1, [0.5])).to.deep.equal([true]);
  });

  it("adds two shifts", {
    points: 0.5,
    hint: "Two to the right and then three down is one shift by both.",
  }, async () => {
    const found = await student.inOrder(
      [
        [1, 0, 2],
        [0, 1, 0],
      ],
      [
        [1, 0, 0],
        [0, 1, 3],
      ],
    );
    expect(found).to.deep.equal([
      [1, 0, 2],
      [0, 1, 3],
    ]);
  });
};
