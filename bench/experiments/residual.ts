// Residual beats plain at depth: He et al. 2015, figure 6, on Fashion-MNIST at 14x14.
import { models } from "../../lib/vision/index.ts";
import { fashion, halved } from "./data.ts";
import { accuracy, learn } from "./learn.ts";
import type { Measures, Study } from "./study.ts";

export const residual: Study = {
  name: "residual",
  title: "Plain and residual networks of 20 and 56 layers",
  async run() {
    const [train, test] = [halved(fashion(true)), halved(fashion(false))];
    const measures: Measures = {};
    for (const [depth, n] of [
      [20, 3],
      [56, 9],
    ] as const)
      for (const shortcut of [false, true]) {
        const model = new models.CifarResNet(n, { inChannels: 1, width: 8, shortcut });
        await learn(model, train, { epochs: 2, batchSize: 128, lr: 0.01 });
        measures[`${shortcut ? "residual" : "plain"} ${depth}`] = await accuracy(model, test);
      }
    return measures;
  },
  claims: [
    { claim: "residual 56 beats plain 56", of: (m) => m["residual 56"]! - m["plain 56"]!, atLeast: 1 },
    { claim: "plain 56 is worse than plain 20", of: (m) => m["plain 20"]! - m["plain 56"]!, atLeast: 0 },
  ],
};
