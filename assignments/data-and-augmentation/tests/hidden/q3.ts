import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Answers {
  coverage(image: Tensor): number;
  shrink(image: Tensor, factor: number): Tensor;
  blurFor(factor: number, kernel: number, sigma: number): { kernel: number; sigma: number };
  orderGap(image: Tensor, factor: number, kernel: number, sigma: number): number;
}

export default ({ it, expect, student, random, tensor, tensorCloseTo }: TestContext<Answers>) => {
  it("counts pixels, not ink", {
    points: 1,
    message: "coverage is not the share of pixels above 0.1",
    hint: "A pixel at 0.2 counts as much as one at 1; one at 0.05 or at exactly 0 does not count.",
  }, async () => {
    const values = Array.from({ length: 60 }, () => random.pick([0, 0.05, 0.09, 0.11, 0.2, 1]));
    const share = values.filter((value) => value > 0.1).length / 60;
    expect(await student.coverage(tensor(values, { shape: [1, 6, 10] }))).to.be.closeTo(share, 1e-6);
  });

  it("keeps a thin stroke", {
    points: 0.75,
    message: "A stroke one pixel wide vanishes, or becomes too strong, when the image is shrunk",
    hint: "Each new pixel is the mean of its whole block, wherever in the block the stroke lies.",
  }, async () => {
    const factor = random.pick([2, 3, 4]);
    for (let column = 0; column < factor; column++) {
      const image = Array.from({ length: factor * factor }, (_, i) => (i % factor === column ? 1 : 0));
      tensorCloseTo(await student.shrink(tensor(image, { shape: [1, factor, factor] }), factor), [[[1 / factor]]]);
    }
  });

  it("shrinks images that are not square", {
    points: 0.75,
    message: "shrink is wrong for images whose height and width differ",
    hint: "[1, H, W] -> [1, H / factor, factor, W / factor, factor]: the mean goes over dimensions 2 and 4.",
  }, async () => {
    const [h, w, factor] = [random.integer(2, 4), random.integer(4, 7), random.pick([2, 3])];
    const [height, width] = [h * factor, w * factor];
    const image = random.uniform([1, height, width]);
    const block = (y: number, x: number) => {
      let sum = 0;
      for (let dy = 0; dy < factor; dy++)
        for (let dx = 0; dx < factor; dx++) sum += image.data[(y * factor + dy) * width + x * factor + dx]!;
      return sum / factor ** 2;
    };
    const means = Array.from({ length: h }, (_, y) => Array.from({ length: w }, (_, x) => block(y, x)));
    tensorCloseTo(await student.shrink(image, factor), [means]);
  });

  it("lets the blur grow with the image", {
    points: 1,
    message: "Your blur after enlarging does not do what the blur before it did",
    hint: "Distances become factor times as large: those of the kernel, and sigma, which is a distance too.",
  }, async () => {
    const image = Array.from({ length: 28 * 28 }, (_, i) => (i % 28 === 14 || Math.floor(i / 28) === 9 ? 1 : 0));
    expect(await student.orderGap(tensor(image, { shape: [1, 28, 28] }), 4, 5, 1.5)).to.be.below(0.006);
  });

  it("asks for an odd kernel", {
    points: 0.5,
    message: "The kernel that you return is even, or larger or smaller than needed",
    hint: "8 · 5 is 40, so 41; 3 · 5 is 15, which is odd already.",
  }, async () => {
    const kernels = [];
    for (const [factor, kernel] of [
      [8, 5],
      [3, 5],
      [2, 3],
    ] as const)
      kernels.push((await student.blurFor(factor, kernel, 1)).kernel);
    expect(kernels).to.deep.equal([41, 15, 7]);
  });
};
