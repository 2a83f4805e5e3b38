import type { Tensor } from "tsgrad";
import type { TensorValue, TestContext } from "tsgrad/grading";

interface Network {
  forward(x: Tensor): Tensor;
}
interface Answers {
  ResNet18: new (numClasses: number) => Network;
  resnetAgainstZoo(x: Tensor): number;
  partsOf(x: Tensor): { part: string; shape: number[]; parameters: number }[];
  featureReport(x: Tensor): { features: TensorValue; byHand: number; after: number[]; same: boolean };
}

export default ({ it, expect, student, random, tensorShape, award }: TestContext<Answers>) => {
  it("gives the zoo's output", {
    points: 1.5,
    message: "With the zoo's weights your network does not give the zoo's output",
    hint: "Run resnetAgainstZoo(randn([1, 3, 64, 64])) in a cell of your own. Is there a ReLU after bn1? Have all layers the names of the text?",
  }, async () => {
    expect(await student.resnetAgainstZoo(random.normal([2, 3, 64, 64]))).to.be.below(1e-3);
  });

  it("takes images of any size", {
    points: 0.5,
    message: "The network fails on images of another size, or whose sides differ",
    hint: "Take the mean over all places before fc, however many there are.",
  }, async () => {
    const network = await new student.ResNet18(3);
    tensorShape(await network.forward(random.normal([1, 3, 96, 160])), [1, 3]);
  });

  it("has the parts of the text", {
    points: 1.25,
    message: "Some parts give another shape, or learn another number of parameters, than the text asks for",
    hint: "Run partsOf(zeros([1, 3, 64, 64])) and go through the stem's settings and the plan: two blocks for each layer.",
  }, async () => {
    const basic = (from: number, to: number) =>
      9 * to * (from + to) + 4 * to + (from === to ? 0 : from * to + 2 * to) + 18 * to * to + 4 * to;
    const expected: [part: string, shape: number[], parameters: number][] = [
      ["conv1", [1, 64, 32, 32], 9408],
      ["bn1", [1, 64, 32, 32], 128],
      ["maxpool", [1, 64, 16, 16], 0],
      ["layer1", [1, 64, 16, 16], basic(64, 64)],
      ["layer2", [1, 128, 8, 8], basic(64, 128)],
      ["layer3", [1, 256, 4, 4], basic(128, 256)],
      ["layer4", [1, 512, 2, 2], basic(256, 512)],
      ["fc", [1, 10], 5130],
    ];
    const found = await student.partsOf(random.normal([1, 3, 64, 64]));
    const right = expected.filter(([part, shape, parameters]) =>
      found.some((each) => each.part === part && `${each.shape}` === `${shape}` && each.parameters === parameters),
    ).length;
    expect(right, "parts that are right").to.be.above(0);
    award(right / expected.length, `${right} of ${expected.length} parts are right`);
  });

  it("returns features", {
    points: 0.75,
    message: "featuresOf does not return what the last layer gets",
    hint: "Put nn.Identity in the place of fc and run forward: [N, 512] comes out.",
  }, async () => {
    const { features, byHand } = await student.featureReport(random.normal([2, 3, 64, 64]));
    tensorShape(features, [2, 512]);
    expect(byHand).to.be.below(1e-3);
  });

  it("keeps its head", {
    points: 0.5,
    message: "After featuresOf the network no longer classifies as before",
    hint: "Put fc back, the very same layer with its weights.",
  }, async () => {
    const { after, same } = await student.featureReport(random.normal([2, 3, 64, 64]));
    expect(after).to.deep.equal([2, 10]);
    expect(same).to.equal(true);
  });
};
