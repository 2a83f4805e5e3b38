import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Block {
  forward(x: Tensor): Tensor;
}
type Answers = { ResidualBlock: new (channelsIn: number, channelsOut: number, stride?: number) => Block };

export default ({ it, expect, student, random, tensorShape }: TestContext<Answers>) => {
  it("keeps the shape where stride and channels stay", {
    points: 0.5,
    hint: "Convolution, norm, ReLU, convolution, norm, then the sum with the shortcut, then ReLU; return the result.",
  }, async () => {
    const block = await new student.ResidualBlock(4, 4);
    tensorShape(await block.forward(random.normal([2, 4, 6, 6])), [2, 4, 6, 6]);
  });

  it("halves the image and changes the channels", {
    points: 0.5,
    hint: "Only this.shortcut brings x to the new shape; x itself no longer fits.",
  }, async () => {
    const block = await new student.ResidualBlock(4, 6, 2);
    tensorShape(await block.forward(random.normal([2, 4, 6, 6])), [2, 6, 3, 3]);
  });

  it("lets no negative value out", {
    points: 0.5,
    hint: "What is the last thing in the drawing?",
  }, async () => {
    const block = await new student.ResidualBlock(4, 4);
    const y = await block.forward(random.normal([2, 4, 6, 6]));
    expect(Math.min(...y.data), "smallest output").to.be.at.least(0);
  });
};
