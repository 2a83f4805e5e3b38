import type { TestContext } from "tsgrad/grading";

export default ({ it, expect, student }: TestContext<{ gradientOf(name: string, x: number[]): number[] }>) => {
  it("finds the gradient of a bowl", {
    points: 1,
    hint: "f(x) = x² has the slope 2x: at 3 it is 6. Divide by 2h, since the two points are 2h apart.",
  }, async () => {
    const gradient = await student.gradientOf("bowl", [3, -1]);
    expect(gradient).to.have.length(2);
    expect(gradient[0], "first").to.be.closeTo(6, 1e-4);
    expect(gradient[1], "second").to.be.closeTo(-2, 1e-4);
  });
};
