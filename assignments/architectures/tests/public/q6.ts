import type { TestContext } from "tsgrad/grading";

type Block = { inChannels: number; outChannels: number; stride: number; projection: boolean };

export default ({ it, expect, student }: TestContext<{ planStages(counts: number[]): Block[] }>) => {
  it("plans a first stage", {
    points: 0.5,
    hint: "Two equal blocks: 64 channels in and out, stride 1, no projection.",
  }, async () => {
    const block = { inChannels: 64, outChannels: 64, stride: 1, projection: false };
    expect(await student.planStages([2])).to.deep.equal([block, block]);
  });
};
