import type { TestContext } from "tsgrad/grading";

interface Answers {
  moonReport(rounds: number, threshold: number): { sizes: number[]; accuracy: number };
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("learns once before the first round and once in each", {
    points: 0.5,
    hint: "learn(places, labels) makes the first teacher; each round ends with another learn.",
  }, async () => {
    expect((await student.moonReport(3, 0.9)).sizes).to.have.length(4);
  });

  it("learns from more points than are labelled", {
    points: 0.5,
    hint: "After the first round there are points whose larger probability is at least 0.9: give them to learn as well.",
  }, async () => {
    const { sizes } = await student.moonReport(1, 0.9);
    expect(sizes[0], "points of the first call of learn").to.equal(8);
    expect(sizes[1], "points of the second call of learn").to.be.above(8);
  });
};
