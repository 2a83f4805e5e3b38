import type { TestContext } from "tsgrad/grading";

interface Answers {
  policyTrace(settings: { numOps: number; magnitude: number; bins: number }, draws: number[]): string[];
  accuracyByStyle(
    predictions: number[],
    labels: number[],
    styles: string[],
  ): { accuracy: Record<string, number>; gap: number };
}

export default ({ it, expect, student, random }: TestContext<Answers>) => {
  it("draws each operation anew", {
    points: 1,
    message: "The operations are not drawn one by one, or do not work one after the other",
    hint: "One random() for each of the numOps operations; each works on what the one before gave. One may come twice.",
  }, async () => {
    const trace = await student.policyTrace({ numOps: 4, magnitude: 30, bins: 31 }, [0.9, 0.1, 0.1, 0.5]);
    expect(trace).to.deep.equal(["shift 12", "shear 0.3", "shear 0.3", "rotate 30", "sum 42.6"]);
  });

  it("has the right strength", {
    points: 1,
    message: "An operation's strength does not follow from magnitude and bins",
    hint: "The first of the bins is 0 and the last one is the most: there are bins - 1 steps between them.",
  }, async () => {
    const bins = random.pick([11, 21, 31]);
    const magnitude = random.integer(2, bins);
    const trace = await student.policyTrace({ numOps: 1, magnitude, bins }, [0.99]);
    expect(trace[0]).to.equal(`shift ${Math.round((1000 * 12 * magnitude) / (bins - 1)) / 1000}`);
  });

  it("divides by each style's own size", {
    points: 1,
    message: "The accuracy of some style is wrong, where styles have different sizes or order",
    hint: "Right ones of this style over all of this style. Styles may come mixed, and there may be more than two.",
  }, async () => {
    const styles = ["a", "b", "a", "c", "a", "b", "a", "c", "a"];
    const labels = styles.map(() => random.integer(0, 9));
    const right = [true, true, false, false, true, false, false, false, true];
    const predictions = labels.map((label, i) => (right[i] ? label : label + 1));
    const { accuracy, gap } = await student.accuracyByStyle(predictions, labels, styles);
    expect(accuracy.a).to.be.closeTo(3 / 5, 1e-9);
    expect(accuracy.b).to.be.closeTo(1 / 2, 1e-9);
    expect(accuracy.c).to.equal(0);
    expect(gap).to.be.closeTo(3 / 5, 1e-9);
  });
};
