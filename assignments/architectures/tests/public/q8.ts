import type { TestContext } from "tsgrad/grading";

interface Answers {
  laboratory: Record<string, { count: number; because: string }>;
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("counts the first layer", {
    points: 0.25,
    hint: "64 kernels of 7 × 7 × 3 weights, and nothing else: convention a.",
  }, async () => {
    const { conv1 } = await student.laboratory;
    expect(conv1?.count, "count").to.equal(9408);
    expect(conv1?.because, "because").to.equal("a");
  });
};
