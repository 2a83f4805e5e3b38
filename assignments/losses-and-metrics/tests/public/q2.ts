import type { TestContext } from "tsgrad/grading";

interface Answers {
  crossEntropyOf(logits: number[][], targets: number[]): number;
  crossEntropyGradient(logits: number[][], targets: number[]): number[][];
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("knows nothing of four classes", {
    points: 0.5,
    hint: "Equal logits are equal probabilities: the loss is log 4.",
  }, async () => {
    expect(await student.crossEntropyOf([[2, 2, 2, 2]], [1])).to.be.closeTo(Math.log(4), 1e-9);
  });

  it("gives the gradient of one sample", {
    points: 0.75,
    hint: "Probabilities of a half each, minus 1 at the true class.",
  }, async () => {
    const [row] = await student.crossEntropyGradient([[3, 3]], [0]);
    expect(row![0]).to.be.closeTo(-0.5, 1e-9);
    expect(row![1]).to.be.closeTo(0.5, 1e-9);
  });
};
