// Oracle: the points of the assignment's text.
import { expect } from "chai";
import { itGradesSolutionAndRelease } from "./full-marks.ts";

describe("the assignment losses-and-metrics", function () {
  this.timeout(600_000);
  const loaded = itGradesSolutionAndRelease("losses-and-metrics", [4, 4, 4, 4, 4, 3, 4]);

  it("tells in its table what each question gives", () => {
    const { release, questions } = loaded();
    const rows = [...release.cells[0]!.source.matchAll(/^\| (\d) \|.*\| (\d) \|$/gm)];
    expect(rows.map(([, question, points]) => [`q${question}`, Number(points)])).to.deep.equal(
      questions.map(({ name, points }) => [name, points]),
    );
  });
});
