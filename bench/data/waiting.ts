// The share of a Trainer's time that goes by until a batch is there: node waiting.ts WORKERS; prints one line of JSON.
import { manualSeed, optim } from "../../lib/index.ts";
import { Trainer } from "../../lib/train/index.ts";
import { smallCnn } from "../engine/cases.ts";
import { loaderOf } from "./cases.ts";

const EPOCHS = 3;
const loader = loaderOf("fashion", Number(process.argv[2]), "");
let waited = 0;

const timed = {
  length: loader.length,
  async *[Symbol.asyncIterator]() {
    const batches = loader[Symbol.asyncIterator]();
    for (;;) {
      const start = performance.now();
      const { value, done } = await batches.next();
      waited += performance.now() - start;
      if (done) return;
      yield value as never;
    }
  },
};

manualSeed(0);
const model = smallCnn();
const optimizer = new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
const trainer = new Trainer(model, { optimizer, progress: false });
await trainer.fit(timed as never);
waited = 0;
const start = performance.now();
await trainer.fit(timed as never, null, { maxEpochs: 1 + EPOCHS });
console.log(JSON.stringify({ share: waited / (performance.now() - start) }));
loader.close();
