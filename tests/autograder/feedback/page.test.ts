// Oracle: WCAG 2.2's formula of contrast; the structure a screen reader needs; the text of the results.
import { expect } from "chai";
import { feedbackPage } from "../../../autograder/feedback/index.ts";
import { colors } from "../../../autograder/feedback/style.ts";
import { beforeDue, type Results } from "../../../autograder/grade/index.ts";

const results: Results = {
  schema: "tsgrad-results-1",
  assignment: "a",
  title: "Blocks & <shapes>",
  student: "Ada <ada@example.org>",
  submission: "0123456789abcdef0123",
  outcome: "scored",
  score: 4.5,
  max_score: 9,
  notes: [{ kind: "locked-cell-changed", text: "The locked cell x was changed; the original was used." }],
  questions: [
    {
      name: "q1",
      status: "scored",
      score: 2.5,
      max_score: 4,
      errors: [],
      tests: [
        { name: "keeps the shape", visibility: "public", passed: true, score: 1, max_score: 1 },
        {
          name: "Hidden test 1",
          visibility: "hidden",
          passed: false,
          score: 1.5,
          max_score: 2,
          message: "3 of 4 sizes are right.",
        },
        {
          name: "Hidden test 2",
          visibility: "hidden",
          passed: false,
          score: 0,
          max_score: 1,
          message: "A <b>bold</b> claim.",
          hint: "Look at padding.",
        },
      ],
    },
    {
      name: "q2",
      status: "not answered",
      score: 0,
      max_score: 2,
      reason: "The answer cell of q2 is missing.",
      errors: [],
      tests: [],
    },
    {
      name: "q3",
      status: "scored",
      score: 2,
      max_score: 3,
      errors: ["Cell q3: Error: boom"],
      tests: [{ name: "counts", visibility: "public", passed: true, score: 2, max_score: 2 }],
    },
  ],
};

function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

describe("the feedback page", () => {
  for (const [name, theme] of Object.entries(colors)) {
    it(`has the contrast of WCAG AA in the ${name} theme`, () => {
      for (const text of ["text", "quiet", "good", "part", "bad", "link"] as const) {
        for (const ground of ["back", "soft"] as const) {
          expect(contrast(theme[text], theme[ground]), `${text} on ${ground}`).to.be.at.least(4.5);
        }
      }
      expect(contrast(theme.line, theme.back), "lines").to.be.at.least(3);
    });
  }

  it("fetches nothing, runs nothing, and escapes every text", async () => {
    const page = await feedbackPage({
      results,
      outputs: [{ cell: "q1", question: "q1", text: "</pre><script>x</script>" }],
    });
    expect(page).to.not.match(/<script|<b>|<ada|src=|url\(|https?:/);
    expect(page)
      .to.match(/default-src 'none'/)
      .and.include("Blocks &amp; &lt;shapes&gt;");
  });

  it("has a language, a title, one h1, landmarks, headings in order, and names for all ids it points to", async () => {
    const page = await feedbackPage({ results, outputs: [] });
    expect(page)
      .to.match(/<html lang="en">/)
      .and.match(/<title>[^<]+<\/title>/);
    expect(page.match(/<h1/g)).to.have.length(1);
    for (const landmark of ["<header>", "<main ", "<footer>"]) expect(page).to.include(landmark);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!));
    const used = [...page.matchAll(/(?:aria-labelledby="|href="#)([^"]+)"/g)].map(([, id]) => id!);
    expect(used.filter((id) => !ids.has(id))).to.deep.equal([]);
    expect(page).to.not.match(/<h3/);
  });

  it("says what passed, what a part earned, and why the rest failed", async () => {
    const page = await feedbackPage({ results, outputs: [] });
    expect(page).to.include("2 of 4 tests passed.").and.include("◐ partly").and.include("3 of 4 sizes are right.");
    expect(page).to.include("Look at padding.").and.include("The answer cell of q2 is missing.");
  });

  it("says before the due time what is pending, and never that all is well", async () => {
    const page = await feedbackPage({ results: beforeDue(results), outputs: [] });
    expect(page).to.include("All 2 public tests passed, 2 hidden tests pending").and.include("3 of 9 points so far");
    expect(page).to.not.include("Hidden test").and.not.include("sizes");
  });

  it("tells a student whom the machine failed that nothing is lost", async () => {
    const failed: Results = { ...results, outcome: "infrastructure error", score: null, questions: [], notes: [] };
    expect(await feedbackPage({ results: failed, outputs: [] })).to.include("Your score is not affected");
  });
});
