import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Affine {
  forward(x: Tensor): Tensor;
}

export default ({
  it,
  student,
  random,
  tensorShape,
}: TestContext<{
  Affine: new (inputs: number, outputs: number) => Affine;
}>) => {
  it("has the right shape", {
    points: 1,
    hint: "[N, inputs] times weight.t(), which is [inputs, outputs], plus [outputs].",
  }, async () => {
    const layer = await new student.Affine(3, 5);
    tensorShape(await layer.forward(random.normal([2, 3])), [2, 5]);
  });
};
