import type { TestContext } from "tsgrad/grading";

interface Answers {
  crossEntropyOf(logits: number[][], targets: number[]): number;
  crossEntropyGradient(logits: number[][], targets: number[]): number[][];
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  const [samples, classes] = [3, 4];
  const rows = () => {
    const { data } = random.normal([samples, classes], { std: 2 });
    return Array.from({ length: samples }, (_, n) => Array.from(data.slice(n * classes, (n + 1) * classes)));
  };
  const targets = () => Array.from({ length: samples }, () => random.integer(0, classes));
  const exact = (logits: number[][], truth: number[]) =>
    logits.reduce((sum, row, n) => sum + Math.log(row.reduce((a, z) => a + Math.exp(z), 0)) - row[truth[n]!]!, 0) /
    samples;

  it("equals the formula, as a mean", {
    points: 0.75,
    message: "The loss of several samples is wrong",
    hint: "The mean over the samples of log Σ exp(z) - z of the true class; the natural logarithm.",
  }, async () => {
    const [logits, truth] = [rows(), targets()];
    expect(await student.crossEntropyOf(logits, truth)).to.be.closeTo(exact(logits, truth), 1e-6);
  });

  it("survives large logits", {
    points: 1,
    message: "With logits of 1,000 and -1,000 the loss or the gradient is NaN, infinite or wrong",
    hint: "Subtract the row's largest logit from all before exp, and remember to add it again in the loss.",
  }, async () => {
    const logits = [
      [1000, 998],
      [-1000, 0],
    ];
    const first = Math.log(1 + Math.exp(-2));
    expect(await student.crossEntropyOf(logits, [0, 0])).to.be.closeTo((first + 1000) / 2, 1e-6);
    const gradient = await student.crossEntropyGradient(logits, [0, 0]);
    expect(gradient[0]![0]).to.be.closeTo((Math.exp(-first) - 1) / 2, 1e-6);
    expect(gradient[1]!.map((value) => value.toFixed(6))).to.deep.equal(["-0.500000", "0.500000"]);
  });

  it("passes a gradient check", {
    points: 1,
    message: "Your gradient is not what nudging each logit of the loss gives",
    hint: "p - 1 at the true class and p elsewhere, divided by the number of samples, since the loss is their mean.",
  }, async () => {
    const [logits, truth] = [rows(), targets()];
    const gradient = await student.crossEntropyGradient(logits, truth);
    for (const [n, row] of logits.entries())
      for (const [k, z] of row.entries()) {
        const nudged = (by: number) => exact(logits.with(n, row.with(k, z + by)), truth);
        expect(gradient[n]![k]).to.be.closeTo((nudged(1e-4) - nudged(-1e-4)) / 2e-4, 1e-5);
      }
  });
};
