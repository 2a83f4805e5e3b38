// Fifty labels and many images without: a teacher's own predictions as labels (Lee 2013; Xie et al. 2020).
import { cat, DataLoader, TensorDataset } from "../../lib/index.ts";
import { selfTrain } from "../../lib/train/index.ts";
import { fashion, type Labelled, split } from "./data.ts";
import { accuracy, learn } from "./learn.ts";
import { Network } from "./network.ts";
import type { Study } from "./study.ts";

export const pseudoLabelling: Study = {
  name: "pseudo-labels",
  title: "Five labels a class of Fashion-MNIST, and 5,950 images without",
  async run(seed) {
    const [few, rest] = split(fashion(true), 5, seed);
    const test = fashion(false);
    const teacher = new Network();
    await learn(teacher, few, { epochs: 60 });
    const student = await selfTrain({
      teacher,
      unlabeled: new DataLoader(new TensorDataset(rest.images), { batchSize: 200 }),
      threshold: 0,
      perClass: 300,
      rounds: 3,
      train: async ({ inputs, labels }) => {
        const model = new Network();
        await learn(model, joined(few, { images: inputs, labels }), { epochs: 5 });
        return model;
      },
    });
    return { supervised: await accuracy(teacher, test), "pseudo-labelled": await accuracy(student, test) };
  },
  claims: [
    { claim: "pseudo-labels beat 50 labels alone", of: (m) => m["pseudo-labelled"]! - m.supervised!, atLeast: 3 },
  ],
};

const joined = (a: Labelled, b: Labelled): Labelled => ({
  images: cat([a.images, b.images]),
  labels: cat([a.labels, b.labels]),
});
