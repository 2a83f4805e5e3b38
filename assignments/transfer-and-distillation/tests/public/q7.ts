import type { TestContext } from "tsgrad/grading";

interface Answers {
  choosePseudoLabels(
    probabilities: number[][],
    threshold: number,
    perClass: number,
  ): { rows: number[]; labels: number[] };
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("keeps the rows that are certain", {
    points: 1,
    hint: "Look at the largest probability of each row; its place is the label. Rows come in rising order.",
  }, async () => {
    const found = await student.choosePseudoLabels(
      [
        [0.95, 0.05],
        [0.6, 0.4],
        [0.01, 0.99],
      ],
      0.9,
      10,
    );
    expect(found).to.deep.equal({ rows: [0, 2], labels: [0, 1] });
  });
};
