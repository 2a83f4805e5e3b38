// A student learns more from a teacher's soft labels than from the labels alone: Hinton et al. 2015.
import type { Tensor } from "../../lib/index.ts";
import { DistillationLoss, teacherLogits } from "../../lib/train/index.ts";
import { fashion, split } from "./data.ts";
import { accuracy, learn } from "./learn.ts";
import { copyOf, Network } from "./network.ts";
import type { Study } from "./study.ts";

export const distillation: Study = {
  name: "distillation",
  title: "A small student on 100 images a class, alone and with a teacher that saw all 6,000",
  async run(seed) {
    const [all, test] = [fashion(true), fashion(false)];
    const [few] = split(all, 100, seed);
    const teacher = new Network();
    await learn(teacher, all, { epochs: 4 });
    const recipe = { epochs: 40, lr: 0.01 };
    const alone = new Network({ width: 8 });
    const student = copyOf(alone);
    await learn(alone, few, recipe);
    const criterion = new DistillationLoss({ temperature: 4, alpha: 0.9 });
    const step = ([x, y]: [Tensor, Tensor]) => criterion.forward(student.forward(x), teacherLogits(teacher, x), y);
    await learn(student, few, { ...recipe, trainingStep: step });
    return {
      teacher: await accuracy(teacher, test),
      "student alone": await accuracy(alone, test),
      "student distilled": await accuracy(student, test),
    };
  },
  claims: [{ claim: "distilled beats alone", of: (m) => m["student distilled"]! - m["student alone"]!, atLeast: 1 }],
};
