// Data size by domain similarity: scratch, frozen features and fine-tuning on doodles, from other doodles and from clothes.
import type { nn } from "../../lib/index.ts";
import { models } from "../../lib/vision/index.ts";
import { doodles, fashion, split } from "./data.ts";
import { accuracy, learn } from "./learn.ts";
import { Network } from "./network.ts";
import type { Measures, Study } from "./study.ts";

const LABELS = [5, 20, 200];
/** The target's classes; the near source has the other six. */
const TARGET = [0, 2, 4, 6, 8, 10];
const NEAR = [1, 3, 5, 7, 9, 11];

export const transfer: Study = {
  name: "transfer",
  title:
    "Six classes of doodles: from scratch, with frozen features, fine-tuned; pretrained on other doodles and on clothes",
  async run(seed) {
    const all = doodles(1500, { train: true, seed, classes: TARGET });
    const test = doodles(1200, { train: false, seed, classes: TARGET });
    const sources = {
      doodles: await pretrained(doodles(3000, { train: true, seed, classes: NEAR }), NEAR.length),
      clothes: await pretrained(fashion(true), 10),
    };
    const measures: Measures = {};
    for (const labels of LABELS) {
      const [train] = split(all, labels, seed);
      const epochs = Math.round(70 * Math.sqrt(5 / labels));
      const measured = async (model: nn.Module, lr: number) => {
        await learn(model, train, { epochs, lr });
        return accuracy(model, test);
      };
      measures[`scratch, ${labels}`] = await measured(new Network({ classes: TARGET.length }), 0.003);
      for (const [source, state] of Object.entries(sources)) {
        measures[`frozen ${source}, ${labels}`] = await measured(
          models.freeze(started(state), { except: ["fc"] }),
          0.01,
        );
        measures[`fine-tuned ${source}, ${labels}`] = await measured(started(state), 0.003);
      }
    }
    return measures;
  },
  claims: [
    {
      claim: "5 labels a class, near source: fine-tuned beats scratch",
      of: (m) => m["fine-tuned doodles, 5"]! - m["scratch, 5"]!,
      atLeast: 0,
    },
    {
      claim: "5 labels a class, far source: fine-tuned beats scratch",
      of: (m) => m["fine-tuned clothes, 5"]! - m["scratch, 5"]!,
      atLeast: 0,
    },
    {
      claim: "20 labels a class, near source: fine-tuned beats scratch",
      of: (m) => m["fine-tuned doodles, 20"]! - m["scratch, 20"]!,
      atLeast: 0,
    },
    ...LABELS.map((labels) => ({
      claim: `${labels} labels a class, far source: scratch beats frozen`,
      of: (m: Measures) => m[`scratch, ${labels}`]! - m[`frozen clothes, ${labels}`]!,
      atLeast: 0,
    })),
  ],
};

async function pretrained(data: Parameters<typeof learn>[1], classes: number): Promise<nn.StateDict> {
  const model = new Network({ classes });
  await learn(model, data, { epochs: 4 });
  return model.stateDict();
}

/** A network with a source's features and a new head. */
function started(state: nn.StateDict) {
  const model = new Network({ classes: TARGET.length });
  const features = Object.entries(state).filter(([name]) => !name.startsWith("fc."));
  model.loadStateDict({ ...model.stateDict(), ...Object.fromEntries(features) });
  return model;
}
