// What a Trainer costs over the loop by hand, on the small CNN: epoch beside epoch in one process, both compiled.
// node bench/engine/trainer.ts [ROUNDS]; prints one line. At most 3 % is allowed.
import {
  compile,
  DataLoader,
  F,
  manualSeed,
  optim,
  randint,
  randn,
  type Tensor,
  TensorDataset,
} from "../../lib/index.ts";
import { Trainer } from "../../lib/train/index.ts";
import { median } from "../median.ts";
import { smallCnn } from "./cases.ts";

const STEPS = 100;
const BATCH = 64;
const rounds = Number(process.argv[2] ?? 16);

const data = new TensorDataset(randn([BATCH * STEPS, 1, 28, 28]), randint(10, [BATCH * STEPS]));
const loader = new DataLoader(data, { batchSize: BATCH });

function begin() {
  manualSeed(0);
  const model = smallCnn();
  return { model, optimizer: new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 }) };
}

function byHand(): () => void {
  const { model, optimizer } = begin();
  const step = compile((x: Tensor, y: Tensor) => {
    optimizer.zeroGrad();
    const loss = F.crossEntropy(model.forward(x), y);
    loss.backward();
    optimizer.step();
    return loss.detach();
  });
  return () => {
    let sum = 0;
    for (const [x, y] of loader) sum += step(x, y).item();
    if (!Number.isFinite(sum)) throw new Error("The loop by hand diverged");
  };
}

async function milliseconds(body: () => unknown): Promise<number> {
  const start = performance.now();
  await body();
  return performance.now() - start;
}

const hand = byHand();
const { model, optimizer } = begin();
const trainer = new Trainer(model, { optimizer });
const train = () => trainer.fit(loader, null, { maxEpochs: trainer.epoch + 1 });

await hand();
await train();
const ratios: number[] = [];
const steps: number[] = [];
for (let round = 0; round < rounds; round++) {
  const first = round % 2 === 0 ? train : hand;
  const times = [await milliseconds(first), await milliseconds(first === train ? hand : train)] as const;
  const [trained, looped] = first === train ? times : [times[1], times[0]];
  ratios.push(trained / looped);
  steps.push(looped / STEPS);
}
ratios.sort((a, b) => a - b);
const cost = 100 * (median(ratios) - 1);
console.log(
  `Trainer over the loop by hand: ${cost.toFixed(1)} % (${median(steps).toFixed(2)} ms a step; ` +
    `quartiles ${[ratios[rounds >> 2]!, ratios[(3 * rounds) >> 2]!].map((ratio) => `${(100 * (ratio - 1)).toFixed(1)} %`).join(" to ")})`,
);
