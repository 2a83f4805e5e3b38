import type { TestContext } from "tsgrad/grading";

interface Answers {
  epochOf(samples: number, batchSize: number, dropLast: boolean): { batches: number; last: number; unseen: number };
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("counts eleven samples in fours", {
    points: 1,
    hint: "4 + 4 + 3: three batches, and the last one has what is left.",
  }, async () => {
    expect(await student.epochOf(11, 4, false)).to.deep.equal({ batches: 3, last: 3, unseen: 0 });
  });
};
