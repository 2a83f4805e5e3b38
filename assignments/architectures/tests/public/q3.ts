import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Module {
  forward(x: Tensor): Tensor;
}
type Widths = Record<"one" | "threeReduce" | "three" | "fiveReduce" | "five" | "pool", number>;

export default ({
  it,
  student,
  random,
  tensorShape,
}: TestContext<{ InceptionModule: new (inChannels: number, widths: Widths) => Module }>) => {
  it("joins the channels of four branches", {
    points: 0.75,
    hint: "cat([...], 1) joins along the channels. All branches must keep height and width: padding 1 for 3 × 3, 2 for 5 × 5; the pooling needs stride 1 and padding 1.",
  }, async () => {
    const widths = { one: 2, threeReduce: 3, three: 4, fiveReduce: 1, five: 2, pool: 3 };
    const module = await new student.InceptionModule(5, widths);
    tensorShape(await module.forward(random.normal([2, 5, 7, 7])), [2, 11, 7, 7]);
  });
};
