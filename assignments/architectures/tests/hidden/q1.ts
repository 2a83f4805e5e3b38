import type { TestContext } from "tsgrad/grading";

type Cost = { size: number; parameters: number; macs: number; flops: number };
interface Answers {
  convolutionCost(layer: Record<string, number | boolean>): Cost;
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  /** A layer with random channels, the rest as given. */
  const layer = (settings: Record<string, number | boolean> = {}) => ({
    inChannels: 4 * random.integer(1, 6),
    outChannels: 4 * random.integer(1, 6),
    kernel: 3,
    stride: 1,
    padding: 1,
    groups: 1,
    bias: false,
    batchNorm: false,
    input: random.integer(8, 15),
    ...settings,
  });

  it("knows the output's size", {
    points: 0.5,
    message: "The size of the output is wrong for some kernel, stride or padding",
    hint: "Divide by the stride and round down first; the 1 is added afterwards.",
  }, async () => {
    for (const [kernel, stride, padding, input, size] of [
      [7, 2, 3, 224, 112],
      [11, 4, 2, 224, 55],
      [3, 2, 0, 8, 3],
      [1, 2, 0, 7, 4],
      [5, 1, 0, 9, 5],
    ] as const)
      expect((await student.convolutionCost(layer({ kernel, stride, padding, input }))).size).to.equal(size);
  });

  it("counts biases and batch norms", {
    points: 0.75,
    message: "The number of parameters is wrong for a layer with a bias, with a batch norm, or with both",
    hint: "A bias is one number for each output channel; a batch norm learns a scale and a shift for each.",
  }, async () => {
    for (const [bias, batchNorm] of [
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const given = layer({ bias, batchNorm });
      const extra = (bias ? 1 : 0) + (batchNorm ? 2 : 0);
      const { parameters } = await student.convolutionCost(given);
      expect(parameters).to.equal((9 * given.inChannels + extra) * given.outChannels);
    }
  });

  it("counts groups", {
    points: 0.75,
    message: "The number of parameters is wrong for a convolution with groups",
    hint: "With g groups, an output channel looks at a g-th of the input channels. There are as many output channels as before.",
  }, async () => {
    const channels = 4 * random.integer(2, 6);
    for (const groups of [2, 4, channels]) {
      const { parameters } = await student.convolutionCost(
        layer({ inChannels: channels, outChannels: channels, groups }),
      );
      expect(parameters).to.equal((9 * channels * channels) / groups);
    }
  });

  it("counts work at the output's places", {
    points: 0.75,
    message: "MACs or FLOPs are wrong where the stride makes the output smaller, or where there is a bias",
    hint: "Weights times the places of the output, not of the input; biases and batch norms are not multiplied.",
  }, async () => {
    const given = layer({ stride: 2, input: 2 * random.integer(5, 9), bias: true, batchNorm: true });
    const { macs, flops } = await student.convolutionCost(given);
    const expected = 9 * given.inChannels * given.outChannels * (Number(given.input) / 2) ** 2;
    expect([macs, flops]).to.deep.equal([expected, 2 * expected]);
  });
};
