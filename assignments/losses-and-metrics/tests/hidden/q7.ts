import type { Tensor } from "tsgrad";
import type { TestContext } from "tsgrad/grading";

interface Answers {
  pick(pixels: Tensor): number[];
}

export default ({ it, expect, student, fashionMNIST }: TestContext<Answers>) => {
  /** Precision, recall and F1 of the T-shirts among 1,000 images. */
  async function judged() {
    const { images, labels } = await fashionMNIST({ train: false });
    const picked = await student.pick(images);
    const [all, present] = [picked.filter((p) => p === 1).length, labels.data.filter((label) => label === 0).length];
    const hits = picked.filter((p, n) => p === 1 && labels.data[n] === 0).length;
    return { precision: all === 0 ? 0 : hits / all, recall: hits / present, f1: (2 * hits) / (all + present) };
  }

  it("finds at least 40 of 100 T-shirts", {
    points: 1,
    message: "Fewer than 40 % of the T-shirts are found",
    hint: "Lower the threshold, weigh T-shirts more, or show them more often.",
  }, async () => {
    expect((await judged()).recall, "recall").to.be.at.least(0.4);
  });

  it("is right with at least half of what it picks", {
    points: 1,
    message: "Less than half of what is picked out are T-shirts",
    hint: "Too many false alarms: a higher threshold or gentler weights. Choose on the validation images.",
  }, async () => {
    expect((await judged()).precision, "precision").to.be.at.least(0.5);
  });

  for (const goal of [0.5, 0.6]) {
    it(`has an F1 of ${goal}`, {
      points: 0.75,
      message: `The F1 of the T-shirts is below ${goal}`,
      hint: "F1 needs both: T-shirts found and few false alarms. Does the loss still fall at the end? Which threshold is best on validation?",
    }, async () => {
      expect((await judged()).f1, "F1").to.be.at.least(goal);
    });
  }
};
