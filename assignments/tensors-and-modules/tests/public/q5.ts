import type { TestContext } from "tsgrad/grading";

interface Network {
  trainable(): string[];
}

export default ({
  it,
  expect,
  student,
}: TestContext<{
  Network: new () => Network;
  freezeAllBut(model: Network, part: string): number;
}>) => {
  it("leaves the body's parameters to train", {
    points: 1,
    hint: "model.namedParameters() gives [name, parameter]; parameter.requiresGrad_(false) freezes one.",
  }, async () => {
    const model = await new student.Network();
    await student.freezeAllBut(model, "body");
    expect(await model.trainable()).to.deep.equal(["body.0.weight", "body.0.bias", "body.2.weight", "body.2.bias"]);
  });
};
