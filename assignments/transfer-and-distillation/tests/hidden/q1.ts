import type { TensorValue, TestContext } from "tsgrad/grading";

interface Report {
  same: boolean;
  shape: number[];
  fresh: boolean;
  moved: string[];
}
interface Answers {
  headReport(width: number, classes: number, x: TensorValue): Report;
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  const images = () => random.normal([4, 1, 8, 8], { mean: 3, std: 2 });

  it("leaves the running statistics where they are", {
    points: 1.25,
    message: "One step of training moved the running mean or variance of a frozen batch norm",
    hint: "requiresGrad is about parameters; running statistics move in training mode. Put the features into evaluation mode.",
  }, async () => {
    const { moved } = await student.headReport(8, 3, images());
    expect(moved.filter((name) => name.includes("running") || name.includes("num_batches"))).to.deep.equal([]);
  });

  it("keeps what was pretrained", {
    points: 0.75,
    message:
      "The features are no longer those of the network that came in, or it is another network, or its head is the old one",
    hint: "Change the network you get, and return it. Only the head is new.",
  }, async () => {
    const { same, fresh, moved } = await student.headReport(6, 5, images());
    expect([same, fresh]).to.deep.equal([true, true]);
    expect(moved.filter((name) => name.endsWith("weight") || name.endsWith("bias"))).to.deep.equal([]);
  });

  it("fits any width and number of classes", {
    points: 0.75,
    message: "The new head does not fit a network of another width, or another number of classes",
    hint: "Ask the old head how many numbers come in: network.head.inFeatures.",
  }, async () => {
    const [width, classes] = [random.integer(9, 20), random.integer(6, 12)];
    const { shape } = await student.headReport(width, classes, images());
    expect(shape).to.deep.equal([4, classes]);
  });
};
