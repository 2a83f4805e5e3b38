// A small run whose order, dropout, schedule and batch norm all draw or count.
import { DataLoader, TensorDataset } from "../../../lib/data/index.ts";
import * as metrics from "../../../lib/metrics/index.ts";
import * as nn from "../../../lib/nn/index.ts";
import * as optim from "../../../lib/optim/index.ts";
import { manualSeed } from "../../../lib/random/index.ts";
import { randn, type Tensor } from "../../../lib/tensor/index.ts";
import { Trainer, type TrainerOptions } from "../../../lib/train/index.ts";

export const SAMPLES = 44;

/** Points whose class is the largest of three linear functions of them. */
export function points(count: number, seed: number): TensorDataset<[Tensor, Tensor]> {
  manualSeed(seed);
  const x = randn([count, 4]);
  manualSeed(1234);
  return new TensorDataset(
    x,
    x
      .matmul(randn([4, 3]))
      .argmax(1)
      .int(),
  );
}

export function network(): nn.Sequential {
  return new nn.Sequential(
    new nn.Linear(4, 16),
    new nn.BatchNorm1d(16),
    new nn.ReLU(),
    new nn.Dropout(0.2),
    new nn.Linear(16, 3),
  );
}

/** Everything a run is made of, from one seed; `options` come on top. */
export function makeRun(options: Partial<TrainerOptions> = {}, seed = 1, model: nn.Module = network()) {
  const [train, val] = [points(SAMPLES, 7), points(30, 8)];
  manualSeed(seed);
  for (const module of model.modules()) if (module instanceof nn.Linear) module.resetParameters();
  const optimizer = new optim.AdamW(model.parameters(), { lr: 0.02 });
  const scheduler = new optim.lrScheduler.OneCycleLR(optimizer, 0.05, { totalSteps: 200 });
  const trainer = new Trainer(model, {
    optimizer,
    scheduler,
    schedulerInterval: "step",
    metrics: { accuracy: new metrics.Accuracy() },
    progress: false,
    ...options,
  });
  const trainLoader = new DataLoader(train, { batchSize: 8, shuffle: true });
  const valLoader = new DataLoader(val, { batchSize: 10 });
  return { model, optimizer, scheduler, trainer, trainLoader, valLoader };
}

/** All weights and buffers, bit for bit. */
export function bits(model: nn.Module): Record<string, string> {
  return Object.fromEntries(
    Object.entries(model.stateDict()).map(([name, x]) => {
      const values = x.data;
      return [name, Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex")];
    }),
  );
}
