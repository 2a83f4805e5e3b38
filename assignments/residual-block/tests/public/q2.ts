import type { TestContext } from "tsgrad/grading";

interface Answers {
  counts: { conv1: number; bn1: number; conv2: number; bn2: number; shortcut: number };
  blockParameters(channelsIn: number, channelsOut: number, stride?: number): number;
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("counts conv1", {
    points: 0.5,
    hint: "16 kernels, each 8 × 3 × 3. There is no bias.",
  }, async () => {
    expect((await student.counts).conv1, "conv1").to.equal(16 * 8 * 9);
  });

  it("counts the smallest block there is", {
    points: 0.5,
    hint: "One channel in, one out, stride 1: two kernels of 3 × 3, two batch norms, and a shortcut without parameters.",
  }, async () => {
    expect(await student.blockParameters(1, 1, 1), "blockParameters(1, 1, 1)").to.equal(22);
  });
};
