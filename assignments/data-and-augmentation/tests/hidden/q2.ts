import type { Tensor } from "tsgrad";
import type { TensorValue, TestContext } from "tsgrad/grading";

interface Answers {
  readTwice(
    rows: Tensor,
    labels: number[],
    index: number,
  ): { atStart: number; calls: number; first: TensorValue; second: TensorValue; label: number; length: number };
  readPlain(rows: Tensor, labels: number[], index: number): { image: TensorValue; label: number };
  readOutside(rows: Tensor, labels: number[], index: number): string;
  leaks(train: Tensor, test: Tensor): number[];
}

export default ({ it, expect, student, random, tensor, tensorDtype, tensorCloseTo }: TestContext<Answers>) => {
  const row = () => Array.from({ length: 784 }, () => random.integer(0, 256));
  const rowsOf = (list: number[][]) => tensor(list.flat(), { shape: [list.length, 784], dtype: "uint8" });

  it("has as many samples as drawings", {
    points: 0.5,
    message: "length is not the number of drawings",
    hint: "N, the first size of rows [N, 784]; one label belongs to each.",
  }, async () => {
    const count = random.integer(3, 6);
    const list = Array.from({ length: count }, row);
    const { length } = await student.readTwice(
      rowsOf(list),
      list.map((_, i) => i),
      1,
    );
    expect(length).to.equal(count);
  });

  it("gives bytes, row by row", {
    points: 0.5,
    message: "Without a transform the image is not the row's bytes, in uint8",
    hint: "Nothing is divided or turned here: row after row of the drawing, dtype uint8. Scaling is a transform's work.",
  }, async () => {
    const list = [row(), row(), row()];
    const { image } = await student.readPlain(rowsOf(list), [0, 1, 2], 2);
    tensorDtype(image, "uint8");
    expect(Array.from(image.data)).to.deep.equal(list[2]);
  });

  it("transforms at each read", {
    points: 1,
    message: "The transform is not run once for each time a sample is read",
    hint: "Call it in get, on the image, each time: a random transform is to give another image each time.",
  }, async () => {
    const list = [row(), row()];
    const { atStart, calls, first, second, label } = await student.readTwice(rowsOf(list), [4, 6], 1);
    expect([atStart, calls, label]).to.deep.equal([0, 2, 6]);
    tensorCloseTo(first, expected(list[1]!, 256));
    tensorCloseTo(second, expected(list[1]!, 257));
  });

  it("refuses what lies outside", {
    points: 0.5,
    message: "A sample outside the set does not throw a RangeError",
    hint: "0 to length - 1 are inside. at(-1) would give the last row, so check the index yourself.",
  }, async () => {
    const rows = rowsOf([row(), row()]);
    for (const index of [-1, 2]) expect(await student.readOutside(rows, [0, 1], index)).to.equal("RangeError");
  });

  it("finds all leaks and nothing else", {
    points: 1,
    message: "leaks misses equal rows, or names rows that differ in a few pixels",
    hint: "Compare every pixel, with every training row: rows with the same sum or the same beginning need not be equal.",
  }, async () => {
    const [a, b, c] = [row(), row(), row()];
    const sorted = a.toSorted((x, y) => x - y); // the same sum, another drawing
    const last = b.with(783, (b[783]! + 1) % 256);
    const found = await student.leaks(rowsOf([a, b]), rowsOf([c, b, sorted, last, a, b]));
    expect(found).to.deep.equal([1, 4, 5]);
  });

  function expected(values: readonly number[], from: number): number[][][] {
    return [Array.from({ length: 28 }, (_, y) => values.slice(28 * y, 28 * y + 28).map((value) => from - value))];
  }
};
