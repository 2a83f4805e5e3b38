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
  it("does not take headNorm for head", {
    points: 0.75,
    message: "Parameters are trained that belong to another part with a similar name",
    hint: "A name belongs to a part if it starts with the part and a dot.",
  }, async () => {
    const model = await new student.Network();
    await student.freezeAllBut(model, "head");
    expect(await model.trainable()).to.deep.equal(["head.weight", "head.bias"]);
  });

  it("thaws what was frozen before", {
    points: 0.5,
    message: "After two calls with different parts, the second part is not the one that is trained",
    hint: "requiresGrad_ takes true, too: set it for every parameter, one way or the other.",
  }, async () => {
    const model = await new student.Network();
    await student.freezeAllBut(model, "body");
    await student.freezeAllBut(model, "headNorm");
    expect(await model.trainable()).to.deep.equal(["headNorm.weight", "headNorm.bias"]);
  });

  it("counts numbers", {
    points: 0.75,
    message: "The returned count is wrong",
    hint: "Count numbers, not tensors: parameter.numel().",
  }, async () => {
    expect(await student.freezeAllBut(await new student.Network(), "body")).to.equal(4 * 8 + 8 + 8 * 8 + 8);
  });
};
