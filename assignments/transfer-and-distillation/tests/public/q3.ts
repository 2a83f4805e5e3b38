import type { TestContext } from "tsgrad/grading";

interface Answers {
  winner(accuracies: Record<string, number[]>): string | null;
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("names a clear winner", {
    points: 0.5,
    hint: "The means are 72, 82 and 75; the deviations are small.",
  }, async () => {
    const found = await student.winner({ scratch: [71, 72, 73], head: [82, 81, 83], fineTune: [75, 74, 76] });
    expect(found).to.equal("head");
  });

  it("sees where nothing is decided", {
    points: 0.5,
    hint: "Two points ahead, but the runs of one method differ by twenty.",
  }, async () => {
    expect(await student.winner({ scratch: [70, 80, 90], head: [78, 77, 79] })).to.equal(null);
  });
};
