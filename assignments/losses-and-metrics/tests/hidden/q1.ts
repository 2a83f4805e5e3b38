import type { TestContext } from "tsgrad/grading";

interface Answers {
  scoresOf(predicted: number[], truth: number[], c: number): { precision: number; recall: number; f1: number };
  averageF1(predicted: number[], truth: number[], classes: number, average: string): number;
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  it("tells precision from recall", {
    points: 0.75,
    message: "Precision, recall or F1 of a class is wrong",
    hint: "Precision divides by what was picked, recall by what is there; F1 is 2 TP over the sum of both.",
  }, async () => {
    const [tp, fp, fn, tn] = [random.integer(2, 9), random.integer(10, 15), random.integer(1, 9), random.integer(1, 9)];
    const cases = [
      ...Array(tp).fill([2, 2]),
      ...Array(fp).fill([2, 0]),
      ...Array(fn).fill([1, 2]),
      ...Array(tn).fill([0, 1]),
    ];
    const { precision, recall, f1 } = await student.scoresOf(
      cases.map(([p]) => p),
      cases.map(([, t]) => t),
      2,
    );
    expect(precision).to.be.closeTo(tp / (tp + fp), 1e-9);
    expect(recall).to.be.closeTo(tp / (tp + fn), 1e-9);
    expect(f1).to.be.closeTo((2 * tp) / (2 * tp + fp + fn), 1e-9);
  });

  it("has 0 where nothing was picked or nothing is there", {
    points: 0.5,
    message: "Where nothing was picked, or a class does not occur, the result is not 0",
    hint: "0 / 0 is NaN in JavaScript: ask first whether the divisor is 0.",
  }, async () => {
    const zero = { precision: 0, recall: 0, f1: 0 };
    expect(await student.scoresOf([0, 0, 0], [1, 0, 1], 1)).to.deep.equal(zero);
    expect(await student.scoresOf([1, 0, 1], [0, 0, 0], 1)).to.deep.equal(zero);
    expect(await student.scoresOf([0, 0], [0, 0], 3)).to.deep.equal(zero);
  });

  const truth = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2];
  const predicted = [0, 0, 0, 0, 1, 1, 1, 1, 0, 0];
  const each = [8 / 12, 4 / 7, 0]; // 2 TP / (picked + present)

  it("lets all classes count alike in macro, frequent ones more in weighted", {
    points: 0.75,
    message: "The macro or the weighted F1 of three classes is wrong",
    hint: "Macro divides by the number of classes, missed ones included; weighted weighs by the share of the true class.",
  }, async () => {
    const macro = each.reduce((a, b) => a + b) / 3;
    expect(await student.averageF1(predicted, truth, 3, "macro")).to.be.closeTo(macro, 1e-9);
    expect(await student.averageF1(predicted, truth, 3, "weighted")).to.be.closeTo(
      0.6 * each[0]! + 0.3 * each[1]!,
      1e-9,
    );
  });

  it("counts all decisions together in micro", {
    points: 0.5,
    message: "The micro F1 is wrong",
    hint: "Add up hits, false alarms and misses of all classes first, then make one F1 of the sums.",
  }, async () => {
    expect(await student.averageF1(predicted, truth, 3, "micro")).to.be.closeTo(0.6, 1e-9);
  });
};
