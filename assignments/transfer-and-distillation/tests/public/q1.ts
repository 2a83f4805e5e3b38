import type { TensorValue, TestContext } from "tsgrad/grading";

interface Report {
  shape: number[];
  trainable: string[];
}
interface Answers {
  headReport(width: number, classes: number, x: TensorValue): Report;
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  it("gives as many numbers as there are classes", {
    points: 0.5,
    hint: "network.head = new nn.Linear(numbers in, classes); the old head has inFeatures.",
  }, async () => {
    const { shape } = await student.headReport(8, 3, random.normal([4, 1, 8, 8]));
    expect(shape).to.deep.equal([4, 3]);
  });

  it("leaves the head alone to learn", {
    points: 0.75,
    hint: "requiresGrad_(false) on a module freezes all its parameters. Freeze first, then make the new head: a new layer is trainable.",
  }, async () => {
    const { trainable } = await student.headReport(8, 3, random.normal([4, 1, 8, 8]));
    expect(trainable).to.deep.equal(["head.weight", "head.bias"]);
  });
};
