import type { TestContext } from "tsgrad/grading";

interface Answers {
  moonReport(
    rounds: number,
    threshold: number,
    bend?: number,
  ): { accuracy: number; sizes: number[]; known: number[]; twice: boolean };
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  it("names the moons", {
    points: 1.25,
    message: "After twenty rounds at a threshold of 0.9 fewer than 95 % of the points are named right",
    hint: "The student of a round is the teacher of the next one; with the first teacher in all rounds nothing spreads. Only certain points may be used.",
  }, async () => {
    const { accuracy } = await student.moonReport(20, 0.9, random.integer(2, 6) / 100);
    expect(accuracy).to.be.at.least(95);
  });

  it("never forgets the labels there are", {
    points: 0.75,
    message: "In some round the labelled points are not among those that the student learns from, with their labels",
    hint: "The labelled points and the pseudo-labelled ones, in every round.",
  }, async () => {
    const { known } = await student.moonReport(3, 0.9);
    expect(known).to.deep.equal([8, 8, 8, 8]);
  });

  it("labels anew in each round", {
    points: 0.5,
    message: "Some point is used twice in a round, so pseudo-labels of earlier rounds are still there",
    hint: "Start each round from the labelled points alone; the teacher predicts all unlabelled points again.",
  }, async () => {
    expect((await student.moonReport(4, 0.9)).twice).to.equal(false);
  });

  it("uses the threshold", {
    points: 0.5,
    message:
      "Points are used that the teacher is not certain enough about, or some that it is certain about are left out",
    hint: "The larger of the two probabilities, at least the threshold. At 0.5 every point is used at once.",
  }, async () => {
    expect((await student.moonReport(1, 0.5)).sizes).to.deep.equal([8, 400]);
    const [careful, bold] = [await student.moonReport(1, 0.95), await student.moonReport(1, 0.7)];
    expect(careful.sizes[1]!).to.be.below(bold.sizes[1]!);
    expect(bold.sizes[1]!).to.be.below(200);
  });
};
