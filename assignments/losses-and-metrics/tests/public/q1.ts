import type { TestContext } from "tsgrad/grading";

interface Answers {
  scoresOf(predicted: number[], truth: number[], c: number): { precision: number; recall: number; f1: number };
  averageF1(predicted: number[], truth: number[], classes: number, average: string): number;
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("judges four answers", {
    points: 1,
    hint: "Three were picked, two of them rightly; two of the two that are there were found: 2/3, 1 and 4/5.",
  }, async () => {
    const { precision, recall, f1 } = await student.scoresOf([1, 1, 1, 0], [1, 1, 0, 0], 1);
    expect(precision).to.be.closeTo(2 / 3, 1e-9);
    expect(recall).to.be.closeTo(1, 1e-9);
    expect(f1).to.be.closeTo(0.8, 1e-9);
  });

  it("takes the mean of two classes", {
    points: 0.5,
    hint: "Class 1 has an F1 of 4/5, class 0 one of 2/3.",
  }, async () => {
    expect(await student.averageF1([1, 1, 1, 0], [1, 1, 0, 0], 2, "macro")).to.be.closeTo((4 / 5 + 2 / 3) / 2, 1e-9);
  });
};
