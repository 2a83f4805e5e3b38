// Nine weights in ten are pruned in rounds, each followed by training (Han et al. 2015; Zhu and Gupta 2017).
import { prune } from "../../lib/compress/index.ts";
import { fashion, halved } from "./data.ts";
import { accuracy, learn } from "./learn.ts";
import { copyOf, Network } from "./network.ts";
import type { Study } from "./study.ts";

const ROUNDS = 4;
const EPOCHS = 2;

export const pruning: Study = {
  name: "pruning",
  title: "The small network with 90 % of its weights pruned, and dense",
  async run() {
    const [train, test] = [halved(fashion(true)), halved(fashion(false))];
    const model = new Network({ width: 24 });
    await learn(model, train, { epochs: 8 });
    const [dense, atOnce, longer] = [copyOf(model), copyOf(model), copyOf(model)];
    prune.globalUnstructured(prune.parametersToPrune(atOnce), prune.L1Unstructured, { amount: 0.9 });
    await prune.pruneIteratively(
      prune.parametersToPrune(model),
      { target: 0.9, rounds: ROUNDS, schedule: "cubic" },
      () => learn(model, train, { epochs: EPOCHS }),
    );
    await learn(longer, train, { epochs: ROUNDS * EPOCHS });
    return {
      dense: await accuracy(dense, test),
      "dense, trained as long": await accuracy(longer, test),
      "pruned at once": await accuracy(atOnce, test),
      "pruned in rounds": await accuracy(model, test),
      "zeros, % of the weights": 100 * zeros(model),
    };
  },
  claims: [
    { claim: "pruned in rounds is within 1 point of dense", of: (m) => m["pruned in rounds"]! - m.dense!, atLeast: -1 },
    {
      claim: "and of dense, trained as long",
      of: (m) => m["pruned in rounds"]! - m["dense, trained as long"]!,
      atLeast: -1,
    },
  ],
};

/** Of the weights that may be pruned: biases and norms are left alone. */
function zeros(model: Network): number {
  const weights = prune.sparsity(model).rows.filter(({ shape }) => shape.length > 1);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return sum(weights.map((row) => row.zeros)) / sum(weights.map((row) => row.total));
}
