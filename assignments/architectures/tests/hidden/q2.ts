import type { TestContext } from "tsgrad/grading";

type Layer = { kernel: number; stride: number; dilation: number };

export default ({ it, expect, student, random }: TestContext<{ receptiveField(layers: Layer[]): number }>) => {
  const layer = (kernel: number, stride = 1, dilation = 1): Layer => ({ kernel, stride, dilation });

  /** Which pixels output 0 sees, layer by layer from the last to the first, without any formula. */
  const seen = (layers: readonly Layer[]): number => {
    let places = new Set([0]);
    for (const { kernel, stride, dilation } of layers.toReversed())
      places = new Set(
        [...places].flatMap((place) => Array.from({ length: kernel }, (_, i) => place * stride + i * dilation)),
      );
    return Math.max(...places) + 1;
  };

  it("jumps by the strides of the layers before", {
    points: 1,
    message: "The receptive field is wrong where layers have strides",
    hint: "A layer's own stride spreads what comes after it, not what it sees itself.",
  }, async () => {
    for (let i = 0; i < 4; i++) {
      const layers = Array.from({ length: 4 }, () => layer(random.integer(2, 5), random.integer(1, 4)));
      layers[1]!.stride = 2;
      expect(await student.receptiveField(layers)).to.equal(seen(layers));
    }
  });

  it("spreads dilated kernels", {
    points: 0.75,
    message: "The receptive field is wrong where kernels are dilated",
    hint: "A kernel of 3 with dilation 2 reaches over 5 inputs: 2 · 2 beyond the first. Its stride is something else.",
  }, async () => {
    const layers = [layer(3, 1, 2), layer(3, 1, random.integer(2, 5)), layer(2, 1, 3)];
    expect(await student.receptiveField(layers)).to.equal(seen(layers));
  });

  it("sees one pixel through no layer", {
    points: 0.25,
    message: "Without any layer, or through 1 × 1 layers alone, the field is a single pixel",
    hint: "What does your function return for an empty list?",
  }, async () => {
    expect(await student.receptiveField([])).to.equal(1);
    expect(await student.receptiveField([layer(1), layer(1)])).to.equal(1);
  });

  it("finds VGG-16's field", {
    points: 0.5,
    message: "The receptive field of VGG-16's convolutions and poolings is wrong",
    hint: "A pooling of 2 × 2 with stride 2 is a layer like any other.",
  }, async () => {
    const layers = [2, 2, 3, 3, 3].flatMap((count) => [...Array.from({ length: count }, () => layer(3)), layer(2, 2)]);
    expect(await student.receptiveField(layers)).to.equal(212);
  });
};
