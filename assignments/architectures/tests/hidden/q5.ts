import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Layer {
  forward(x: Tensor): Tensor;
}
interface Answers {
  SqueezeExcitation: new (channels: number, reduction: number) => Layer;
  squeezeAgainstZoo(x: Tensor): number;
  bottleneckAgainstZoo(which: "first" | "equal" | "halving", x: Tensor): number;
}

export default ({ it, expect, student, random, tensor, tensorCloseTo }: TestContext<Answers>) => {
  it("weighs channels as the zoo does", {
    points: 1.25,
    message: "With the zoo's weights your SqueezeExcitation does not give the zoo's output",
    hint: "Mean over the places, fc1 with bias, ReLU, fc2 with bias, sigmoid, times x. Run squeezeAgainstZoo(randn([2, 64, 4, 4])).",
  }, async () => {
    expect(await student.squeezeAgainstZoo(random.normal([3, 64, 2, 2], { std: 3 }))).to.be.below(1e-4);
  });

  it("treats each image alone", {
    points: 0.75,
    message: "What SqueezeExcitation does to an image depends on the other images of the batch",
    hint: "Take the mean over height and width only, dimensions 2 and 3.",
  }, async () => {
    const layer = await new student.SqueezeExcitation(4, 2);
    const pair = random.normal([2, 4, 3, 3], { std: 3 });
    const alone = tensor(Float32Array.from(pair.data.slice(0, 36)), { shape: [1, 4, 3, 3] });
    const together = await layer.forward(pair);
    const first = tensor(Float32Array.from(together.data.slice(0, 36)), { shape: [1, 4, 3, 3] });
    tensorCloseTo(first, await layer.forward(alone), { atol: 1e-4 });
  });

  for (const [which, title, channels, message, hint] of [
    [
      "first",
      "is the zoo's first bottleneck",
      64,
      "ResNet-50's first block, which goes from 64 to 256 channels without a stride, is not computed as in the zoo",
      "The shortcut needs its projection wherever stride OR channels change. Does the ReLU come after the sum?",
    ],
    [
      "equal",
      "is the zoo's bottleneck that keeps its shape",
      256,
      "A bottleneck that keeps its shape is not computed as in the zoo",
      "Its downsample is nn.Identity, without weights. There are ReLUs after bn1 and bn2, none after bn3, and one after the sum.",
    ],
    [
      "halving",
      "is the zoo's bottleneck that halves the image",
      256,
      "A bottleneck that halves the image is not computed as in the zoo",
      "In which convolution stands the stride, and is it in downsample as well?",
    ],
  ] as const) {
    it(title, { points: 1, message, hint }, async () => {
      expect(await student.bottleneckAgainstZoo(which, random.normal([2, channels, 6, 6]))).to.be.below(1e-3);
    });
  }
};
