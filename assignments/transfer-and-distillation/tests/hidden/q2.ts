import type { TestContext } from "tsgrad/grading";

interface Answers {
  groupReport(lr: number, factor: number): { names: string[]; lr: number }[];
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  const first = ["features.0.0.weight", "features.0.1.weight", "features.0.1.bias"];
  const second = ["features.1.0.weight", "features.1.1.weight", "features.1.1.bias"];

  it("has every parameter once, from the image to the head", {
    points: 1,
    message: "Some parameter is in no group, in two groups, or the groups are in another order; or a group is empty",
    hint: "features.children() in their order, without those that have no parameters, then the head. A batch norm's parameters belong to its child.",
  }, async () => {
    const groups = await student.groupReport(0.1, 3);
    expect(groups.map(({ names }) => names)).to.deep.equal([first, second, ["head.weight", "head.bias"]]);
  });

  it("lets rates fall towards the image by powers of the factor", {
    points: 1,
    message: "The rates are wrong for some lr and factor",
    hint: "With three groups: lr / factor², lr / factor, lr. Parts without parameters do not count.",
  }, async () => {
    const [lr, factor] = [random.integer(2, 9) / 100, random.integer(3, 9)];
    const groups = await student.groupReport(lr, factor);
    const rates = groups.map((group) => group.lr);
    expect(rates).to.have.length(3);
    for (const [i, rate] of rates.entries()) expect(rate).to.be.closeTo(lr / factor ** (2 - i), 1e-9);
  });
};
