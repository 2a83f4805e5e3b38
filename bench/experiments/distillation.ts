// A small student learns more from a teacher than from the labels alone: Hinton et al. 2015.
import type { Tensor } from "../../lib/index.ts";
import { DistillationLoss, teacherLogits } from "../../lib/train/index.ts";
import { fashion, halved, type Labelled, split } from "./data.ts";
import { accuracy, learn } from "./learn.ts";
import { copyOf, Network } from "./network.ts";
import type { Study } from "./study.ts";

/** Of the 200 labelled images; the 6,000 are seen a tenth as often: 12 and 94 batches an epoch. */
const EPOCHS = 80;

export const distillation: Study = {
  name: "distillation",
  title: "A student of 6,200 parameters with 20 labels a class, alone and with a teacher of 24,000 that saw all 600",
  async run(seed) {
    const [all, test] = [halved(fashion(true)), halved(fashion(false))];
    const [few] = split(all, 20, seed);
    const teacher = new Network();
    await learn(teacher, all, { epochs: 8 });
    const alone = new Network({ width: 8 });
    const [sameImages, moreImages] = [copyOf(alone), copyOf(alone)];
    await learn(alone, few, { epochs: EPOCHS });
    await distill(teacher, sameImages, few, EPOCHS, 0.9);
    // Only the teacher's word counts, since most of these images have no label.
    await distill(teacher, moreImages, all, EPOCHS / 10, 1);
    return {
      teacher: await accuracy(teacher, test),
      "student alone": await accuracy(alone, test),
      "distilled, same images": await accuracy(sameImages, test),
      "distilled, 5,800 more without labels": await accuracy(moreImages, test),
    };
  },
  claims: [
    {
      claim: "distilled on the same images beats alone",
      of: (m) => m["distilled, same images"]! - m["student alone"]!,
      atLeast: 1,
    },
    {
      claim: "distilled with images that have no labels beats alone",
      of: (m) => m["distilled, 5,800 more without labels"]! - m["student alone"]!,
      atLeast: 1,
    },
  ],
};

async function distill(teacher: Network, student: Network, data: Labelled, epochs: number, alpha: number) {
  const criterion = new DistillationLoss({ temperature: 4, alpha });
  const trainingStep = ([x, y]: [Tensor, Tensor]) =>
    criterion.forward(student.forward(x), teacherLogits(teacher, x), y);
  await learn(student, data, { epochs, trainingStep });
}
