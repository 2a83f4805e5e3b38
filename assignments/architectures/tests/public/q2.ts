import type { TestContext } from "tsgrad/grading";

type Layer = { kernel: number; stride: number; dilation: number };

export default ({ it, expect, student }: TestContext<{ receptiveField(layers: Layer[]): number }>) => {
  it("sees seven pixels through three 3 × 3", {
    points: 0.5,
    hint: "Each layer adds kernel - 1 pixels, as long as no layer before it has a stride.",
  }, async () => {
    const layer = { kernel: 3, stride: 1, dilation: 1 };
    expect(await student.receptiveField([layer, layer, layer])).to.equal(7);
  });
};
