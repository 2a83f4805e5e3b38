import type { TestContext } from "tsgrad/grading";

interface Answers {
  pathOf(which: "momentum" | "adam", gradients: number[], lr: number): number[];
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  const slopes = () => Array.from(random.normal([8]).data);
  const close = (found: readonly number[], expected: readonly number[]) => {
    expect(found).to.have.length(expected.length);
    for (const [i, value] of expected.entries()) expect(found[i]).to.be.closeTo(value, 1e-6);
  };

  it("keeps its momentum", {
    points: 1,
    message: "After several gradients momentum is not where it should be",
    hint: "v ← μ v + g with the whole gradient, and v kept in memory for the next step.",
  }, async () => {
    const [gradients, lr] = [slopes(), random.pick([0.1, 0.05])];
    let [w, v] = [1, 0];
    const expected = gradients.map((g) => {
      v = 0.9 * v + g;
      w -= lr * v;
      return w;
    });
    close(await student.pathOf("momentum", gradients, lr), expected);
  });

  it("corrects Adam's means at every step", {
    points: 1,
    message: "After several gradients Adam is not where it should be",
    hint: "Divide m by 1 - 0.9^t and s by 1 - 0.999^t, but keep them uncorrected in memory; root first, then + 1e-8.",
  }, async () => {
    const [gradients, lr] = [slopes(), random.pick([0.1, 0.05])];
    let [w, m, s] = [1, 0, 0];
    const expected = gradients.map((g, i) => {
      m = 0.9 * m + 0.1 * g;
      s = 0.999 * s + 0.001 * g * g;
      w -= (lr * (m / (1 - 0.9 ** (i + 1)))) / (Math.sqrt(s / (1 - 0.999 ** (i + 1))) + 1e-8);
      return w;
    });
    close(await student.pathOf("adam", gradients, lr), expected);
  });

  it("stands still without a slope", {
    points: 0.5,
    message: "With gradients of 0 from the start, w does not stay where it is",
    hint: "Adam's root is 0 then: the 1e-8 saves you from 0 / 0.",
  }, async () => {
    close(await student.pathOf("adam", [0, 0], 0.1), [1, 1]);
    close(await student.pathOf("momentum", [0, 0], 0.1), [1, 1]);
  });
};
