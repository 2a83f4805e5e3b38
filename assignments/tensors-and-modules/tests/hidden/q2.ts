import type { TestContext } from "tsgrad/grading";

interface Answers {
  gradientOf(name: string, x: number[]): number[];
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  const point = () => Array.from({ length: random.integer(3, 6) }, () => random.integer(-20, 20) / 10);
  const close = (found: readonly number[], expected: readonly number[], tolerance: number) => {
    expect(found).to.have.length(expected.length);
    for (const [i, value] of expected.entries()) expect(found[i]).to.be.closeTo(value, tolerance);
  };

  it("changes one number at a time", {
    points: 1,
    message: "The gradient is wrong where the numbers of x depend on one another",
    hint: "While you nudge number i, all others must have their old values, and number i must get its own back.",
  }, async () => {
    const x = point();
    const expected = x.map((_, i) => (x[i - 1] ?? 0) + (x[i + 1] ?? 0));
    close(await student.gradientOf("chain", x), expected, 1e-6);
  });

  it("is exact enough", {
    points: 1,
    message: "The gradient is not exact enough",
    hint: "Nudge to both sides; one side alone has an error a thousand times as large. Is h really 0.001?",
  }, async () => {
    const x = point();
    const expected = x.map((value, i) => (i + 1) * Math.cos((i + 1) * value));
    close(await student.gradientOf("waves", x), expected, 1e-4);
  });
};
