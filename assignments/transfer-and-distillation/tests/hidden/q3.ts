import type { TestContext } from "tsgrad/grading";

interface Answers {
  winner(accuracies: Record<string, number[]>): string | null;
  advice: { fewNear: string; manyNear: string; fewFar: string; manyFar: string };
}

export default ({ it, expect, student, random, award }: TestContext<Answers>) => {
  it("goes by the mean, not by the best run", {
    points: 0.75,
    message: "The winner is wrong where another method has the best single run",
    hint: "Compare means. A method that varies much has lucky runs.",
  }, async () => {
    const base = random.integer(50, 70);
    const lucky = [base - 20, base - 20, base + 8];
    const steady = [base + 4, base + 5, base + 4];
    expect(await student.winner({ lucky, steady, other: [base, base, base + 1] })).to.equal("steady");
  });

  it("divides by n - 1", {
    points: 0.75,
    message: "A lead is taken for decided that is smaller than the standard deviation, or the other way round",
    hint: "The sum of squared differences from the mean, divided by n - 1, and the root of it. The lead must be larger than that.",
  }, async () => {
    // Deviations with n - 1: 2 * sqrt(2) = 2.83; with n: 2.
    const base = random.integer(40, 80);
    expect(await student.winner({ a: [base - 2, base + 2], b: [base + 2.5, base + 2.5] })).to.equal(null);
    expect(await student.winner({ a: [base - 2, base + 2], b: [base + 3, base + 3] })).to.equal("b");
  });

  it("looks at the deviation of both", {
    points: 0.5,
    message: "The deviation of one of the two best methods is overlooked, or that of a third one counts",
    hint: "The larger of the deviations of the best and the second best. The others do not matter.",
  }, async () => {
    const base = random.integer(40, 60);
    expect(await student.winner({ a: [base, base, base], b: [base - 4, base + 4, base + 9] })).to.equal(null);
    expect(await student.winner({ b: [base, base, base], a: [base - 12, base + 4, base + 2] })).to.equal(null);
    const third = [base - 40, base + 2, base - 2];
    expect(await student.winner({ a: [base + 9, base + 8, base + 9], b: [base + 1, base, base], third })).to.equal("a");
  });

  it("gives the advice of the table", {
    points: 1,
    message: "The letter of at least one of the four cases is not the table's",
    hint: "Few data: few numbers may be learned. A far domain: late features do not fit. Read the table in the lesson's section on the four cases.",
  }, async () => {
    const expected: Record<string, string> = { fewNear: "a", manyNear: "b", fewFar: "c", manyFar: "d" };
    const advice = (await student.advice) as Record<string, string>;
    const right = Object.keys(expected).filter((key) => advice[key] === expected[key]).length;
    expect(right, "cases that are right").to.be.above(0);
    award(right / 4, `${right} of 4 cases are right`);
  });
};
