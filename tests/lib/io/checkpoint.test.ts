// Oracle: the same run without interruption, bit for bit.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { DataLoader, type DataLoaderOptions, RandomSampler, TensorDataset } from "../../../lib/data/index.ts";
import { loadCheckpoint, saveCheckpoint } from "../../../lib/io/index.ts";
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { Generator, manualSeed } from "../../../lib/random/index.ts";
import { randint, randn, type Tensor } from "../../../lib/tensor/index.ts";

const STEPS_PER_EPOCH = 5;

/** A run whose dropout, order and schedule all draw or count; `seed` only starts it. */
function run(seed: number, options: () => Partial<DataLoaderOptions<[Tensor, Tensor], [Tensor, Tensor]>>) {
  manualSeed(7);
  const data = new TensorDataset(randn([23, 4]), randint(3, [23]));
  manualSeed(seed);
  const model = new nn.Sequential(
    new nn.Linear(4, 8),
    new nn.BatchNorm1d(8),
    new nn.Dropout(0.3),
    new nn.ReLU(),
    new nn.Linear(8, 3),
  );
  const optimizer = new optim.AdamW(model.parameters(), { lr: 0.05 });
  const scheduler = new optim.lrScheduler.OneCycleLR(optimizer, 0.1, { totalSteps: 4 * STEPS_PER_EPOCH });
  const generator = new Generator().manualSeed(seed);
  const loader = new DataLoader(data, { batchSize: 5, ...options(), ...(options().generator ? { generator } : {}) });
  const parts = { model, optimizer, scheduler, loader, generator };
  const losses: number[] = [];
  const step = ([x, y]: [Tensor, Tensor]) => {
    optimizer.zeroGrad();
    const loss = nn.functional.crossEntropy(model.forward(x), y);
    loss.backward();
    optimizer.step();
    scheduler.step();
    losses.push(loss.item());
  };
  /** Trains for `epochs`, stopping after `stop` steps in all. */
  const train = (epochs: number, stop = Number.POSITIVE_INFINITY) => {
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const batch of loader) {
        step(batch as [Tensor, Tensor]);
        if (losses.length === stop) return;
      }
    }
  };
  return { parts, losses, train };
}

describe("a run resumed from a checkpoint", () => {
  let path: string;
  before(() => {
    path = join(mkdtempSync(join(tmpdir(), "tsgrad-")), "last.pth");
  });
  after(() => rmSync(join(path, ".."), { recursive: true }));

  const loaders: Record<string, () => Partial<DataLoaderOptions<[Tensor, Tensor], [Tensor, Tensor]>>> = {
    "in order": () => ({}),
    shuffled: () => ({ shuffle: true }),
    "shuffled by a generator of its own": () => ({ shuffle: true, generator: new Generator() }),
    "drawn with replacement": () => ({ sampler: new RandomSampler({ length: 23 }, { replacement: true }) }),
  };
  for (const [name, options] of Object.entries(loaders)) {
    for (const stop of [2, STEPS_PER_EPOCH, STEPS_PER_EPOCH + 3]) {
      it(`${name}, stopped after step ${stop}`, () => {
        const whole = run(1, options);
        whole.train(3);
        const first = run(1, options);
        first.train(3, stop);
        saveCheckpoint(path, { ...first.parts, step: stop, note: { best: 0.5 } });
        const second = run(99, options);
        const rest = loadCheckpoint(path, second.parts);
        expect(rest).to.deep.equal({ step: stop, note: { best: 0.5 } });
        // Stopped inside an epoch (also right behind its last batch), the loader first finishes that one.
        second.train(3 - Math.floor((stop - 1) / STEPS_PER_EPOCH));
        expect([...first.losses, ...second.losses]).to.deep.equal(whole.losses);
      });
    }
  }

  it("between epochs", () => {
    const whole = run(1, loaders.shuffled!);
    whole.train(2);
    const first = run(1, loaders.shuffled!);
    first.train(1);
    saveCheckpoint(path, first.parts);
    const second = run(99, loaders.shuffled!);
    loadCheckpoint(path, second.parts);
    second.train(1);
    expect([...first.losses, ...second.losses]).to.deep.equal(whole.losses);
  });

  it("refuses what does not fit", () => {
    const { parts } = run(1, loaders.shuffled!);
    saveCheckpoint(path, { model: parts.model, epoch: 1 });
    expect(() => loadCheckpoint(path, { optimizer: parts.optimizer })).to.throw(
      `loadCheckpoint: "${path}" holds no optimizer, only model, epoch, rng_state`,
    );
    expect(() => loadCheckpoint(path, { epoch: 1 })).to.throw(
      "loadCheckpoint: expected a model, an optimizer, a scheduler, a loader or a generator as epoch, got number",
    );
    expect(() => parts.loader.loadStateDict({ batches: 1, start: null, now: [] })).to.throw(
      "DataLoader.loadStateDict: expected what stateDict() of a loader with 1 generator(s) returned",
    );
  });
});
