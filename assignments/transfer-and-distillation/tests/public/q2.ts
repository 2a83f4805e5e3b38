import type { TestContext } from "tsgrad/grading";

interface Answers {
  groupReport(lr: number, factor: number): { names: string[]; lr: number }[];
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("gives the head the rate lr", {
    points: 0.5,
    hint: "The last group is the head's parameters, with exponent 0.",
  }, async () => {
    const groups = await student.groupReport(0.08, 2);
    expect(groups.at(-1)).to.deep.equal({ names: ["head.weight", "head.bias"], lr: 0.08 });
  });

  it("divides by factor once a group", {
    points: 0.5,
    hint: "The second convolution's group comes right before the head: lr / factor.",
  }, async () => {
    const groups = await student.groupReport(0.08, 2);
    expect(groups.at(-2)?.lr).to.be.closeTo(0.04, 1e-9);
  });
};
