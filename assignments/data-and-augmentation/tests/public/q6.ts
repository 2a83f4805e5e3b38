import type { TestContext } from "tsgrad/grading";

interface Answers {
  policyTrace(settings: { numOps: number; magnitude: number; bins: number }, draws: number[]): string[];
  accuracyByStyle(
    predictions: number[],
    labels: number[],
    styles: string[],
  ): { accuracy: Record<string, number>; gap: number };
}

export default ({ it, expect, student }: TestContext<Answers>) => {
  it("applies one operation", {
    points: 0.5,
    hint: "Of three operations a draw of 0.5 takes number Math.floor(0.5 · 3).",
  }, async () => {
    const trace = await student.policyTrace({ numOps: 1, magnitude: 0, bins: 31 }, [0.5]);
    expect(trace).to.deep.equal(["rotate 0", "sum 0"]);
  });

  it("compares two styles", {
    points: 0.5,
    hint: "Of the two careful drawings both are right, of the two hurried ones one.",
  }, async () => {
    const styles = ["careful", "careful", "hurried", "hurried"];
    const found = await student.accuracyByStyle([1, 2, 3, 0], [1, 2, 3, 4], styles);
    expect(found).to.deep.equal({ accuracy: { careful: 1, hurried: 0.5 }, gap: 0.5 });
  });
};
