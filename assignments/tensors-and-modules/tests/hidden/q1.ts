import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Answers {
  standardize(x: Tensor): Tensor;
}

export default ({ it, expect, student, random, tensor, gradients, tensorCloseTo }: TestContext<Answers>) => {
  it("equals the formula on random tables", {
    points: 0.75,
    message: "standardize does not follow the formula for other numbers of rows and columns",
    hint: "Each column has its own mean and variance; the variance divides by N, not by N - 1.",
  }, async () => {
    const [rows, columns] = [random.integer(4, 9), random.integer(2, 6)];
    const x = random.normal([rows, columns], { mean: 5, std: 3 });
    const expected = new Float32Array(x.size);
    for (let f = 0; f < columns; f++) {
      const column = Array.from({ length: rows }, (_, n) => x.data[n * columns + f]!);
      const mean = column.reduce((a, b) => a + b, 0) / rows;
      const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
      for (const [n, value] of column.entries())
        expected[n * columns + f] = (value - mean) / Math.sqrt(variance + 1e-5);
    }
    tensorCloseTo(await student.standardize(x), tensor(expected, { shape: [rows, columns] }), { atol: 1e-4 });
  });

  it("gives 0 for a constant column", {
    points: 0.75,
    message: "A column in which all numbers are equal should become 0",
    hint: "Without the small number under the root it is 0 / 0.",
  }, async () => {
    const constant = random.integer(2, 9);
    tensorCloseTo(await student.standardize(tensor([[constant], [constant], [constant]])), [[0], [0], [0]]);
  });

  it("leaves its input alone and keeps the gradient's path", {
    points: 0.5,
    message: "standardize changes its argument, or cuts it off from its gradient",
    hint: "Use methods without an underscore at the end, and stay with tensors from x to the result.",
  }, async () => {
    const x = random.normal([3, 2]);
    const { gradients: found } = await gradients(student.standardize, [x], { cotangent: random.normal([3, 2]) });
    expect(found[0]).to.not.equal(null);
    expect(Math.max(...found[0]!.data.map(Math.abs))).to.be.above(1e-4);
  });
};
