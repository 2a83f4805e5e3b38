import type { TestContext } from "tsgrad/grading";

type Block = { inChannels: number; outChannels: number; stride: number; projection: boolean };

export default ({ it, expect, student, random }: TestContext<{ planStages(counts: number[]): Block[] }>) => {
  /** ResNet-34's counts, and others. */
  const plans = () => [[3, 4, 6, 3], [1, 1], Array.from({ length: 3 }, () => random.integer(1, 4))];

  it("hands the channels on from block to block", {
    points: 1,
    message: "The channels of some block are wrong",
    hint: "Each block takes what the one before it gives, within a stage as well as from stage to stage.",
  }, async () => {
    for (const counts of plans()) {
      const found = (await student.planStages(counts)).map(({ inChannels, outChannels }) => [inChannels, outChannels]);
      const out = counts.flatMap((count, stage) => Array.from({ length: count }, () => 64 * 2 ** stage));
      expect(found).to.deep.equal(out.map((channels, i) => [out[i - 1] ?? 64, channels]));
    }
  });

  it("halves the image once a stage", {
    points: 0.75,
    message: "The strides are wrong",
    hint: "Stride 2 stands in the first block of a stage only, and in the first stage nowhere.",
  }, async () => {
    for (const counts of plans()) {
      const found = (await student.planStages(counts)).map(({ stride }) => stride);
      const expected = counts.flatMap((count, stage) =>
        Array.from({ length: count }, (_, i) => (i === 0 && stage > 0 ? 2 : 1)),
      );
      expect(found).to.deep.equal(expected);
    }
  });

  it("projects where the shape changes", {
    points: 0.75,
    message: "A projection is missing, or stands where the shape does not change",
    hint: "Whether a block needs one follows from its own stride and channels. The first stage starts with the stem's 64 channels.",
  }, async () => {
    for (const counts of plans()) {
      const found = (await student.planStages(counts)).map(({ projection }) => projection);
      const expected = counts.flatMap((count, stage) => Array.from({ length: count }, (_, i) => i === 0 && stage > 0));
      expect(found).to.deep.equal(expected);
    }
  });
};
