import type { Tensor } from "tsgrad";
import type { TensorValue, TestContext } from "tsgrad/grading";

interface Answers {
  readPlain(rows: Tensor, labels: number[], index: number): { image: TensorValue; label: number };
  leaks(train: Tensor, test: Tensor): number[];
}

export default ({ it, expect, student, tensor, tensorShape }: TestContext<Answers>) => {
  const rows = (...firsts: number[]) =>
    tensor(
      firsts.flatMap((first) => Array.from({ length: 784 }, (_, i) => (first + i) % 256)),
      { shape: [firsts.length, 784], dtype: "uint8" },
    );

  it("reads a drawing and its label", {
    points: 1,
    hint: "rows.at(index) is [784]; reshape it to [1, 28, 28]: channel, height, width.",
  }, async () => {
    const { image, label } = await student.readPlain(rows(3, 40), [7, 9], 1);
    tensorShape(image, [1, 28, 28]);
    expect(image.data[0]).to.equal(40);
    expect(label).to.equal(9);
  });

  it("finds a leak", {
    points: 0.5,
    hint: "Row 1 of the test rows is also row 0 of the training rows.",
  }, async () => {
    expect(await student.leaks(rows(3, 40), rows(5, 3))).to.deep.equal([1]);
  });
};
