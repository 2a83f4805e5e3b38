import type { TestContext } from "tsgrad/grading";

interface Answers {
  stepRates(lr: number, epochs: number, size: number, gamma: number): number[];
  cosineRates(lr: number, epochs: number, length: number): number[];
  plateauRates(lr: number, losses: number[], patience: number, factor: number): number[];
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  it("follows step and cosine for any length", {
    points: 0.75,
    message: "stepRates or cosineRates is wrong for other numbers of epochs",
    hint: "Rounded down for the steps; in the cosine, T is length, not the number of epochs.",
  }, async () => {
    const [epochs, size] = [random.integer(8, 14), random.integer(2, 5)];
    const steps = await student.stepRates(1, epochs, size, 0.5);
    expect(steps).to.have.length(epochs);
    for (const [t, rate] of steps.entries()) expect(rate).to.be.closeTo(0.5 ** Math.floor(t / size), 1e-9);
    const cosine = await student.cosineRates(0.2, epochs, epochs + 5);
    expect(cosine).to.have.length(epochs);
    for (const [t, rate] of cosine.entries())
      expect(rate).to.be.closeTo(0.1 * (1 + Math.cos((Math.PI * t) / (epochs + 5))), 1e-9);
  });

  it("waits for more than its patience", {
    points: 0.75,
    message: "The plateau's rate falls too early or too late",
    hint: "With a patience of 2 the third bad epoch in a row counts, and the rate is used from the next epoch on.",
  }, async () => {
    const rates = await student.plateauRates(1, [5, 6, 6, 6, 6, 6, 6, 6], 2, 0.5);
    expect(rates).to.deep.equal([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25]);
  });

  it("does not take equal for better, nor the last for the best", {
    points: 1,
    message: "An epoch is taken for good, or for bad, that is not",
    hint: "Good is only what is below the best of all epochs before: not an equal loss, and not one that is merely below the last.",
  }, async () => {
    const same = await student.plateauRates(1, [3, 3, 3, 3], 1, 0.5);
    expect(same).to.deep.equal([1, 1, 1, 0.5]);
    const wavy = await student.plateauRates(1, [1, 5, 4, 3, 2], 1, 0.5);
    expect(wavy).to.deep.equal([1, 1, 1, 0.5, 0.5]);
    const saved = await student.plateauRates(1, [3, 4, 2, 4, 1, 4, 4], 1, 0.5);
    expect(saved).to.deep.equal([1, 1, 1, 1, 1, 1, 1]);
  });
};
