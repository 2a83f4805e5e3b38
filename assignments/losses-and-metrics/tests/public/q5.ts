import type { TestContext } from "tsgrad/grading";

interface Answers {
  stepRates(lr: number, epochs: number, size: number, gamma: number): number[];
  cosineRates(lr: number, epochs: number, length: number): number[];
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("halves every two epochs", {
    points: 0.75,
    hint: "8, 8, 4, 4, 2: gamma to the power of how many whole steps are behind.",
  }, async () => {
    expect(await student.stepRates(8, 5, 2, 0.5)).to.deep.equal([8, 8, 4, 4, 2]);
  });

  it("falls by the cosine", {
    points: 0.75,
    hint: "cos 0 is 1, cos π/2 is 0, cos π is -1: from the whole rate over half of it to 0.",
  }, async () => {
    const rates = await student.cosineRates(4, 3, 2);
    expect(rates).to.have.length(3);
    for (const [i, expected] of [4, 2, 0].entries()) expect(rates[i]).to.be.closeTo(expected, 1e-9);
  });
};
