// Oracle: answers by hand; KaTeX's own refusal of commands that load or link.
import { expect } from "chai";
import { alignAnnotations } from "../../../autograder/review/align.ts";
import { chartOf } from "../../../autograder/review/charts.ts";
import { renderDiff } from "../../../autograder/review/diff.ts";
import { renderMarkdown } from "../../../autograder/review/markdown.ts";
import { type RubricContent, reasonOf, rubricScore } from "../../../autograder/review/rubric.ts";

const solution = `function normalize(values: number[]): number[] {
  // The mean first: the deviation needs it.
  const mean = sum(values) / values.length;
  // Biased, as batch norm has it.
  const variance = sum(values.map((v) => (v - mean) ** 2)) / values.length;
  return values.map((v) => (v - mean) / Math.sqrt(variance + 1e-5)); // epsilon keeps 0 away
}`;

describe("the solution's remarks beside the student's lines", () => {
  it("stand where the student does the same, though names and lines differ", () => {
    const student = `function normalize(values: number[]): number[] {
  console.log(values);
  const m = sum(values) / values.length;

  const spread = sum(values.map((each) => (each - m) ** 2)) / values.length;
  const root = Math.sqrt(spread);
  return values.map((each) => (each - m) / Math.sqrt(spread + 1e-5));
}`;
    expect(alignAnnotations(student, solution)).to.deep.equal([
      { line: 3, text: "The mean first: the deviation needs it." },
      { line: 5, text: "Biased, as batch norm has it." },
      { line: 7, text: "epsilon keeps 0 away" },
    ]);
  });

  it("stand at the first line where nothing is alike, and are not said twice", () => {
    expect(alignAnnotations("throw 1", solution).map(({ line }) => line)).to.deep.equal([1]);
    expect(alignAnnotations(solution, solution)).to.deep.equal([]);
    expect(alignAnnotations("x\n".repeat(5000), solution)).to.deep.equal([]);
  });
});

describe("formulas in comments", () => {
  const show = (text: string) => String(renderMarkdown(text));

  it("become MathML, in a line and as a block", () => {
    expect(show("so $\\frac{1}{n}\\sum x_i$ it is")).to.include("<mfrac><mn>1</mn><mi>n</mi></mfrac>");
    expect(show("$$x^2$$")).to.include('display="block"');
  });

  it("leave money, code and dollars alone", () => {
    for (const text of ["$5 and $6", "`$x$`", "a $ b $ c"]) expect(show(text), text).not.to.include("<math");
  });

  it("link, load and style nothing, and stay within bounds", () => {
    for (const text of [
      "$\\href{javascript:alert(1)}{x}$",
      "$\\url{http://evil.example}$",
      "$\\includegraphics{http://evil.example/x.png}$",
      "$\\htmlStyle{position:fixed}{x}$",
      "$\\htmlData{a=b}{x}$",
    ])
      expect(show(text), text).not.to.match(/<(a|img)\b|href="|src="|style="|data-a/);
    expect(show("$<script>alert(1)</script>$")).not.to.include("<script");
    expect(show("$\\def\\a{\\a\\a}\\a$")).to.include("#cc0000");
    expect(show("$\\unknown{$")).to.include("unknown");
  });
});

describe("a difference", () => {
  const show = (before: string, after: string) => String(renderDiff(before, after));

  it("marks the words that changed in a line that stands in another's place", () => {
    const page = show("const a = 1;\nreturn Math.max(0, value);", "const a = 1;\nreturn Math.max(0, values[0]);");
    expect(page).to.include('<del>− return Math.max(0, <mark class="deleted">value</mark>);\n</del>');
    expect(page).to.include('<mark class="inserted">values[0]</mark>');
  });

  it("marks none where lines have little in common, are very long, or stand alone", () => {
    for (const [before, after] of [
      ["for (const x of xs) y += x;", "return sum(values) / 2;"],
      [`${"a ".repeat(400)}b`, `${"a ".repeat(400)}c`],
      ["a", "a\nb"],
    ] as const)
      expect(show(before, after), before).not.to.include("<mark");
  });

  it("shows markup as text", () => {
    expect(show("const a = '<b>x</b>';", "const a = '<i>x</i>';")).not.to.match(/<[bi]>/);
  });
});

describe("a rubric with caps", () => {
  const rubric: RubricContent = {
    start: "zero",
    items: [
      { id: "a", text: "works", points: 4 },
      { id: "b", text: "slow", points: -1 },
      { id: "c", text: "copied", points: 1.5, cap: true },
      { id: "d", text: "no loop", points: 0, cap: true },
    ],
  };
  for (const [chosen, score] of [
    [["a", "b"], 3],
    [["a", "b", "c"], 1.5],
    [["b", "c"], 0],
    [["a", "c", "d"], 0],
    [["c"], 0],
  ] as const)
    it(`gives ${score} for ${chosen.join(" and ")}`, () => {
      expect(rubricScore(rubric, chosen, null, 5)).to.equal(score);
    });

  it("says so in the log", () => {
    expect(reasonOf(rubric, ["a", "c"])).to.equal("Rubric: +4 works; ≤ 1.5 copied");
  });
});

describe("the chart of an output", () => {
  const output = (data: Record<string, unknown>) => ({ output_type: "display_data" as const, data, metadata: {} });

  it("is Vega or Vega-Lite as an object, of a size that can be drawn", () => {
    const mime = "application/vnd.vegalite.v5+json";
    expect(chartOf(output({ [mime]: { mark: "bar" } }))).to.deep.equal({ kind: "vega-lite", spec: '{"mark":"bar"}' });
    expect(chartOf(output({ "application/vnd.vega.v5+json": {} }))).to.deep.equal({ kind: "vega", spec: "{}" });
    for (const value of ["text", null, 3, { rows: "x".repeat(2_000_001) }])
      expect(chartOf(output({ [mime]: value }))).to.equal(undefined);
    expect(chartOf({ output_type: "stream", name: "stdout", text: "" })).to.equal(undefined);
  });
});
