import type { TestContext } from "tsgrad/grading";

type Cost = { size: number; parameters: number; macs: number; flops: number };
interface Answers {
  convolutionCost(layer: Record<string, number | boolean>): Cost;
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  const plain = {
    inChannels: 3,
    outChannels: 8,
    kernel: 3,
    stride: 1,
    padding: 1,
    groups: 1,
    bias: false,
    batchNorm: false,
    input: 6,
  };

  it("counts a plain convolution", {
    points: 0.75,
    hint: "8 kernels of 3 × 3 × 3 weights, and an output as large as the input.",
  }, async () => {
    const { size, parameters } = await student.convolutionCost(plain);
    expect(size, "size").to.equal(6);
    expect(parameters, "parameters").to.equal(216);
  });

  it("counts its work", {
    points: 0.5,
    hint: "Each weight is used once at each of the output's 6 × 6 places; a MAC is two floating-point operations.",
  }, async () => {
    const { macs, flops } = await student.convolutionCost(plain);
    expect(macs, "macs").to.equal(216 * 36);
    expect(flops, "flops").to.equal(2 * 216 * 36);
  });
};
