import type { TestContext } from "tsgrad/grading";

interface Answers {
  choosePseudoLabels(
    probabilities: number[][],
    threshold: number,
    perClass: number,
  ): { rows: number[]; labels: number[] };
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  it("keeps a row that is exactly certain enough", {
    points: 0.5,
    message:
      "A row whose largest probability equals the threshold is treated wrongly, or none is certain and the answer is not two empty lists",
    hint: "At least: >=. And where nothing is kept, rows and labels are empty.",
  }, async () => {
    expect(await student.choosePseudoLabels([[0.25, 0.75]], 0.75, 5)).to.deep.equal({ rows: [0], labels: [1] });
    expect(await student.choosePseudoLabels([[0.25, 0.75]], 0.8, 5)).to.deep.equal({ rows: [], labels: [] });
  });

  it("takes the most certain of each class", {
    points: 1,
    message: "Where a class has more certain rows than perClass, the wrong ones are kept",
    hint: "Sort by confidence first, keep perClass of each label, and put the rows back in rising order.",
  }, async () => {
    const probabilities = Array.from({ length: 30 }, () => {
      const certain = 0.5 + 0.49 * random.uniform([1]).data[0]!;
      const label = random.integer(0, 3);
      return [0, 1, 2].map((c) => (c === label ? certain : (1 - certain) / 2));
    });
    const { rows, labels } = await student.choosePseudoLabels(probabilities, 0.55, 3);
    const best = [0, 1, 2].flatMap((c) =>
      probabilities
        .map((values, row) => ({ row, confidence: Math.max(...values), label: values.indexOf(Math.max(...values)) }))
        .filter(({ label, confidence }) => label === c && confidence >= 0.55)
        .sort((a, b) => b.confidence - a.confidence)
        .slice(0, 3),
    );
    best.sort((a, b) => a.row - b.row);
    expect(rows).to.deep.equal(best.map(({ row }) => row));
    expect(labels).to.deep.equal(best.map(({ label }) => label));
  });

  it("prefers the earlier of equals", {
    points: 0.5,
    message: "Of rows that are equally certain, a later one is kept",
    hint: "Where confidences are equal, compare the rows.",
  }, async () => {
    const same = [0.9, 0.1];
    const found = await student.choosePseudoLabels([[0.8, 0.2], same, [0.1, 0.9], same, same], 0.7, 2);
    expect(found).to.deep.equal({ rows: [1, 2, 3], labels: [0, 1, 0] });
  });
};
