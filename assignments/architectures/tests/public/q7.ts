import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Network {
  forward(x: Tensor): Tensor;
}

export default ({
  it,
  student,
  random,
  tensorShape,
}: TestContext<{ ResNet18: new (numClasses: number) => Network }>) => {
  it("classifies", {
    points: 0.5,
    hint: "Stem, four layers, mean over the places ([N, 512]), fc. An nn.Sequential runs its blocks one after the other.",
  }, async () => {
    const network = await new student.ResNet18(7);
    tensorShape(await network.forward(random.normal([2, 3, 64, 64])), [2, 7]);
  });
};
