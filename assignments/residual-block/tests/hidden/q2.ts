import type { TestContext } from "tsgrad/grading";

interface Answers {
  counts: { conv1: number; bn1: number; conv2: number; bn2: number; shortcut: number };
  blockParameters(channelsIn: number, channelsOut: number, stride?: number): number;
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  /** Out · in · k · k for each convolution, two for each channel of each batch norm. */
  const formula = (channelsIn: number, channelsOut: number, shortcut: boolean) => {
    const main = 9 * channelsOut * (channelsIn + channelsOut) + 4 * channelsOut;
    return shortcut ? main + channelsOut * channelsIn + 2 * channelsOut : main;
  };

  it("counts the batch norms", {
    points: 0.5,
    message: "The count of a batch norm is wrong",
    hint: "What is learned: one scale and one shift for each channel. Running mean and variance are not learned.",
  }, async () => {
    const { bn1, bn2 } = await student.counts;
    expect([bn1, bn2]).to.deep.equal([32, 32]);
  });

  it("counts conv2", {
    points: 0.25,
    message: "The count of conv2 is wrong",
    hint: "How many channels does it get, the block's or those that conv1 made?",
  }, async () => {
    expect((await student.counts).conv2).to.equal(16 * 16 * 9);
  });

  it("counts the shortcut", {
    points: 0.75,
    message: "The count of the shortcut is wrong",
    hint: "How large is its kernel, and what follows its convolution?",
  }, async () => {
    expect((await student.counts).shortcut).to.equal(16 * 8 + 32);
  });

  it("counts blocks that keep their shape", {
    points: 0.75,
    message: "blockParameters is wrong for blocks with as many channels out as in and stride 1",
    hint: "Their shortcut is nn.Identity: how many parameters has that?",
  }, async () => {
    const channels = random.integer(3, 40);
    expect(await student.blockParameters(channels, channels, 1)).to.equal(formula(channels, channels, false));
    expect(await student.blockParameters(channels, channels)).to.equal(formula(channels, channels, false));
  });

  it("counts blocks that change their shape", {
    points: 0.75,
    message: "blockParameters is wrong for blocks that change the channels, or halve the image, or both",
    hint: "When is the shortcut a convolution? Look at the constructor: there are two conditions.",
  }, async () => {
    const [few, many] = [random.integer(3, 20), random.integer(20, 40)];
    expect(await student.blockParameters(few, many, 2)).to.equal(formula(few, many, true));
    expect(await student.blockParameters(many, few, 1)).to.equal(formula(many, few, true));
    expect(await student.blockParameters(many, many, 2)).to.equal(formula(many, many, true));
  });
};
