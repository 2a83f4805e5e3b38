import type { TestContext } from "tsgrad/grading";

interface Answers {
  cropsOf(height: number, width: number, size: number, draws: number[]): { corner: number; shape: number[] }[];
  flipsOf(p: number, draws: number[]): boolean[];
  inOrder(first: number[][], second: number[][]): number[][];
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  const draws = (count: number) => Array.from(random.uniform([count], { low: 0, high: 0.9999 }).data);

  it("reaches each position equally often", {
    points: 1,
    message: "Over 800 crops some positions come too often, too seldom or never, or a window is cut off",
    hint: "An image of height H has H - size + 1 positions for the top, and likewise for the left: the last one counts.",
  }, async () => {
    const [height, width, size] = [5, 6, 4];
    const found = await student.cropsOf(height, width, size, draws(1600));
    expect(found.every(({ shape }) => `${shape}` === "1,4,4")).to.equal(true);
    const counts = new Map<number, number>();
    for (const { corner } of found) counts.set(corner, (counts.get(corner) ?? 0) + 1);
    const possible = [0, 1].flatMap((top) => [0, 1, 2].map((left) => top * width + left));
    expect([...counts.keys()].sort((a, b) => a - b)).to.deep.equal(possible);
    // 800 / 6 = 133 on average, with a deviation of 10.5: five deviations to both sides.
    for (const count of counts.values()) expect(count).to.be.within(80, 187);
  });

  it("takes the top first", {
    points: 0.5,
    message: "The first random number does not set the top, or the second not the left",
    hint: "top from the first random(), left from the second.",
  }, async () => {
    const found = await student.cropsOf(9, 9, 2, [0.9999, 0]);
    expect(found[0]!.corner).to.equal(7 * 9);
  });

  it("takes an image that is as large as the window", {
    points: 0.25,
    message: "A window as large as the image is not the whole image",
    hint: "There is exactly one position then, and the crop returns the image as it is.",
  }, async () => {
    expect(await student.cropsOf(4, 4, 4, draws(2))).to.deep.equal([{ corner: 0, shape: [1, 4, 4] }]);
  });

  it("mirrors with probability p", {
    points: 0.75,
    message: "Over 500 images the share that is mirrored left and right is not p",
    hint: "Mirror where random() < p: with p = 0 never, with p = 1 always.",
  }, async () => {
    const p = random.pick([0.1, 0.2, 0.8]);
    const share = (flips: readonly boolean[]) => flips.filter(Boolean).length / flips.length;
    expect(share(await student.flipsOf(p, draws(500)))).to.be.closeTo(p, 0.09);
    expect([share(await student.flipsOf(0, draws(9))), share(await student.flipsOf(1, draws(9)))]).to.deep.equal([
      0, 1,
    ]);
  });

  it("does the first warp first", {
    points: 1,
    message: "The joined matrix does not move points as the first warp and then the second would",
    hint: "Move one point by hand, first by the first matrix. A turn after a shift turns the shift as well.",
  }, async () => {
    const number = () => random.integer(-4, 5);
    const matrix = () => [
      [number(), number(), number()],
      [number(), number(), number()],
    ];
    const move = (matrix: readonly (readonly number[])[], [x, y]: readonly number[]) =>
      matrix.map((row) => row[0]! * x! + row[1]! * y! + row[2]!);
    for (let i = 0; i < 3; i++) {
      const [first, second, point] = [matrix(), matrix(), [number() + 0.5, number() + 0.25]];
      const joined = await student.inOrder(first, second);
      expect(move(joined, point)).to.deep.equal(move(second, move(first, point)));
    }
  });
};
