import type { TestContext } from "tsgrad/grading";

interface Answers {
  laboratory: Record<string, { count: number; because: string }>;
}

/** What stands behind each number: the count, its convention, points, and where to look. */
const numbers: [names: Record<string, [count: number, because: string]>, points: number, hint: string][] = [
  [
    { conv1Table: [2688, "d"] },
    0.5,
    "2.7K is far less than 9,408. What remains of 49 products if a 7 × 7 kernel becomes a column and a row? Weights only.",
  ],
  [{ conv1Note: [3136, "e"] }, 0.5, "Divide 9,408 by it. Which of the factors 7, 7, 3 and 64 is missing?"],
  [
    { conv1Torch: [9536, "c"] },
    0.5,
    "Subtract 9,408 and divide by the 64 channels: how many numbers a channel? A bias would be one.",
  ],
  [
    { conv1Work: [118013952, "g"], conv1Twice: [236027904, "h"] },
    0.75,
    "Each weight is used once at every place of the output, which the stride has made 112 × 112. The second number is twice the first.",
  ],
  [
    { inceptionBiased: [163696, "b"] },
    0.75,
    "Six convolutions. Each has one bias for each channel it gives, the reducing ones too.",
  ],
  [
    { inceptionTorch: [155136, "f"] },
    0.75,
    "Compare it with the weights alone, 163,328: what has 16 · 16 · 32 weights less?",
  ],
];

export default ({ it, expect, student, award }: TestContext<Answers>) => {
  for (const [names, points, hint] of numbers) {
    const title = Object.keys(names).join(" and ");
    it(`explains ${title}`, {
      points,
      message: `The count or the convention of ${title} is not the one behind the published number`,
      hint,
    }, async () => {
      const laboratory = await student.laboratory;
      const entries = Object.entries(names);
      for (const [name, [count]] of entries) expect(laboratory[name]?.count, name).to.equal(count);
      const explained = entries.filter(([name, [, because]]) => laboratory[name]?.because === because).length;
      award(0.5 + (0.5 * explained) / entries.length, "The count is right; look at the letter of the convention again");
    });
  }
};
