import type { TestContext } from "tsgrad/grading";

interface Answers {
  epochOf(samples: number, batchSize: number, dropLast: boolean): { batches: number; last: number; unseen: number };
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  it("leaves out a last batch that is not full", {
    points: 0.75,
    message: "With dropLast, batches, last or unseen is wrong",
    hint: "Only full batches are left, so the last one is full too; what would not fill a batch is unseen.",
  }, async () => {
    const [size, full] = [random.integer(5, 40), random.integer(2, 20)];
    const rest = random.integer(1, size);
    expect(await student.epochOf(size * full + rest, size, true)).to.deep.equal({
      batches: full,
      last: size,
      unseen: rest,
    });
  });

  it("takes a full last batch for full", {
    points: 0.75,
    message: "Where the samples fill all batches, the count is wrong",
    hint: "12 samples in fours are three batches of 4, with dropLast and without.",
  }, async () => {
    const [size, full] = [random.integer(2, 40), random.integer(2, 20)];
    for (const dropLast of [true, false])
      expect(await student.epochOf(size * full, size, dropLast)).to.deep.equal({
        batches: full,
        last: size,
        unseen: 0,
      });
  });

  it("knows an epoch with fewer samples than a batch", {
    points: 0.5,
    message: "Fewer samples than a batch holds are counted wrongly",
    hint: "3 samples in fours: one batch of 3; with dropLast none at all, the last batch has 0 and 3 are unseen.",
  }, async () => {
    const few = random.integer(1, 8);
    expect(await student.epochOf(few, 8, false)).to.deep.equal({ batches: 1, last: few, unseen: 0 });
    expect(await student.epochOf(few, 8, true)).to.deep.equal({ batches: 0, last: 0, unseen: few });
  });
};
