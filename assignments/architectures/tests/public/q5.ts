import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Layer {
  forward(x: Tensor): Tensor;
}
interface Answers {
  SqueezeExcitation: new (channels: number, reduction: number) => Layer;
  Bottleneck: new (inChannels: number, channels: number, stride?: number) => Layer;
}

export default ({ it, student, random, tensorShape }: TestContext<Answers>) => {
  it("keeps the shape while it weighs the channels", {
    points: 0.5,
    hint: "mean([2, 3], { keepdim: true }) is [N, channels, 1, 1]; x times such a tensor keeps the shape of x.",
  }, async () => {
    const layer = await new student.SqueezeExcitation(8, 4);
    tensorShape(await layer.forward(random.normal([2, 8, 5, 5])), [2, 8, 5, 5]);
  });

  it("gives four times the channels at half the size", {
    points: 0.5,
    hint: "conv3 goes to 4 * channels; stride and channels of downsample must fit, too.",
  }, async () => {
    const block = await new student.Bottleneck(8, 4, 2);
    tensorShape(await block.forward(random.normal([2, 8, 6, 6])), [2, 16, 3, 3]);
  });
};
