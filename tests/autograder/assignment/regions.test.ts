// Oracle: nbgrader's rules for solution regions (substring match, indentation kept, nested and unclosed ones refused).
import { expect } from "chai";
import { splitRegions } from "../../../autograder/assignment/regions.ts";

const split = (source: string) => splitRegions(source, "STUBBED", "cell q1");

describe("solution regions", () => {
  it("become the default stub at their indentation, and leave the solution without markers", () => {
    const { stub, solution, regions } = split("f() {\n  // BEGIN SOLUTION\n  a;\n    b;\n  // END SOLUTION\n}");
    expect(stub).to.equal("f() {\n  STUBBED\n}");
    expect(solution).to.equal("f() {\n  a;\n    b;\n}");
    expect(regions).to.equal(1);
  });

  it("become their own stub lines, empty ones too", () => {
    const { stub, solution } = split("// BEGIN SOLUTION\n// STUB let a = 0;\n// STUB\nlet a = 1;\n// END SOLUTION");
    expect(stub).to.equal("let a = 0;\n");
    expect(solution).to.equal("let a = 1;");
  });

  it("are found in other comment styles", () => {
    expect(split("<!-- BEGIN SOLUTION -->\nx\n<!-- END SOLUTION -->").stub).to.equal("STUBBED");
  });

  for (const [name, source, message] of [
    ["nested", "// BEGIN SOLUTION\n// BEGIN SOLUTION", /line 2: a solution region begins inside the one of line 1/],
    ["unclosed", "a\n// BEGIN SOLUTION\nb", /line 2: the solution region is never closed/],
    ["never begun", "// END SOLUTION", /line 1: a solution region ends that never began/],
    ["hidden tests", "// BEGIN HIDDEN TESTS", /tests\/hidden/],
  ] as const) {
    it(`refuses ${name} regions with the line`, () => expect(() => split(source)).to.throw(SyntaxError, message));
  }
});
